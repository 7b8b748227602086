import { Failure } from "../core/failure.ts";
import type { Outbound } from "../core/safe-fetch.ts";
import type { Platform } from "../platform/index.ts";
import type { HookFilters, HookMaker } from "./model.ts";

/**
 * Refuses filters that name what is not this business's, with the pointer below /filters. Templates, voucher templates
 * and locations belong to other areas, so the application passes this in.
 */
export type CheckReference = (platform: Platform, businessId: string, filters: HookFilters) => Promise<void>;

/** What writing a hook needs beside the platform. */
export interface HookParts {
  readonly platform: Platform;
  readonly outbound: Outbound;
  readonly checkReference: CheckReference;
  /** Whether a maker is an active staff member whose key stands; the staff area knows, so the application passes this in. */
  readonly isActiveMaker: (
    platform: Platform,
    maker: Pick<HookMaker, "staff_id" | "key_id">,
  ) => Promise<boolean>;
}

/**
 * Judges a target and gives it back as it is stored: without a fragment, which is never sent.
 * @throws target_not_allowed, with the same words whatever the cause.
 */
export const allowedTarget = async (outbound: Outbound, target: string): Promise<string> => {
  const [address = ""] = target.split("#");
  if (!(await outbound.allows(address))) throw new Failure("target_not_allowed");
  return address;
};
