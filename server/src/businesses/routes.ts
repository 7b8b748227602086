import * as catalog from "../catalog/index.ts";
import { mapPage } from "../core/paging.ts";
import { bind, type Operation } from "../http/operation.ts";
import { createLocation, getLocation, listLocations, updateLocation } from "./locations.ts";
import { presentBusiness, presentLocation } from "./present.ts";
import { updateBusiness } from "./settings.ts";

export const businessOperations: readonly Operation[] = [
  bind(catalog.getBusiness, async ({ caller }) => presentBusiness(caller.business)),
  bind(catalog.updateBusiness, async ({ platform, caller, body }) =>
    presentBusiness(await updateBusiness(platform, caller.business.id, body)),
  ),
  bind(catalog.listLocations, async ({ platform, caller, query }) =>
    mapPage(await listLocations(platform, caller.business.id, query), presentLocation),
  ),
  bind(catalog.getLocation, async ({ platform, caller, params }) =>
    presentLocation(await getLocation(platform, caller.business.id, params.id)),
  ),
  bind(catalog.createLocation, async ({ platform, caller, body }) =>
    presentLocation(await createLocation(platform, caller.business.id, body)),
  ),
  bind(catalog.updateLocation, async ({ platform, caller, params, body }) =>
    presentLocation(await updateLocation(platform, caller.business.id, params.id, body)),
  ),
];
