import { Failure } from "../core/failure.ts";
import type { Business, Platform } from "../platform/index.ts";
import { adapterOf } from "./adapters.ts";
import { getTill } from "./find.ts";
import type { Install } from "./port.ts";

/**
 * Begins to connect a till to an account of its vendor.
 * @throws not_found also for a till of a kind that has no account
 */
export const connectTill = async (platform: Platform, business: Business, id: string): Promise<Install> => {
  const till = await getTill(platform, business.id, id);
  const adapter = adapterOf(till.kind);
  if (adapter.proof !== "account")
    throw new Failure("not_found", { detail: "A till of this kind is not connected to an account." });
  return adapter.account.beginInstall(platform, till);
};
