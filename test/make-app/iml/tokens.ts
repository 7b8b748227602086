/** One token of an IML expression. */
export interface Token {
  readonly kind: "number" | "text" | "name" | "sign" | "end";
  readonly value: string;
}

const patterns: readonly [Token["kind"] | "blank", RegExp][] = [
  ["blank", /\s+/y],
  ["number", /\d+(?:\.\d+)?/y],
  ["text", /'[^']*'|"[^"]*"/y],
  ["name", /`[^`]+`|[A-Za-z_$][\w$]*/y],
  ["sign", /===|!==|==|!=|<=|>=|&&|\|\||[-+*/%<>=!&|().,;[\]]/y],
];

const content = (kind: string, raw: string): string =>
  kind === "text" || raw.startsWith("`") ? raw.slice(1, -1) : raw;

/** Splits an expression into tokens. Throws at what is no token. */
export const tokensOf = (source: string): Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const hit = patterns.find(([, pattern]) => {
      pattern.lastIndex = at;
      return pattern.test(source);
    });
    if (!hit) throw new SyntaxError(`IML cannot read "${source.slice(at, at + 12)}" in ${source}`);
    const [kind, pattern] = hit;
    if (kind !== "blank") tokens.push({ kind, value: content(kind, source.slice(at, pattern.lastIndex)) });
    at = pattern.lastIndex;
  }
  return [...tokens, { kind: "end", value: "" }];
};
