import type { HttpResponse, ZObject } from "zapier-platform-core";
import type { Sample } from "./catalog.ts";
import { failureOf } from "./failure.ts";

/*
 * An answer with a good status may still be another site's: a parked domain, a captive portal, a wrong address. Taken for
 * ours it would be an empty success, or a TypeError in the history of the Zap.
 */

type Members = Readonly<Record<string, unknown>>;

export const isMembers = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** One page of a list. */
export interface Page {
  readonly data: readonly Members[];
  readonly next_cursor: string | null;
}

/** @throws a plain error that says who answered, when it is no list of ours */
export const pageOf = (z: ZObject, response: HttpResponse): Page => {
  const page: unknown = response.data;
  if (!isMembers(page) || !Array.isArray(page["data"]) || !page["data"].every(isMembers))
    throw failureOf(z, response, {});
  const { next_cursor: next } = page;
  return { data: page["data"], next_cursor: typeof next === "string" ? next : null };
};

/**
 * An answer that is one record like the sample: newer servers say more, and some members come only sometimes.
 * @throws a plain error that says who answered, when it is none of ours
 */
export const recordIn = (z: ZObject, response: HttpResponse, sample: Sample): Members => {
  const found: unknown = response.data;
  const keys = Object.keys(sample);
  if (!isMembers(found) || keys.filter((key) => key in found).length * 2 < keys.length)
    throw failureOf(z, response, {});
  return found;
};
