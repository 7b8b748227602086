import { hmacSha256Hex, sameText } from "../../core/secrets.ts";

const toleranceMs = 5 * 60_000;

/** Signs as 7loc.com does: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`, keyed with the account's token. */
export const signCallback = (token: string, body: string, at: Date): string => {
  const time = Math.floor(at.getTime() / 1_000);
  return `t=${time},v1=${hmacSha256Hex(token, `${time}.${body}`)}`;
};

/** Whether a callback's signature is the account's and at most five minutes away from now. */
export const isSignedBy = (token: string, signature: string, body: string, now: Date): boolean => {
  const [, time = "", value = ""] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (time === "" || Math.abs(Number(time) * 1_000 - now.getTime()) > toleranceMs) return false;
  return sameText(value, hmacSha256Hex(token, `${time}.${body}`));
};
