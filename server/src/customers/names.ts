import type { CustomerDocument } from "./model.ts";

/** A person's name: whole, and in its two parts. */
export type Names = Required<Pick<CustomerDocument, "name" | "first_name" | "last_name">>;
/** What is said of it; absent is "not said", null is "empty it". */
export type SaidNames = { readonly [part in keyof Names]?: string | null | undefined };

/** Splits at the last space; one word is a first name. */
const split = (name: string | null): Omit<Names, "name"> => {
  const words = name?.trim() ?? "";
  const at = words.lastIndexOf(" ");
  if (at === -1) return { first_name: words || null, last_name: null };
  return { first_name: words.slice(0, at).trimEnd(), last_name: words.slice(at + 1) };
};

const join = (first: string | null, last: string | null): string | null =>
  [first, last].filter((part) => part !== null).join(" ") || null;

/** Of customers who were written before names had parts, the name is split. */
export const namesOf = ({ name, first_name, last_name }: Pick<CustomerDocument, keyof Names>): Names =>
  first_name === undefined || last_name === undefined
    ? { name, ...split(name) }
    : { name, first_name, last_name };

export const noName: Names = { name: null, first_name: null, last_name: null };

/** The stored names, as a filter that holds while nobody changes them. */
export const storedNames = ({ name, first_name = null, last_name = null }: CustomerDocument): Names => ({
  name,
  first_name,
  last_name,
});

/** Whether the whole is its two parts, and not a name that was given beside them. */
export const isJoined = ({ name, first_name, last_name }: Names): boolean =>
  name === join(first_name, last_name);

export const saysName = (said: SaidNames): boolean =>
  said.name !== undefined || said.first_name !== undefined || said.last_name !== undefined;

/** What a name is after something was said of it: a part given stands, the rest follows from what is given. */
export const renamed = (said: SaidNames, before: Names): Names => {
  const { name, first_name: first, last_name: last } = said;
  if (name === undefined) {
    const first_name = first === undefined ? before.first_name : first;
    const last_name = last === undefined ? before.last_name : last;
    return { name: join(first_name, last_name), first_name, last_name };
  }
  const halves = split(name);
  return {
    name,
    first_name: first === undefined ? halves.first_name : first,
    last_name: last === undefined ? halves.last_name : last,
  };
};
