import { evaluate, type Scope } from "./evaluate.ts";
import { asText } from "./functions.ts";

/** A text in pieces: plain ones, and expressions without their braces. */
export interface Piece {
  readonly is: "text" | "expression";
  readonly source: string;
}

const pair = /\{\{((?:'[^']*'|"[^"]*"|`[^`]*`|[^'"`}]|\}(?!\}))*)\}\}/g;

/** Splits a text at its expressions. Throws when braces do not match. */
export const piecesOf = (template: string): Piece[] => {
  const pieces: Piece[] = [];
  let last = 0;
  for (const hit of template.matchAll(pair)) {
    if (hit.index > last) pieces.push({ is: "text", source: template.slice(last, hit.index) });
    pieces.push({ is: "expression", source: hit[1] ?? "" });
    last = hit.index + hit[0].length;
  }
  if (last < template.length) pieces.push({ is: "text", source: template.slice(last) });
  const torn = pieces.find(({ is, source }) => is === "text" && /\{\{|\}\}/.test(source));
  if (torn) throw new SyntaxError(`braces do not match in ${template}`);
  return pieces;
};

const fillText = (template: string, scope: Scope): unknown => {
  const pieces = piecesOf(template);
  const [only] = pieces;
  if (pieces.length === 1 && only?.is === "expression") return evaluate(only.source, scope);
  return pieces.map(({ is, source }) => (is === "text" ? source : asText(evaluate(source, scope)))).join("");
};

const members = (key: string, value: unknown, scope: Scope): [string, unknown][] => {
  const filled = fill(value, scope);
  if (key === "{{...}}") {
    if (typeof filled !== "object" || filled === null) throw new TypeError("only an object can be spread");
    return Object.entries(filled).filter(([, inner]) => inner !== undefined);
  }
  if (key.includes("{{")) throw new SyntaxError("this evaluator knows no expressions in keys");
  return filled === undefined ? [] : [[key, filled]];
};

/** Any JSON with its expressions replaced by their values; what is undefined is left out. */
export const fill = (template: unknown, scope: Scope): unknown => {
  if (typeof template === "string") return fillText(template, scope);
  if (Array.isArray(template)) return template.map((item) => fill(item, scope));
  if (typeof template !== "object" || template === null) return template;
  return Object.fromEntries(Object.entries(template).flatMap(([key, value]) => members(key, value, scope)));
};
