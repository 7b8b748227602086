import type { Document } from "../bson/decode.ts";
import { isPlainObject } from "../bson/types.ts";
import { compileFilter } from "./filter.ts";
import { valueAt } from "./path.ts";

/**
 * Which member of the array made the filter match: the `$` of an update or a projection.
 * Each condition on the array or on something inside it is asked again of the array cut down to one member.
 */
export function matchedPosition(filter: Document, document: Document, arrayPath: string): number | undefined {
  const array = valueAt(document, arrayPath.split("."));
  if (!Array.isArray(array)) return undefined;
  for (const [name, condition] of Object.entries(filter)) {
    const found = name.startsWith("$")
      ? fromBranches(name, condition, document, arrayPath)
      : fromCondition(name, condition, array, arrayPath);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fromBranches(
  name: string,
  branches: unknown,
  document: Document,
  arrayPath: string,
): number | undefined {
  if ((name !== "$and" && name !== "$or") || !Array.isArray(branches)) return undefined;
  for (const branch of branches) {
    if (!isPlainObject(branch) || !compileFilter(branch)(document)) continue;
    const found = matchedPosition(branch, document, arrayPath);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fromCondition(
  name: string,
  condition: unknown,
  array: unknown[],
  arrayPath: string,
): number | undefined {
  if (name !== arrayPath && !name.startsWith(`${arrayPath}.`)) return undefined;
  const rest = name.slice(arrayPath.length);
  const fixed = /^\.(\d+)/.exec(rest)?.[1];
  if (fixed !== undefined) return Number(fixed);
  const predicate = compileFilter({ [`a${rest}`]: condition });
  const index = array.findIndex((member) => predicate({ a: [member] }));
  return index < 0 ? undefined : index;
}
