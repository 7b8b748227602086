import { createHash } from "node:crypto";
import { z } from "zod";
import { sameText } from "../../core/secrets.ts";

/*
 * Poster's webhook: `verify` is the MD5 of account, object, object_id, action, data (only when sent, exactly as received:
 * it is JSON in a string), time and the application's secret, joined with ";". The account number is not covered, so it
 * is held against the stored one. There is no nonce: a replay is recognised by our own key. Nothing is stored here.
 */

const text = z.union([z.string(), z.number()]).transform(String);

export const posterHook = z.looseObject({
  account: text,
  account_number: text.optional(),
  object: text,
  object_id: text,
  action: text,
  time: text,
  verify: text,
  data: z.string().nullish(),
});

export type PosterHook = z.output<typeof posterHook>;

const signed = ({ account, object, object_id, action, data, time }: PosterHook, secret: string): string =>
  [
    account,
    object,
    object_id,
    action,
    ...(data === undefined || data === null ? [] : [data]),
    time,
    secret,
  ].join(";");

const md5 = (value: string): string => createHash("md5").update(value, "utf8").digest("hex");

export const isVerified = (hook: PosterHook, secret: string): boolean =>
  sameText(md5(signed(hook, secret)), hook.verify.toLowerCase());

/** The same for a webhook that is sent again, another for every other one. */
export const hookKey = ({ account, object, object_id, action, time, data }: PosterHook): string =>
  createHash("sha256")
    .update(JSON.stringify([account, object, object_id, action, time, md5(data ?? "")]))
    .digest("hex");
