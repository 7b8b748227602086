import type { Document } from "../bson/decode.ts";
import { isPlainObject } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { compileValue } from "../query/filter.ts";
import { fieldOf, isIndex } from "../query/path.ts";
import { asDocument } from "../query/shapes.ts";

export type ArrayFilters = ReadonlyMap<string, (value: unknown) => boolean>;

/** Array filters by their identifier: `{"i.qty": {$gt: 5}}` tests `qty` of what `$[i]` stands for, `{i: 5}` the member itself. */
export function compileArrayFilters(filters: readonly unknown[]): ArrayFilters {
  const compiled = new Map<string, (value: unknown) => boolean>();
  for (const entry of filters) {
    const filter = asDocument(entry, "arrayFilters");
    const identifier = identifierOf(filter);
    if (compiled.has(identifier)) {
      throw new CommandError(
        "FailedToParse",
        `Found multiple array filters with the same top-level field name ${identifier}`,
      );
    }
    // Wrapping the member under the identifier lets the ordinary filter compiler read the dotted names as they are.
    const test = compileValue(filter);
    compiled.set(identifier, (value) => test({ [identifier]: value }));
  }
  return compiled;
}

function identifierOf(filter: Document): string {
  const names = new Set(topNames(filter));
  const [name] = names;
  if (names.size !== 1 || name === undefined) {
    throw new CommandError(
      "FailedToParse",
      "Error parsing array filter: expected a single top-level field name",
    );
  }
  if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
    throw new CommandError(
      "BadValue",
      `Error parsing array filter: the identifier '${name}' must begin with a lowercase letter`,
    );
  }
  return name;
}

function topNames(filter: Document): string[] {
  return Object.entries(filter).flatMap(([name, value]) => {
    if (!name.startsWith("$")) return [name.split(".")[0] as string];
    return Array.isArray(value)
      ? value.flatMap((branch) => (isPlainObject(branch) ? topNames(branch) : []))
      : [];
  });
}

export interface TargetContext {
  arrayFilters: ArrayFilters;
  /** Gives the matched array position for `$`, asked with the path of the array. */
  position: (arrayPath: string) => number | undefined;
}

/**
 * The concrete paths that an update path with `$`, `$[]` and `$[x]` stands for in this document. Any other name that begins with `$` is a name,
 * which since MongoDB 5 may stand below the first.
 */
export function targetsOf(document: Document, path: string, context: TargetContext): string[][] {
  const parts = path.split(".");
  if (parts.some((part) => part === "")) {
    throw new CommandError(
      "EmptyFieldName",
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  }
  if (parts[0]?.startsWith("$")) {
    throw new CommandError(
      "DollarPrefixedFieldName",
      `The dollar ($) prefixed field '${parts[0]}' in '${path}' is not valid for storage.`,
    );
  }
  if (!parts.some(isPlaceholder)) return [parts];
  return expand({ value: document, done: [], rest: parts }, context);
}

const isPlaceholder = (part: string): boolean => part === "$" || /^\$\[.*\]$/.test(part);

interface Step {
  value: unknown;
  done: string[];
  rest: string[];
}

function expand({ value, done, rest }: Step, context: TargetContext): string[][] {
  const [part, ...later] = rest;
  if (part === undefined) return [done];
  if (!isPlaceholder(part))
    return expand({ value: child(value, part), done: [...done, part], rest: later }, context);
  return indexesFor(part, value, done.join("."), context).flatMap((index) =>
    expand({ value: (value as unknown[])[index], done: [...done, String(index)], rest: later }, context),
  );
}

function indexesFor(part: string, value: unknown, arrayPath: string, context: TargetContext): number[] {
  if (part === "$") {
    const index = context.position(arrayPath);
    if (index === undefined) {
      throw new CommandError(
        "BadValue",
        "The positional operator did not find the match needed from the query.",
      );
    }
    return [index];
  }
  const identifier = part.slice(2, -1);
  if (!Array.isArray(value)) {
    throw new CommandError(
      "BadValue",
      `The path '${arrayPath}' must exist in the document in order to apply array updates.`,
    );
  }
  const indexes = value.map((_, index) => index);
  if (identifier === "") return indexes;
  const test = context.arrayFilters.get(identifier);
  if (!test)
    throw new CommandError(
      "BadValue",
      `No array filter found for identifier '${identifier}' in path '${arrayPath}.${part}'`,
    );
  return indexes.filter((index) => test(value[index]));
}

function child(value: unknown, part: string): unknown {
  if (Array.isArray(value)) return isIndex(part) ? (value[Number(part)] as unknown) : undefined;
  return isPlainObject(value) ? fieldOf(value, part) : undefined;
}
