import { toInstant } from "../core/clock.ts";
import type { Caller, Platform } from "../platform/index.ts";
import { findHook } from "./find.ts";
import { hooksCollection, type Hook, type HookSecret } from "./model.ts";
import { showHook, type HookView } from "./present.ts";
import { newSecret } from "./sign.ts";

const overlapMs = 24 * 60 * 60 * 1_000;

export interface Rotated extends HookView {
  secret: string;
  previous_secret_expires_at: string;
}

const overlapEnd = (at: Date): Date => new Date(at.getTime() + overlapMs);

const rotated = async (
  platform: Platform,
  hook: Hook,
  { secret, at }: { secret: string; at: Date },
): Promise<Rotated> => ({
  ...(await showHook(platform, hook)),
  secret,
  previous_secret_expires_at: toInstant(overlapEnd(at)),
});

/**
 * The new secret first; the one it replaces signs until the overlap ends. Two at a time: a receiver that has kept up with
 * neither could not be helped by a third, and each makes the signature's header longer.
 */
const replaced = (secrets: readonly HookSecret[], sealed: string, now: Date): HookSecret[] => [
  { sealed, created_at: now, expires_at: null },
  ...secrets
    .slice(0, 1)
    .filter(({ expires_at }) => expires_at === null || expires_at > now)
    .map((secret) => ({ ...secret, expires_at: secret.expires_at ?? overlapEnd(now) })),
];

/**
 * Replaces the signing secret; both sign for 24 hours. The answer holds the new one, this once.
 * @throws not_found
 */
export const rotateSecret = async (platform: Platform, caller: Caller, id: string): Promise<Rotated> => {
  const hooks = platform.store.collection(hooksCollection);
  const secret = newSecret(platform.newBytes);
  for (;;) {
    const hook = await findHook(platform, caller, id);
    const now = platform.clock.now();
    // An earlier run of this very call got that far.
    const own = hook.secrets.find(({ sealed }) => platform.vault.open(sealed) === secret);
    if (own !== undefined) return rotated(platform, hook, { secret, at: own.created_at });
    const secrets = replaced(hook.secrets, platform.vault.seal(secret), now);
    // of two rotations at once the second starts again from the first one's result: no secret that was shown is lost
    const changed = await hooks.findOneAndUpdate(
      { _id: id, "secrets.0.sealed": hook.secrets[0]?.sealed },
      { $set: { secrets, updated_at: now } },
      { returnDocument: "after" },
    );
    if (changed !== null) return rotated(platform, changed, { secret, at: now });
  }
};
