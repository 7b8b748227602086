import { Failure } from "../core/failure.ts";
import { hmacSha256Hex, sameText } from "../core/secrets.ts";

/*
 * The signature of a till: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`, keyed with the full text of the secret.
 * The time is part of what is signed and may be five minutes off, so a caught request cannot be sent again later; sent
 * again within them it is a repeated receipt, which has its effect once. Compared in constant time. Nothing is stored
 * here: a crash forgets nothing.
 */

const toleranceSeconds = 300;
const form = /^t=(\d{1,12})\s*,\s*v1=([0-9a-f]{64})$/i;

export const tillSignature = (secret: string, unixSeconds: number, body: string): string =>
  `t=${unixSeconds},v1=${hmacSha256Hex(secret, `${unixSeconds}.${body}`)}`;

/** @throws signature_invalid, the same whatever is wrong */
export const checkSignature = (
  secret: string | null,
  header: string,
  { body, now }: { body: string; now: Date },
): void => {
  const [, time = "", mac = ""] = form.exec(header.trim()) ?? [];
  const age = Math.abs(Math.floor(now.getTime() / 1000) - Number(time));
  const isRight =
    secret !== null && mac !== "" && sameText(mac.toLowerCase(), hmacSha256Hex(secret, `${time}.${body}`));
  if (!isRight || age > toleranceSeconds) throw new Failure("signature_invalid");
};
