import { toInstant } from "../core/clock.ts";
import type { Caller, Platform } from "../platform/index.ts";
import { findHook } from "./find.ts";
import { hooksCollection, type HookSecret } from "./model.ts";
import { presentHook, type HookView } from "./present.ts";
import { newSecret } from "./sign.ts";

const overlapMs = 24 * 60 * 60 * 1_000;

export interface Rotated extends HookView {
  secret: string;
  previous_secret_expires_at: string;
}

/** The new secret first; the one it replaces signs until the overlap ends; what has ended is forgotten. */
const replaced = (secrets: readonly HookSecret[], sealed: string, now: Date, until: Date): HookSecret[] => [
  { sealed, created_at: now, expires_at: null },
  ...secrets
    .filter(({ expires_at }) => expires_at === null || expires_at > now)
    .map((secret) => ({ ...secret, expires_at: secret.expires_at ?? until })),
];

/**
 * Replaces the signing secret; both sign for 24 hours. The answer holds the new one, this once.
 * @throws not_found
 */
export const rotateSecret = async (platform: Platform, caller: Caller, id: string): Promise<Rotated> => {
  const hooks = platform.store.collection(hooksCollection);
  const secret = newSecret();
  for (;;) {
    const hook = await findHook(platform, caller, id);
    const now = platform.clock.now();
    const until = new Date(now.getTime() + overlapMs);
    const secrets = replaced(hook.secrets, platform.vault.seal(secret), now, until);
    // of two rotations at once the second starts again from the first one's result: no secret that was shown is lost
    const changed = await hooks.findOneAndUpdate(
      { _id: id, "secrets.0.sealed": hook.secrets[0]?.sealed },
      { $set: { secrets, updated_at: now } },
      { returnDocument: "after" },
    );
    if (changed !== null)
      return { ...presentHook(changed, now), secret, previous_secret_expires_at: toInstant(until) };
  }
};
