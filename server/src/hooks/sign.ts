import { createHmac } from "node:crypto";
import { freshBytes, hmacSha256Hex, type NewBytes } from "../core/secrets.ts";

/*
 * Signing: Standard Webhooks `v1`. The signed text is `<webhook-id>.<webhook-timestamp>.<body>`, the key is the base64
 * part of the secret, decoded. While a secret is being replaced each live secret signs, newest first. Receivers that
 * cannot see the raw body get `x-7stamp-id-signature`: hex over `<webhook-id>.<webhook-timestamp>`, keyed with the
 * secret's whole text. Pure: a crash between signing and sending leaves nothing behind, a repeat signs a new time.
 */

const prefix = "whsec_";

/** A new secret: `whsec_` and 32 random bytes in base64. */
export const newSecret = (newBytes: NewBytes = freshBytes): string =>
  prefix + newBytes("hook", 32).toString("base64");

const keyOf = (secret: string): Buffer => Buffer.from(secret.slice(prefix.length), "base64");

export interface SignedParts {
  /** The event's id, the same over all repeats. */
  readonly id: string;
  readonly at: Date;
  readonly body: string;
  /** Live secrets, newest first. */
  readonly secrets: readonly string[];
}

/** When it was signed, Unix seconds. */
export const timestampOf = (at: Date): string => Math.floor(at.getTime() / 1_000).toString();

/** The headers a receiver verifies a delivery by. */
export const signatureHeaders = ({ id, at, body, secrets }: SignedParts) => {
  const timestamp = timestampOf(at);
  const head = `${id}.${timestamp}`;
  const signatures = secrets.map((secret) => {
    const digest = createHmac("sha256", keyOf(secret)).update(`${head}.${body}`).digest("base64");
    return `v1,${digest}`;
  });
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
    "x-7stamp-id-signature": secrets.map((secret) => hmacSha256Hex(secret, head)).join(" "),
  };
};
