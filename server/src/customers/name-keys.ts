import type { CustomerDocument } from "./model.ts";

/** A name as it is compared: without case, accents and whatever parts its words. Signs of other scripts stay. */
export const foldName = (name: string): string =>
  name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== "")
    .join(" ");

/** What a name is found by: its beginning, and the beginning of its last word. */
export const nameKeys = (
  name: string | null | undefined,
): Required<Pick<CustomerDocument, "name_key" | "last_name_key">> => {
  const folded = foldName(name ?? "");
  const last = folded.lastIndexOf(" ");
  return {
    name_key: folded === "" ? null : folded,
    last_name_key: last === -1 ? null : folded.slice(last + 1),
  };
};
