import { activeMakers, disableHooksOf, type HookParts, type Revoked } from "../hooks/index.ts";
import type { Platform } from "../platform/index.ts";
import { apiKeys, staffCollection } from "./model.ts";

/*
 * Taking a key or a staff member back takes their hooks along: before the write, so that no crash leaves them on, and
 * after it, for those made in between. A crash between the write and the second pass is mended by the next start.
 */

/** Runs the write that revokes between two passes over the hooks. */
export const withoutHooks = async <T>(
  platform: Platform,
  revoked: Revoked,
  revoke: () => Promise<T>,
): Promise<T> => {
  await disableHooksOf(platform, revoked);
  const answer = await revoke();
  await disableHooksOf(platform, revoked);
  return answer;
};

/** Whether hooks made with this key, or in this staff member's sessions, may go on. */
export const isActiveMaker: HookParts["isActiveMaker"] = async ({ store }, { staff_id, key_id }) => {
  const [member, key] = await Promise.all([
    store.collection(staffCollection).findOne({ _id: staff_id, status: "active" }),
    key_id === null ? null : store.collection(apiKeys).findOne({ _id: key_id, staff_id }),
  ]);
  return member !== null && (key_id === null || key !== null);
};

/** Disables the active hooks whose makers are active no longer. */
export const finishRevocations = async (platform: Platform): Promise<void> => {
  for (const maker of await activeMakers(platform))
    if (!(await isActiveMaker(platform, maker))) await disableHooksOf(platform, maker);
};
