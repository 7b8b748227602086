import { nodesOf, parse, type Node } from "../iml/parse.ts";
import { piecesOf } from "../iml/template.ts";
import { codeOf, idsOf, base, type Code, type Kind } from "../runner/files.ts";

/** One code file of the app. */
export interface CodeFile {
  readonly kind: Kind | "base";
  readonly id: string;
  readonly key: string;
  readonly code: Code;
}

export const codeFiles: readonly CodeFile[] = [
  { kind: "base", id: "base", key: "base", code: base },
  ...(["connection", "webhook", "module", "rpc"] as const).flatMap((kind) =>
    idsOf(kind).flatMap((id) =>
      Object.entries(codeOf(kind, id)).map(([key, code]) => ({ kind, id, key, code })),
    ),
  ),
];

/** Every text in a piece of JSON, with the keys that lead to it. */
export const textsIn = (
  node: Code,
  path: readonly string[] = [],
): { path: readonly string[]; text: string }[] => {
  if (typeof node === "string") return [{ path, text: node }];
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => textsIn(value as Code, [...path, key]));
};

/** Every expression of a file, parsed. */
export const expressionsIn = (code: Code): { path: readonly string[]; source: string; node: Node }[] =>
  textsIn(code).flatMap(({ path, text }) =>
    piecesOf(text)
      .filter(({ is }) => is === "expression")
      .map(({ source }) => ({ path, source, node: parse(source) })),
  );

/** The variables an expression names, with the member that follows: `parameters.limit`. */
export const variablesIn = (node: Node): string[] => {
  const nodes = nodesOf(node);
  const members = nodes.flatMap((one) =>
    one.is === "member" && one.of.is === "root" ? [`${one.of.name}.${one.key}`] : [],
  );
  const led = new Set(nodes.flatMap((one) => (one.is === "member" && one.of.is === "root" ? [one.of] : [])));
  return [...members, ...nodes.flatMap((one) => (one.is === "root" && !led.has(one) ? [one.name] : []))];
};

export const functionsIn = (node: Node): string[] =>
  nodesOf(node).flatMap((one) => (one.is === "call" ? [one.name] : []));
