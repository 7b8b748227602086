/** What a pasted text is: an object, or where it stops being JSON (lines and characters from 1, where the browser says). */
export type Pasted =
  | { readonly kind: "object"; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: "broken"; readonly line: number; readonly character: number }
  | { readonly kind: "unreadable" };

const placeIn = (text: string, message: string): Pasted => {
  const told = /line (\d+) column (\d+)/.exec(message);
  if (told !== null) return { kind: "broken", line: Number(told[1]), character: Number(told[2]) };
  const position = /position (\d+)/.exec(message)?.[1];
  if (position === undefined) return { kind: "unreadable" };
  const lines = text.slice(0, Number(position)).split("\n");
  return { kind: "broken", line: lines.length, character: (lines.at(-1)?.length ?? 0) + 1 };
};

export const readJson = (text: string): Pasted => {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? { kind: "object", value: value as Record<string, unknown> } : { kind: "unreadable" };
  } catch (error) {
    return placeIn(text, error instanceof Error ? error.message : "");
  }
};

/** What the server adds to a template; an export that still has it can be imported. */
const added = new Set(["id", "version", "created_at", "updated_at"]);

export const withoutAdded = (value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !added.has(name)));
