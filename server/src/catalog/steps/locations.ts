import { listLocations } from "../actions/locations.ts";
import { defineStep } from "./define.ts";
import { whichLocations } from "./questions.ts";

export const findLocationStep = defineStep({
  key: "find_location",
  kind: "search",
  noun: "Location",
  zapier: {
    label: "Find Location",
    description: "Finds a location by its name, or by the ID of an earlier step.",
  },
  make: {
    module: "searchLocations",
    label: "Search locations",
    description: "Returns a list of locations by name or ID.",
    crud: "read",
    group: "Other",
    asks: [whichLocations],
  },
  calls: [{ action: listLocations }],
  needs: [{ keys: ["location_id", "name"], sends: "first", required: false }],
  fields: [
    {
      key: "name",
      label: "Name",
      help: "The location's name, as your console shows it.",
      placeholder: "Main Street",
    },
    {
      key: "location_id",
      label: "Location",
      help: "Map the location's ID from an earlier step, or pick one.",
      dropdown: "list_locations",
    },
  ],
});
