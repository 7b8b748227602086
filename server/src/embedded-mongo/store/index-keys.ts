import { boundedKey, invert, missingKey, valueKey } from "../bson/key.ts";
import type { Document } from "../bson/decode.ts";
import { isPlainObject } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { fieldOf, isIndex } from "../query/path.ts";
import { idLimit, indexLimit } from "./keys.ts";

export interface IndexField {
  path: string;
  parts: readonly string[];
  direction: 1 | -1;
}

export interface IndexEntry {
  key: Buffer;
  values: unknown[];
}

export interface EntryList {
  entries: IndexEntry[];
  /** An array was spread: one document may have several entries from now on. */
  isMultikey: boolean;
  /** A key was cut: the index's order is no longer exact. */
  isCut: boolean;
}

const emptyArray = Symbol("empty array");

/** The entries of one document in an index. `undefined` as a value means the field is absent. */
export function entriesOf(fields: readonly IndexField[], document: Document): EntryList {
  const cursors = fields.map(({ parts }) => descend(document, parts));
  const isMultikey = cursors.some(({ array }) => array !== undefined);
  const seen = new Map<string, IndexEntry>();
  let isCut = false;
  for (const values of combinations(cursors)) {
    const parts = values.map((value, index) => fieldKey(value, fields[index] as IndexField, fields.length));
    isCut ||= parts.some((part) => part.isCut);
    const key =
      parts.length === 1 ? (parts[0] as { key: Buffer }).key : Buffer.concat(parts.map((part) => part.key));
    const shown = values.map((value) => (value === emptyArray ? undefined : value));
    if (isMultikey) seen.set(key.toString("latin1"), { key, values: shown });
    else return { entries: [{ key, values: shown }], isMultikey, isCut };
  }
  return { entries: [...seen.values()], isMultikey, isCut };
}

export function fieldKey(
  value: unknown,
  field: IndexField,
  fieldCount: number,
): { key: Buffer; isCut: boolean } {
  const limit = fieldLimit(fieldCount);
  const whole = value === emptyArray ? missingKey : valueKey(value);
  const key = boundedKey(whole, limit);
  return { key: field.direction === 1 ? key : invert(key), isCut: whole.length > limit };
}

export const fieldLimit = (fieldCount: number): number =>
  Math.min(idLimit, Math.floor(indexLimit / fieldCount));

interface Cursor {
  value: unknown;
  /** The array that stopped the descent, and what of the path is left below it. */
  array?: unknown[];
  rest: readonly string[];
}

function descend(from: unknown, parts: readonly string[]): Cursor {
  let value = from;
  for (let depth = 0; depth <= parts.length; depth++) {
    const part = parts[depth];
    if (Array.isArray(value) && !(part !== undefined && isIndex(part))) {
      return { value, array: value as unknown[], rest: parts.slice(depth) };
    }
    if (part === undefined) break;
    if (Array.isArray(value)) value = value[Number(part)] as unknown;
    else value = isPlainObject(value) ? fieldOf(value, part) : undefined;
  }
  return { value, rest: [] };
}

/** Spreads the one array that the fields may go through, member by member; two different arrays would multiply and are refused. */
function combinations(cursors: readonly Cursor[]): unknown[][] {
  const array = cursors.find((cursor) => cursor.array)?.array;
  if (!array) return [cursors.map(({ value }) => value)];
  if (cursors.some((cursor) => cursor.array && cursor.array !== array)) {
    throw new CommandError("CannotIndexParallelArrays", "cannot index parallel arrays");
  }
  const members = array.length === 0 ? [emptyArray] : array;
  return members.flatMap((member) =>
    combinations(cursors.map((cursor) => (cursor.array ? enter(cursor, member) : cursor))),
  );
}

function enter(cursor: Cursor, member: unknown): Cursor {
  if (cursor.rest.length === 0) return { value: member, rest: [] };
  return member === emptyArray ? { value: undefined, rest: [] } : descend(member, cursor.rest);
}
