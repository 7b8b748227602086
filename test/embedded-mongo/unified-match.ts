import { EJSON } from "bson";
import type { Doc } from "./support.ts";

/**
 * The unified test format's matching: numbers by value, `$$` operators, and, outside of documents that have to be whole (outcomes), more
 * fields in the result than expected at the root.
 */
export function matches(expected: unknown, actual: unknown, isWhole: boolean): boolean {
  if (isDoc(expected)) {
    const [operator] = Object.keys(expected);
    if (operator?.startsWith("$$")) return special(operator, expected[operator], actual);
    return isDoc(actual) && matchesDoc(expected, actual, isWhole);
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      expected.length === actual.length &&
      expected.every((value, index) => matches(value, actual[index], isWhole))
    );
  }
  if (typeof expected === "number")
    return Number(String(actual)) === expected && actual !== null && typeof actual !== "string";
  return EJSON.stringify({ v: expected }) === EJSON.stringify({ v: actual });
}

function matchesDoc(expected: Doc, actual: Doc, isWhole: boolean): boolean {
  if (isWhole && Object.keys(actual).some((name) => !(name in expected))) return false;
  return Object.entries(expected).every(([name, value]) => {
    if (isDoc(value) && "$$exists" in value) return name in actual === value.$$exists;
    if (isDoc(value) && "$$unsetOrMatches" in value && !(name in actual)) return true;
    return name in actual && matches(value, actual[name], isWhole);
  });
}

function special(operator: string, operand: unknown, actual: unknown): boolean {
  if (operator === "$$unsetOrMatches")
    return actual === undefined || actual === null || matches(operand, actual, false);
  if (operator === "$$matchesHexBytes") return Buffer.isBuffer(actual) && actual.toString("hex") === operand;
  if (operator === "$$exists") return (actual !== undefined) === operand;
  if (operator === "$$type") return [operand].flat().includes(typeName(actual));
  throw new Error(`the runner does not know ${operator}`);
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "double";
  const constructor = (value as object | null)?.constructor.name ?? "null";
  return (
    { ObjectId: "objectId", String: "string", Date: "date", Boolean: "bool", Long: "long", Object: "object" }[
      constructor
    ] ?? constructor
  );
}

function isDoc(value: unknown): value is Doc {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
