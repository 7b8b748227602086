import { identicalValues } from "../bson/compare.ts";
import type { Document } from "../bson/decode.ts";
import { isNumeric, isPlainObject, toNumber } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { compileFilter, fieldsIn, type Predicate } from "../query/filter.ts";
import type { IndexField } from "./index-keys.ts";
import { indexPrefix } from "./keys.ts";
import { assertPartialFilter } from "./partial.ts";

/** What `createIndexes` was asked for and `listIndexes` answers, without `v`. */
export interface IndexDefinition {
  key: Document;
  name: string;
  unique?: boolean;
  sparse?: boolean;
  partialFilterExpression?: Document;
  expireAfterSeconds?: number;
}

export interface Index {
  id: number;
  /** What all its keys in the storage begin with. */
  prefix: Buffer;
  definition: IndexDefinition;
  fields: readonly IndexField[];
  /** The top-level fields that decide which entries a document has. */
  names: ReadonlySet<string>;
  /** Which documents have entries, where the index is partial. */
  covers: Predicate | undefined;
  isMultikey: boolean;
  isCut: boolean;
}

const accepted = new Set([
  "key",
  "name",
  "unique",
  "sparse",
  "partialFilterExpression",
  "expireAfterSeconds",
  "v",
  "ns",
  "background",
  "hidden",
]);

export function parseDefinition(spec: Document): IndexDefinition {
  const unknown = Object.keys(spec).find(
    (name) => !accepted.has(name) && !(name === "collation" && isSimple(spec[name])),
  );
  if (unknown)
    throw new CommandError(
      "NotImplemented",
      `the embedded store does not implement the index option '${unknown}'`,
    );
  if (spec.hidden === true)
    throw new CommandError("NotImplemented", "the embedded store does not implement hidden indexes");
  const { key, partialFilterExpression: partial, expireAfterSeconds: expiry } = spec;
  if (!isPlainObject(key) || Object.keys(key).length === 0)
    throw new CommandError("CannotCreateIndex", "Index keys cannot be empty.");
  if (typeof spec.name !== "string")
    throw new CommandError(
      "FailedToParse",
      "The 'name' field is a required property of an index specification",
    );
  if (partial !== undefined && !isPlainObject(partial))
    throw new CommandError("TypeMismatch", "partialFilterExpression must be an object");
  if (partial !== undefined) assertPartialFilter(partial);
  if (partial !== undefined && spec.sparse)
    throw new CommandError("CannotCreateIndex", 'cannot mix "partialFilterExpression" and "sparse" options');
  if (expiry !== undefined && (!isNumeric(expiry) || toNumber(expiry) < 0))
    throw new CommandError(
      "CannotCreateIndex",
      "TTL index 'expireAfterSeconds' must be a non-negative number",
    );
  if (expiry !== undefined && Object.keys(key).length > 1)
    throw new CommandError(
      "CannotCreateIndex",
      "TTL indexes are single-field indexes, compound indexes do not support TTL",
    );
  return {
    key,
    name: spec.name,
    ...(isOn(spec.unique) && { unique: true }),
    ...(isOn(spec.sparse) && { sparse: true }),
    ...(partial !== undefined && { partialFilterExpression: partial }),
    ...(expiry !== undefined && { expireAfterSeconds: toNumber(expiry) }),
  };
}

const isOn = (flag: unknown): boolean => flag === true || (isNumeric(flag) && toNumber(flag) !== 0);
const isSimple = (collation: unknown): boolean => isPlainObject(collation) && collation.locale === "simple";

export function toIndex(
  id: number,
  definition: IndexDefinition,
  state = { isMultikey: false, isCut: false },
): Index {
  const fields = Object.entries(definition.key).map(([path, order]): IndexField => {
    const direction = toNumber(order);
    if (typeof order === "string")
      throw new CommandError("NotImplemented", `the embedded store does not implement '${order}' indexes`);
    if (path === "" || path.includes("$"))
      throw new CommandError("CannotCreateIndex", `Index key contains an illegal field name: '${path}'`);
    if (Number.isNaN(direction) || direction === 0)
      throw new CommandError("CannotCreateIndex", "Values in the index key pattern cannot be 0.");
    return { path, parts: path.split("."), direction: direction > 0 ? 1 : -1 };
  });
  const partial = definition.partialFilterExpression;
  return {
    id,
    prefix: indexPrefix(id),
    definition,
    fields,
    names: new Set([...fields.map(({ parts }) => parts[0] as string), ...(fieldsIn(partial ?? {}) ?? [])]),
    covers: partial && compileFilter(partial),
    ...state,
  };
}

/** The index of that name or fields which is already there; undefined to create it. Throws where both cannot be. */
export function existingIndex(indexes: readonly Index[], wanted: IndexDefinition): Index | undefined {
  const sameName = indexes.find(({ definition }) => definition.name === wanted.name);
  const sameKey = indexes.find(({ definition }) => sameKeys(definition, wanted));
  const found = sameName ?? sameKey;
  if (!found) return undefined;
  if (sameName && !sameKeys(sameName.definition, wanted)) {
    throw new CommandError(
      "IndexKeySpecsConflict",
      `An existing index has the same name as the requested index. Requested index: ${wanted.name}`,
    );
  }
  if (!sameName) {
    throw new CommandError(
      "IndexOptionsConflict",
      `Index already exists with a different name: ${found.definition.name}`,
    );
  }
  if (!sameOptions(found.definition, wanted)) {
    const code =
      found.definition.expireAfterSeconds === wanted.expireAfterSeconds
        ? "IndexKeySpecsConflict"
        : "IndexOptionsConflict";
    throw new CommandError(
      code,
      `An equivalent index already exists with the same name but different options. Requested index: ${wanted.name}`,
    );
  }
  return found;
}

function sameKeys(left: IndexDefinition, right: IndexDefinition): boolean {
  const [a, b] = [Object.entries(left.key), Object.entries(right.key)];
  const sameFields =
    a.length === b.length &&
    a.every(([path, order], at) => path === b[at]?.[0] && toNumber(order) === toNumber(b[at][1]));
  // Partial indexes over the same fields with different filters may stand side by side.
  return sameFields && samePartial(left, right);
}

const samePartial = (left: IndexDefinition, right: IndexDefinition): boolean =>
  identicalValues(left.partialFilterExpression ?? {}, right.partialFilterExpression ?? {});

function sameOptions(left: IndexDefinition, right: IndexDefinition): boolean {
  return (
    left.unique === right.unique &&
    left.sparse === right.sparse &&
    left.expireAfterSeconds === right.expireAfterSeconds &&
    samePartial(left, right)
  );
}
