import type { Document } from "../bson/decode.ts";
import { isNumeric, isPlainObject, toNumber } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { matchedPosition } from "./position.ts";
import { compileValue } from "./filter.ts";
import { fieldOf } from "./path.ts";

export type Project = (document: Document) => Document;

interface Tree {
  [name: string]: Tree | true;
}

/**
 * A find's projection: fields in, or fields out, `_id` being in unless named; `$elemMatch`, `$slice` and the positional `$` besides.
 * Computed fields belong to the aggregation's `$project`; here they answer NotImplemented.
 */
export function compileProjection(projection: Document, filter: Document): Project | undefined {
  const entries = Object.entries(projection);
  if (entries.length === 0) return undefined;
  const flags = entries.filter(([, value]) => typeof value === "boolean" || isNumeric(value));
  const special = entries.filter(([, value]) => isPlainObject(value));
  if (flags.length + special.length < entries.length) throw notImplemented(entries);
  const including = isInclusion(flags, special);
  const tree: Tree = {};
  for (const [path] of flags.filter(([path, value]) => path !== "_id" && isTrue(value) === including))
    add(tree, path.replace(/\.\$$/, "").split("."));
  const transforms = [
    ...special.map(([path, value]) => specialField(path, value as Document)),
    ...flags.filter(([path]) => path.endsWith(".$")).map(([path]) => positional(path.slice(0, -2), filter)),
  ];
  const withId = !entries.some(([path, value]) => path === "_id" && !isTrue(value));
  if (including) {
    for (const [path, value] of special)
      if (!("$slice" in (value as Document)) || flags.length > 0) add(tree, path.split("."));
    if (withId) add(tree, ["_id"]);
  } else if (!withId) add(tree, ["_id"]);
  return (document) =>
    transforms.reduce(
      (result, transform) => transform(result, document),
      including ? include(document, tree) : exclude(document, tree),
    );
}

function isInclusion(flags: [string, unknown][], special: [string, unknown][]): boolean {
  const others = flags.filter(([path]) => path !== "_id");
  const kinds = new Set(others.map(([, value]) => isTrue(value)));
  if (kinds.size > 1) {
    throw new CommandError("BadValue", "Cannot do exclusion on a field in inclusion projection");
  }
  const [kind] = kinds;
  if (kind !== undefined) return kind;
  if (special.some(([, value]) => "$elemMatch" in (value as Document))) return true;
  return flags.some(([, value]) => isTrue(value));
}

const isTrue = (value: unknown): boolean => (isNumeric(value) ? toNumber(value) !== 0 : value === true);

function notImplemented(entries: [string, unknown][]): CommandError {
  const computed = entries.find(([, value]) => typeof value === "string" || Array.isArray(value));
  return new CommandError(
    "NotImplemented",
    `the embedded store does not implement computed fields in a find's projection: ${computed?.[0] ?? ""}`,
  );
}

function add(tree: Tree, parts: string[]): void {
  const [part, ...rest] = parts as [string, ...string[]];
  const existing = tree[part];
  if (rest.length === 0 || existing === true) {
    if (existing !== undefined && existing !== true)
      throw new CommandError("BadValue", `Path collision at ${part}`);
    tree[part] = true;
    return;
  }
  const child: Tree = existing ?? {};
  tree[part] = child;
  add(child, rest);
}

function include(document: Document, tree: Tree): Document {
  const result: Document = {};
  for (const name of Object.keys(document)) {
    const branch = Object.hasOwn(tree, name) ? tree[name] : undefined;
    if (branch === true) result[name] = document[name];
    else if (branch) {
      const value = includeValue(document[name], branch);
      if (value !== undefined) result[name] = value;
    }
  }
  return result;
}

function includeValue(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value))
    return value.map((member) => includeValue(member, tree)).filter((member) => member !== undefined);
  return isPlainObject(value) ? include(value, tree) : undefined;
}

function exclude(document: Document, tree: Tree): Document {
  const result: Document = {};
  for (const name of Object.keys(document)) {
    const branch = Object.hasOwn(tree, name) ? tree[name] : undefined;
    if (branch !== true) result[name] = branch ? excludeValue(document[name], branch) : document[name];
  }
  return result;
}

function excludeValue(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) return value.map((member) => excludeValue(member, tree));
  return isPlainObject(value) ? exclude(value, tree) : value;
}

type Transform = (result: Document, document: Document) => Document;

function specialField(path: string, value: Document): Transform {
  const name = Object.keys(value)[0];
  if (path.includes(".") || (name !== "$elemMatch" && name !== "$slice")) {
    throw new CommandError(
      "NotImplemented",
      `the embedded store does not implement ${name ?? "an empty document"} in the projection of '${path}'`,
    );
  }
  return name === "$slice" ? slice(path, value.$slice) : elemMatch(path, value.$elemMatch);
}

function elemMatch(path: string, condition: unknown): Transform {
  if (!isPlainObject(condition)) throw new CommandError("BadValue", "$elemMatch needs an Object");
  const test = compileValue(condition);
  return (result, document) => {
    const array = fieldOf(document, path);
    const rest = Object.fromEntries(Object.entries(result).filter(([name]) => name !== path));
    const found: unknown = Array.isArray(array) ? array.find(test) : undefined;
    return found === undefined ? rest : { ...rest, [path]: [found] };
  };
}

function slice(path: string, operand: unknown): Transform {
  const [first, second] = (Array.isArray(operand) ? operand : [operand]).map(toNumber) as [
    number,
    number | undefined,
  ];
  return (result) => {
    const array = result[path];
    if (!Array.isArray(array)) return result;
    if (second === undefined)
      return { ...result, [path]: first < 0 ? array.slice(first) : array.slice(0, first) };
    const start = first < 0 ? Math.max(0, array.length + first) : first;
    return { ...result, [path]: array.slice(start, start + second) };
  };
}

function positional(path: string, filter: Document): Transform {
  return (result, document) => {
    const array = fieldOf(document, path);
    const index = matchedPosition(filter, document, path);
    if (!Array.isArray(array) || index === undefined) return result;
    return { ...result, [path]: [array[index]] };
  };
}
