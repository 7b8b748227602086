import { z } from "zod";
import { defineAction, page, paging } from "../define.ts";
import { id, text } from "../parts.ts";
import * as resources from "../resources.ts";

export const listLocations = defineAction({
  name: "list_locations",
  method: "GET",
  path: "/locations",
  tag: "Locations",
  summary: "List locations",
  query: { ...paging, location_id: id("loc").optional(), name: text(120).optional() },
  result: page(resources.location),
});

export const getLocation = defineAction({
  name: "get_location",
  method: "GET",
  path: "/locations/:id",
  tag: "Locations",
  summary: "Get a location",
  params: { id: id("loc") },
  result: resources.location,
  errors: ["not_found"],
});

export const createLocation = defineAction({
  name: "create_location",
  method: "POST",
  path: "/locations",
  tag: "Locations",
  summary: "Create a location",
  role: "manager",
  status: 201,
  body: z.strictObject({ name: text(120), address: text(300).nullish() }),
  result: resources.location,
  example: { body: { name: "Main Street", address: "12 Main Street" } },
});

export const updateLocation = defineAction({
  name: "update_location",
  method: "PATCH",
  path: "/locations/:id",
  tag: "Locations",
  summary: "Update a location",
  role: "manager",
  params: { id: id("loc") },
  body: z.strictObject({ name: text(120).optional(), address: text(300).nullish() }),
  result: resources.location,
  errors: ["not_found"],
  example: { body: { address: "12 Main Street" } },
});
