import texts from "./receivers.json" with { type: "json" };

export type SnippetLanguage = keyof typeof texts;
export const snippetLanguages: readonly SnippetLanguage[] = ["node", "python", "php", "go"];

/** A program that takes the deliveries of the hook at this address, and refuses what does not come from it. */
export const snippetOf = (language: SnippetLanguage, targetUrl: string): string => {
  const { href, pathname, search } = new URL(targetUrl);
  const path = JSON.stringify(pathname + search);
  return texts[language].replace("<address>", () => href).replace("<path>", () => path);
};
