import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

/** The folder that server/ and samples/ stand in, beside the sources and beside a build. */
export const root = fileURLToPath(new URL("../../../", import.meta.url));

/** A guide of /docs: a Markdown file of the project, or one section of it. */
export interface Guide {
  /** Its address: /docs/<slug>. */
  readonly slug: string;
  readonly title: string;
  /** One sentence: who finds what in it. */
  readonly lead: string;
  /** The file, from the project's root. */
  readonly file: string;
  /** The section alone, by the heading it begins with. */
  readonly section?: string;
}

/** In the order in which people need them. */
export const guides: readonly Guide[] = [
  {
    slug: "five-minutes",
    title: "Five minutes",
    lead: "From nothing to a card, a hook and a webhook whose signature was checked.",
    file: "README.md",
    section: "Five minutes to a verified webhook",
  },
  {
    slug: "verify",
    title: "Verify a signature",
    lead: "The key rule, a test vector, and receivers in Node, Python, PHP and Go.",
    file: "server/docs/VERIFY.md",
  },
  {
    slug: "zapier",
    title: "Zapier",
    lead: "Connect, choose a trigger, and recipes with every field that is filled.",
    file: "server/docs/ZAPIER.md",
  },
  {
    slug: "make",
    title: "Make",
    lead: "Connect, import a scenario, and what Make does when something goes wrong.",
    file: "server/docs/MAKE.md",
  },
  {
    slug: "recipes",
    title: "Recipes",
    lead: "What others build first in Zapier and Make: every step, every field, and how to see that it works.",
    file: "server/docs/RECIPES.md",
  },
  {
    slug: "tills",
    title: "Tills",
    lead: "Poster, Serve and every other till: sales that stamp, codes that redeem, and Poster's refunds.",
    file: "server/docs/TILLS.md",
  },
  {
    slug: "wallets",
    title: "Wallets",
    lead: "Apple Wallet and Google Wallet: what to apply for, and which variable it goes into.",
    file: "server/docs/WALLETS.md",
  },
  {
    slug: "operate",
    title: "Operate",
    lead: "Start, back up, upgrade and watch it.",
    file: "server/docs/OPERATE.md",
  },
];

/** The guide's Markdown; a section begins with its heading as the page's own. */
export const markdownOf = async ({ file, section }: Guide): Promise<string> => {
  const text = await readFile(join(root, file), "utf8");
  if (section === undefined) return text;
  const found = text.split(/^(?=## )/m).find((part) => part.startsWith(`## ${section}\n`));
  if (found === undefined) throw new Error(`${file} has no section "${section}"`);
  return found.slice(1);
};
