import { tokensOf, type Token } from "./tokens.ts";

/** An expression as a tree. */
export type Node =
  | { readonly is: "value"; readonly value: unknown }
  | { readonly is: "root"; readonly name: string }
  | { readonly is: "member"; readonly of: Node; readonly key: string }
  | { readonly is: "item"; readonly of: Node; readonly at: Node }
  | { readonly is: "call"; readonly name: string; readonly args: readonly Node[] }
  | { readonly is: "not"; readonly of: Node }
  | { readonly is: "operation"; readonly sign: string; readonly left: Node; readonly right: Node };

const strengths: Readonly<Record<string, number>> = {
  "||": 5,
  "|": 5,
  "&&": 6,
  "&": 6,
  "=": 10,
  "==": 10,
  "===": 10,
  "!=": 10,
  "!==": 10,
  "<": 11,
  "<=": 11,
  ">": 11,
  ">=": 11,
  "+": 13,
  "-": 13,
  "*": 14,
  "/": 14,
  "%": 14,
};

const keywords = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["undefined", undefined],
]);

class Parser {
  #at = 0;
  readonly #tokens: readonly Token[];
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = tokensOf(source);
  }

  whole(): Node {
    const node = this.#expression(0);
    if (this.#next.kind !== "end") throw this.#wrong();
    return node;
  }

  get #next(): Token {
    return this.#tokens[this.#at] ?? { kind: "end", value: "" };
  }

  #wrong(): SyntaxError {
    return new SyntaxError(`IML does not expect "${this.#next.value}" in ${this.#source}`);
  }

  #isSign(...signs: string[]): boolean {
    return this.#next.kind === "sign" && signs.includes(this.#next.value);
  }

  #take(...signs: string[]): string {
    if (!this.#isSign(...signs)) throw this.#wrong();
    const { value } = this.#next;
    this.#at += 1;
    return value;
  }

  #expression(least: number): Node {
    let left = this.#unary();
    while (this.#next.kind === "sign") {
      const sign = this.#next.value;
      const strength = strengths[sign];
      if (strength === undefined || strength <= least) break;
      this.#at += 1;
      left = { is: "operation", sign, left, right: this.#expression(strength) };
    }
    return left;
  }

  #unary(): Node {
    if (this.#isSign("!")) {
      this.#at += 1;
      return { is: "not", of: this.#unary() };
    }
    if (this.#isSign("-")) {
      this.#at += 1;
      return { is: "operation", sign: "-", left: { is: "value", value: 0 }, right: this.#unary() };
    }
    return this.#path(this.#primary());
  }

  #primary(): Node {
    const { kind, value } = this.#next;
    if (this.#isSign("(")) {
      this.#at += 1;
      const inner = this.#expression(0);
      this.#take(")");
      return inner;
    }
    if (kind === "sign" || kind === "end") throw this.#wrong();
    this.#at += 1;
    if (kind === "number") return { is: "value", value: Number(value) };
    if (kind === "text") return { is: "value", value };
    if (this.#isSign("(")) return { is: "call", name: value, args: this.#args() };
    return keywords.has(value) ? { is: "value", value: keywords.get(value) } : { is: "root", name: value };
  }

  #args(): Node[] {
    this.#take("(");
    const args: Node[] = [];
    if (this.#isSign(")")) this.#at += 1;
    else {
      do args.push(this.#expression(0));
      while (this.#take(",", ";", ")") !== ")");
    }
    return args;
  }

  #path(start: Node): Node {
    let node = start;
    for (;;) {
      if (this.#isSign(".")) {
        this.#at += 1;
        if (this.#next.kind !== "name") throw this.#wrong();
        node = { is: "member", of: node, key: this.#next.value };
        this.#at += 1;
      } else if (this.#isSign("[")) {
        this.#at += 1;
        const at: Node = this.#isSign("]") ? { is: "value", value: 1 } : this.#expression(0);
        this.#take("]");
        node = { is: "item", of: node, at };
      } else return node;
    }
  }
}

/** Parses one expression, without its braces. Throws a SyntaxError that quotes it. */
export const parse = (source: string): Node => new Parser(source).whole();

/** Every node of the tree, for lints. */
export const nodesOf = (node: Node): Node[] => {
  const children =
    node.is === "call"
      ? node.args
      : node.is === "operation"
        ? [node.left, node.right]
        : node.is === "item"
          ? [node.of, node.at]
          : node.is === "member" || node.is === "not"
            ? [node.of]
            : [];
  return [node, ...children.flatMap(nodesOf)];
};
