import * as catalog from "../catalog/index.ts";
import { mapPage } from "../core/paging.ts";
import { bind, type Operation } from "../http/operation.ts";
import { listRefusals } from "./list.ts";
import { presentRefusal } from "./present.ts";

export const refusalOperations: readonly Operation[] = [
  bind(catalog.listRefusals, async ({ platform, caller, query }) =>
    mapPage(await listRefusals(platform, caller.business.id, query), presentRefusal),
  ),
];
