import { languages, type Language } from "./texts.ts";

const known = (tag: string | null | undefined): Language | undefined => {
  const primary = tag?.trim().toLowerCase().split("-")[0];
  return languages.find((language) => language === primary);
};

/** The languages a browser asks for, best first. */
const accepted = (header: string): string[] =>
  header
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const weight = parameters.find((parameter) => parameter.trim().startsWith("q="));
      return { tag, q: weight === undefined ? 1 : Number(weight.trim().slice(2)) || 0 };
    })
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q)
    .map(({ tag }) => tag);

export interface LanguageWishes {
  /** Chosen on the page itself. */
  readonly chosen: string | null;
  readonly customer: string | null;
  /** The Accept-Language header. */
  readonly header: string;
  readonly business: string | null;
}

/** The page's language: what was chosen, the customer's, the browser's, the business's, English. */
export const languageFor = ({ chosen, customer, header, business }: LanguageWishes): Language =>
  [chosen, customer, ...accepted(header), business].map(known).find((language) => language !== undefined) ??
  "en";
