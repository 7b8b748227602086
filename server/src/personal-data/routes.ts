import * as catalog from "../catalog/index.ts";
import { getCustomer } from "../customers/index.ts";
import { bind, bindSilent, LiveText, type Operation } from "../http/operation.ts";
import { eraseCustomer, type ErasureParts } from "./erase.ts";
import { exportCustomer } from "./export.ts";

export const personalDataOperations = (shared: Omit<ErasureParts, "platform">): readonly Operation[] => [
  bind(catalog.exportCustomer, async ({ platform, caller, params }) => {
    const customer = await getCustomer(platform, caller.business.id, params.id);
    return new LiveText("application/json", () => exportCustomer(platform, customer));
  }),
  bindSilent(catalog.deleteCustomer, ({ platform, caller, params }) =>
    eraseCustomer({ platform, ...shared }, caller, params.id),
  ),
];
