import { decode, type Document } from "../bson/decode.ts";
import { decodeFields } from "../bson/fields.ts";
import { compileFilter, fieldsIn, type Predicate } from "../query/filter.ts";
import { isPlainObject } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { compileSort } from "../query/sort.ts";
import { expression } from "../query/shapes.ts";
import type { Collection } from "./collection.ts";
import { isSearchable } from "./conditions.ts";
import { idIn } from "./index-entries.ts";
import { idKey } from "./keys.ts";
import { type Plan, planFor, type Wish, worthOfPoint } from "./plan.ts";
import type { Entry } from "./storage.ts";

export interface Selection extends Wish {
  skip?: number | undefined;
  limit?: number | undefined;
  variables?: Document | undefined;
}

/** A found document, decoded when it is first looked into. */
export class Found {
  readonly id: Buffer;
  readonly raw: Buffer;
  #document: Document | undefined;

  constructor(id: Buffer, raw: Buffer) {
    this.id = id;
    this.raw = raw;
  }

  get document(): Document {
    return (this.#document ??= decode(this.raw));
  }

  /** The document, of which no other top-level fields than these are looked at (undefined: any may be). */
  fields(names: ReadonlySet<string> | undefined): Document {
    return this.#document ?? (names ? decodeFields(this.raw, names) : this.document);
  }
}

/** The documents a selection finds, in its order, read as they are asked for. */
export function* select(collection: Collection, selection: Selection): Generator<Found, undefined> {
  const { skip = 0, limit = Infinity } = selection;
  if (limit === 0) return undefined;
  let position = 0;
  for (const found of ordered(collection, selection)) {
    if (position++ < skip) continue;
    yield found;
    if (position >= skip + limit) return undefined;
  }
  return undefined;
}

/** What a selection finds where there is no collection: nothing, but a filter that is wrong is wrong there too. */
export function selectNone({ filter, variables }: Selection): Iterable<Found> {
  compileFilter(filter, variables);
  return [];
}

/** How many documents a selection finds; where an index alone can tell, no document is read. */
export function countSelected(collection: Collection, selection: Selection): number {
  const { skip = 0, limit = Infinity } = selection;
  const within = (total: number): number => Math.min(limit, Math.max(0, total - skip));
  if (Object.keys(selection.filter).length === 0 && selection.hint === undefined)
    return within(collection.count);
  const plan = planFor(collection, { ...selection, sort: undefined });
  let total = 0;
  const counted = plan.isExact
    ? entries(collection, plan, 500)
    : select(collection, { ...selection, sort: undefined, skip: 0, limit: undefined });
  for (const one of counted) total += one ? 1 : 0;
  return within(total);
}

function ordered(collection: Collection, selection: Selection): Iterable<Found> {
  const ids = idsIn(selection);
  if (ids) return byIds(collection, ids, selection);
  const branches = branchesOf(collection, selection);
  if (branches)
    return sorted(
      collection,
      union(branches.map((plan) => matching(collection, plan, selection))),
      selection,
    );
  const plan = planFor(collection, selection);
  const found = matching(collection, plan, selection);
  return plan.isSorted ? found : sorted(collection, found, selection);
}

/** The keys of the `_id`s that alone can be found, ascending; undefined where they are not told, or an order is wished. */
function idsIn({ filter, sort, hint }: Selection): Buffer[] | undefined {
  const condition = filter._id;
  if (hint !== undefined || condition === undefined || condition === null) return undefined;
  if (sort && Object.keys(sort).length > 0) return undefined;
  const operators = expression(condition);
  if (!operators) return isSearchable(condition) ? [idKey(condition)] : undefined;
  const { $in: values } = operators;
  if (!Array.isArray(values) || !values.every(isSearchable)) return undefined;
  const keys = new Map((values as unknown[]).map(idKey).map((key) => [key.toString("latin1"), key]));
  return [...keys.values()].sort((left, right) => Buffer.compare(left, right));
}

function* byIds(
  collection: Collection,
  ids: readonly Buffer[],
  { filter, variables }: Selection,
): Generator<Found> {
  const matches = compileFilter(filter, variables);
  const names = fieldsIn(filter);
  for (const id of ids) {
    const raw = collection.get(id);
    if (!raw) continue;
    collection.examined.entries++;
    const found = new Found(id, raw);
    if (matches(found.fields(names))) yield found;
  }
}

function sorted(collection: Collection, found: Iterable<Found>, selection: Selection): Iterable<Found> {
  const { sort } = selection;
  if (!sort || Object.keys(sort).length === 0) return found;
  const compare = compileSort(sort);
  return stillFound(collection, selection, () =>
    [...found].sort((left, right) => compare(left.document, right.document)),
  );
}

/** All at once had to be read to be sorted; what is handed out after a change is looked at again. */
function* stillFound(
  collection: Collection,
  { filter, variables }: Selection,
  read: () => readonly Found[],
): Generator<Found> {
  const all = read();
  const readAt = collection.storage.changes;
  const matches = compileFilter(filter, variables);
  for (const found of all) {
    if (collection.storage.changes === readAt) yield found;
    else {
      const raw = collection.get(found.id);
      const now = raw && new Found(found.id, raw);
      if (now && matches(now.document)) yield now;
    }
  }
}

function* matching(collection: Collection, plan: Plan, selection: Selection): Generator<Found> {
  const { limit, skip = 0 } = selection;
  const firstPage = plan.isSorted && limit !== undefined ? Math.min(limit + skip, 200) : 32;
  const matches: Predicate = compileFilter(selection.filter, selection.variables);
  const names = fieldsIn(selection.filter);
  const seen = plan.index?.isMultikey ? new Set<string>() : undefined;
  for (const entry of entries(collection, plan, firstPage)) {
    const found = foundOf(collection, plan, entry, seen);
    if (found && (plan.isExact || matches(found.fields(names)))) yield found;
  }
}

function foundOf(
  collection: Collection,
  plan: Plan,
  entry: Entry,
  seen: Set<string> | undefined,
): Found | undefined {
  collection.examined.entries++;
  if (!plan.index) return new Found(entry.key.subarray(collection.prefix.length), entry.value);
  const id = idIn(entry);
  if (seen) {
    // A document has several entries in a multikey index and is found once.
    const name = id.toString("latin1");
    if (seen.has(name)) return undefined;
    seen.add(name);
  }
  const raw = collection.get(id);
  if (raw) collection.examined.fetched++;
  return raw && new Found(id, raw);
}

const largestPage = 512;

/**
 * The entries in a plan's ranges, read in growing pages. Each page begins behind the last key, and one that was read before a change is left
 * and read anew from there: what is handed out is there when it is asked for.
 */
function* entries(collection: Collection, plan: Plan, firstPage: number): Generator<Entry> {
  const { storage } = collection;
  const ranges = plan.isReverse ? [...plan.ranges].reverse() : plan.ranges;
  for (const { start, end } of ranges) {
    if (isPoint(start, end)) {
      assertPresent(collection, plan);
      const value = storage.get(start);
      if (value) yield { key: start, value };
      continue;
    }
    let [from, to] = [start, end];
    for (let limit = firstPage; ; limit = Math.min(largestPage, limit * 4)) {
      assertPresent(collection, plan);
      const page = storage.page({ start: from, end: to, reverse: plan.isReverse, limit });
      const readAt = storage.changes;
      let last: Entry | undefined;
      for (const entry of page) {
        yield entry;
        last = entry;
        if (storage.changes !== readAt) break;
      }
      if (!last || (last === page.at(-1) && page.length < limit)) break;
      if (plan.isReverse) to = last.key;
      else from = Buffer.concat([last.key, zero]);
    }
  }
}

/** An index dropped since the last batch has no entries left, which does not mean that there is no more to be found. */
function assertPresent({ state }: Collection, { index }: Plan): void {
  if (index && !state.indexes.includes(index))
    throw new CommandError(
      "QueryPlanKilled",
      `query plan killed :: index '${index.definition.name}' dropped`,
    );
}

const zero = Buffer.from([0]);

const isPoint = (start: Buffer, end: Buffer): boolean =>
  end.length === start.length + 1 && end[start.length] === 0 && end.subarray(0, start.length).equals(start);

/**
 * One plan per branch of a lone `$or`, where the index of each branch narrows more than one for the rest of the filter;
 * otherwise the whole is better read once, and where an index has the rest in the wished order, page by page.
 */
function branchesOf(collection: Collection, { filter, hint, sort }: Selection): Plan[] | undefined {
  const { $or: branches, ...rest } = filter;
  if (!Array.isArray(branches) || hint !== undefined || branches.length > 20) return undefined;
  const whole = planFor(collection, { filter: rest, sort });
  const isPaged = whole.isSorted && sort !== undefined && Object.keys(sort).length > 0;
  if (isPaged && whole.worth >= worthOfPoint) return undefined;
  const plans = branches.map((branch) =>
    isPlainObject(branch) ? planFor(collection, { filter: { $and: [branch, rest] } }) : undefined,
  );
  const isBetter = (plan: Plan): boolean =>
    whole.worth < worthOfPoint ? plan.worth > 0 : plan.worth > whole.worth + worthOfPoint / 2;
  if (!plans.every((plan) => plan && isBetter(plan))) return undefined;
  // The whole filter is tested on each document, so no branch's entries count as matches by themselves.
  return (plans as Plan[]).map((plan) => ({ ...plan, isExact: false }));
}

function* union(branches: Iterable<Found>[]): Generator<Found> {
  const seen = new Set<string>();
  for (const branch of branches) {
    for (const found of branch) {
      const name = found.id.toString("latin1");
      if (seen.has(name)) continue;
      seen.add(name);
      yield found;
    }
  }
}
