import type { OutputField } from "../../catalog/index.ts";
import { anyFilled, choose, text, whole } from "./iml.ts";

/*
 * An answer with a good status may still be another site's: a parked domain, a captive portal, a wrong address. Taken for
 * ours it would be an empty bundle that says success.
 */

interface Valid {
  readonly condition: string;
  readonly type: string;
  readonly message: string;
}

const redirect = "The installation answered with a redirect. Create a connection with its final address.";
const stranger =
  "What answers at the address of the connection is not 7stamp Connect. Check the address, or ask whoever runs your server.";

const valid = (ours: string): Valid => ({
  condition: whole(choose("statusCode >= 400", "true", choose(ours, "true", "false"))),
  type: "ConnectionError",
  message: whole(choose("statusCode >= 300", text(redirect), text(stranger))),
});

/** An answer that has all of these, at paths such as `body.id`. */
export const isOurs = (paths: readonly string[]): Valid => valid(paths.join(" && "));

/** A list of ours, which always says whether there is more. */
export const isPage: Valid = valid(anyFilled(["body.has_more"]));

/** Paths of members that are never nought, false or empty, those of objects too. */
const telling = (fields: readonly OutputField[], path: string): string[] =>
  fields.flatMap(({ key, type, optional, list, fields: inner }) => {
    if (optional || list) return [];
    const own = `${path}.${key}`;
    const deeper = telling(inner ?? [], own);
    if (deeper.length > 0) return deeper;
    return ["string", "datetime", "object"].includes(type) ? [own] : [];
  });

const enough = 3;

/** A record of ours: it has the first members that each such record has, which no other site's answer has together. */
export const isRecord = (fields: readonly OutputField[]): Valid =>
  isOurs(telling(fields, "body").slice(0, enough));
