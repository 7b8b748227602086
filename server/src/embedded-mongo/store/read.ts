import { decode, type Document } from "../bson/decode.ts";
import { isPlainObject } from "../bson/types.ts";
import { compileFilter } from "../query/filter.ts";
import { expression } from "../query/shapes.ts";
import { compileSort } from "../query/sort.ts";
import type { Collection, Stored } from "./collection.ts";
import { idKey } from "./keys.ts";

export interface Selection {
  filter: Document;
  sort?: Document | undefined;
  hint?: unknown;
  skip?: number | undefined;
  limit?: number | undefined;
  variables?: Document | undefined;
}

export interface Found extends Stored {
  document: Document;
}

/** The documents a selection finds, in its order, read as they are asked for. */
export function* select(collection: Collection, selection: Selection): Generator<Found> {
  const { skip = 0, limit = Infinity } = selection;
  let position = 0;
  for (const found of ordered(collection, selection)) {
    if (position >= skip + limit) return;
    if (position++ >= skip) yield found;
  }
}

function ordered(collection: Collection, selection: Selection): Iterable<Found> {
  const found = matching(collection, selection);
  if (!selection.sort || Object.keys(selection.sort).length === 0) return found;
  const compare = compileSort(selection.sort);
  return [...found].sort((left, right) => compare(left.document, right.document));
}

function* matching(collection: Collection, { filter, variables }: Selection): Generator<Found> {
  const matches = compileFilter(filter, variables);
  for (const stored of candidates(collection, filter)) {
    const document = decode(stored.raw);
    if (matches(document)) yield { ...stored, document };
  }
}

function* candidates(collection: Collection, filter: Document): Generator<Stored> {
  const wanted = filter._id;
  if (wanted === undefined || wanted === null || expression(wanted) || isPlainObject(wanted))
    return yield* collection.documents();
  const id = idKey(wanted);
  const raw = collection.get(id);
  if (raw) yield { id, raw };
}
