import { asText, functions, lazyFunctions } from "./functions.ts";
import { parse, type Node } from "./parse.ts";

/*
 * IML for tests: what Make's documentation says of the parts that this app uses. It is not Make's engine. An unknown
 * variable, function or token throws; so does a comparison whose outcome depends on whether types are compared
 * strictly, on which Make's documentation and its engine are said to differ.
 */

/** The variables that an expression may name. */
export type Scope = Readonly<Record<string, unknown>>;

const memberOf = (of: unknown, key: string): unknown => {
  if (typeof of !== "object" || of === null) return undefined;
  return Object.hasOwn(of, key) ? (of as Record<string, unknown>)[key] : undefined;
};

const equal = (left: unknown, right: unknown): boolean => {
  const strict = left === right;
  const loose = left == right; // eslint-disable-line eqeqeq
  if (strict !== loose)
    throw new TypeError(`whether ${typeof left} equals ${typeof right} depends on the engine`);
  return strict;
};

const plus = (left: unknown, right: unknown): unknown =>
  typeof left === "number" && typeof right === "number" ? left + right : asText(left) + asText(right);

const operations: Readonly<Record<string, (left: unknown, right: unknown) => unknown>> = {
  "+": plus,
  "-": (left, right) => Number(left) - Number(right),
  "*": (left, right) => Number(left) * Number(right),
  "/": (left, right) => Number(left) / Number(right),
  "%": (left, right) => Number(left) % Number(right),
  "<": (left, right) => Number(left) < Number(right),
  "<=": (left, right) => Number(left) <= Number(right),
  ">": (left, right) => Number(left) > Number(right),
  ">=": (left, right) => Number(left) >= Number(right),
  "=": equal,
  "==": equal,
  "===": equal,
  "!=": (left, right) => !equal(left, right),
  "!==": (left, right) => !equal(left, right),
};

const operate = (node: Node & { is: "operation" }, scope: Scope): unknown => {
  const left = run(node.left, scope);
  if (node.sign === "&&" || node.sign === "&") return left ? run(node.right, scope) : left;
  if (node.sign === "||" || node.sign === "|") return left ? left : run(node.right, scope);
  return operations[node.sign]?.(left, run(node.right, scope));
};

const call = (node: Node & { is: "call" }, scope: Scope): unknown => {
  const lazy = lazyFunctions[node.name];
  if (lazy) return lazy(node.args.map((arg) => () => run(arg, scope)));
  const known = functions[node.name];
  if (!known) throw new ReferenceError(`this evaluator knows no function ${node.name}`);
  return known(node.args.map((arg) => run(arg, scope)));
};

const run = (node: Node, scope: Scope): unknown => {
  switch (node.is) {
    case "value":
      return node.value;
    case "root":
      if (!Object.hasOwn(scope, node.name)) throw new ReferenceError(`nothing is called ${node.name} here`);
      return scope[node.name];
    case "member":
      return memberOf(run(node.of, scope), node.key);
    case "item": {
      const of = run(node.of, scope);
      // Make counts from one.
      return Array.isArray(of) ? of[Number(run(node.at, scope)) - 1] : undefined;
    }
    case "not":
      return !run(node.of, scope);
    case "operation":
      return operate(node, scope);
    case "call":
      return call(node, scope);
  }
};

/** The value of one expression, given without braces. */
export const evaluate = (source: string, scope: Scope): unknown => run(parse(source), scope);
