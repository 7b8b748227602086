import type { Document } from "../bson/decode.ts";
import { isPlainObject } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import { fieldOf, isIndex } from "../query/path.ts";

const maxPadding = 1_500_000;

/** Sets a value at a concrete path (no `$`), making the documents on the way; throws PathNotViable where a scalar is in it. */
export function setAt(document: Document, parts: readonly string[], value: unknown): void {
  let holder: unknown = document;
  for (let depth = 0; depth < parts.length - 1; depth++) {
    const part = parts[depth] as string;
    const next = childOf(holder, part);
    if (next !== undefined) holder = next;
    else {
      const made: Document = {};
      assign(holder, part, made, parts[depth - 1]);
      holder = made;
    }
  }
  assign(holder, parts.at(-1) as string, value, parts.at(-2));
}

export function unsetAt(document: Document, parts: readonly string[]): boolean {
  let holder: unknown = document;
  for (const part of parts.slice(0, -1)) holder = childOf(holder, part);
  const last = parts.at(-1) as string;
  if (Array.isArray(holder)) {
    if (!isIndex(last) || Number(last) >= holder.length || holder[Number(last)] === null) return false;
    // MongoDB leaves a hole rather than moving the later members.
    holder[Number(last)] = null;
    return true;
  }
  if (!isPlainObject(holder) || !Object.hasOwn(holder, last)) return false;
  delete holder[last];
  return true;
}

function childOf(holder: unknown, part: string): unknown {
  if (Array.isArray(holder)) return isIndex(part) ? (holder[Number(part)] as unknown) : undefined;
  return isPlainObject(holder) ? fieldOf(holder, part) : undefined;
}

function assign(holder: unknown, part: string, value: unknown, holderName: string | undefined): void {
  if (Array.isArray(holder) && isIndex(part)) {
    if (Number(part) > holder.length + maxPadding)
      throw new CommandError("CannotCreateIndex", "the array index is too large");
    while (holder.length < Number(part)) holder.push(null);
    holder[Number(part)] = value;
  } else if (isPlainObject(holder)) {
    if (part === "__proto__")
      Object.defineProperty(holder, part, { value, enumerable: true, configurable: true, writable: true });
    else holder[part] = value;
  } else {
    const shown = JSON.stringify({ [holderName ?? ""]: holder });
    throw new CommandError("PathNotViable", `Cannot create field '${part}' in element ${shown}`);
  }
}
