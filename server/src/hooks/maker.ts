import { Failure } from "../core/failure.ts";
import type { Caller, Platform } from "../platform/index.ts";
import { hooksCollection, type HookMaker } from "./model.ts";
import type { HookParts } from "./parts.ts";

/*
 * A hook lives as long as the key that made it, or the staff member who did. Whoever revokes calls `disableHooksOf`
 * before and after the revoking write: a crash in between leaves the hooks off rather than on. A hook that is being made
 * at that very moment asks, once it stands, whether its maker still does; so either the second pass sees the hook, or
 * the hook sees the revocation. What a crash between write and second pass leaves, the next start of a process finds.
 */

/** What a key has made, or sessions (null), or a staff member by whatever way (without key_id). */
export type Revoked = Pick<HookMaker, "staff_id"> & Partial<Pick<HookMaker, "key_id">>;

export const makerOf = ({ staff, key }: Caller): HookMaker => ({
  staff_id: staff.id,
  name: staff.name,
  key_id: key?.id ?? null,
});

/** Disables these hooks with the reason `key_deleted`. May be repeated. */
export const disableHooksOf = async (platform: Platform, { staff_id, key_id }: Revoked): Promise<void> => {
  await platform.store.collection(hooksCollection).updateMany(
    {
      "created_by.staff_id": staff_id,
      ...(key_id !== undefined && { "created_by.key_id": key_id }),
      disabled_reason: { $ne: "key_deleted" },
    },
    { $set: { status: "disabled", disabled_reason: "key_deleted", updated_at: platform.clock.now() } },
  );
};

/** Who has made hooks that are active, each once for a staff member and key. */
export const activeMakers = async (platform: Platform): Promise<HookMaker[]> => {
  const hooks = platform.store.collection(hooksCollection);
  const found = hooks.find(
    { status: "active", "created_by.staff_id": { $gt: "" } },
    { projection: { created_by: 1 } },
  );
  const makers = new Map<string, HookMaker>();
  for await (const { created_by: maker } of found)
    if (maker !== undefined) makers.set(`${maker.staff_id} ${maker.key_id}`, maker);
  return [...makers.values()];
};

/** How many active hooks each of these keys has made. */
export const countActiveHooks = async (
  { store }: Platform,
  keyIds: readonly string[],
): Promise<(keyId: string) => number> => {
  const found = await store
    .collection(hooksCollection)
    .find({ "created_by.key_id": { $in: [...keyIds] }, status: "active" }, { projection: { created_by: 1 } })
    .toArray();
  return (keyId) => found.filter(({ created_by: maker }) => maker?.key_id === keyId).length;
};

/**
 * For a hook that has just been written in the caller's name.
 * @throws unauthenticated when the caller was revoked meanwhile; its hooks are disabled by then
 */
export const confirmMaker = async (
  { platform, isActiveMaker }: Pick<HookParts, "platform" | "isActiveMaker">,
  caller: Caller,
): Promise<void> => {
  const maker = makerOf(caller);
  if (await isActiveMaker(platform, maker)) return;
  await disableHooksOf(platform, maker);
  throw new Failure("unauthenticated");
};
