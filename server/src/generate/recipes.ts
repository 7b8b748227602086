import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { json, type Files } from "./files.ts";

/*
 * Recipes: samples/recipes/<id>/recipe.json says all there is of one, beside the file that Make imports. From them come the
 * page /docs/recipes and the console's gallery; the tests play what the gallery has.
 */

const folder = "samples/recipes";
const root = fileURLToPath(new URL("../../../", import.meta.url));

const text = z.string().min(1);

/** An app with its trigger or action as the market names them, and what goes into its fields. */
const step = z.strictObject({ app: text, action: text, fields: z.array(z.tuple([text, text])) });

const words = z.strictObject({ title: text, why: text, before: text, check: text });

const recipeFile = z.strictObject({
  /** Its place among the recipes, from 1. */
  rank: z.int().min(1),
  /** What it begins with here; null where it begins elsewhere and ends with a step of ours. */
  event: text.nullable(),
  apps: z.array(text).min(2),
  zapier: z.array(step).min(2),
  make: z.array(step).min(1),
  /** What the other app hands on, where it begins elsewhere. */
  given: z.record(text, z.union([text, z.boolean()])).optional(),
  /** What has to come to the other apps, in both markets: members of the event in braces. */
  arrives: z.array(z.strictObject({ app: text, body: z.record(text, z.unknown()) })),
  texts: z.strictObject({ en: words, hi: words }),
});

type Recipe = z.infer<typeof recipeFile> & { readonly id: string };

const read = (id: string): Recipe => ({
  id,
  ...recipeFile.parse(JSON.parse(readFileSync(join(root, folder, id, "recipe.json"), "utf8"))),
});

const code = (value: string): string => `\`${value}\``;

const stepLine = ({ app, action, fields }: z.infer<typeof step>, index: number): string => {
  const filled = fields.map(([name, value]) => `   - ${name}: ${code(value)}`);
  return [`${index + 1}. **${app}** · ${action}`, ...filled].join("\n");
};

const chapter = ({ id, event, zapier, make, given, arrives, texts }: Recipe): string => {
  const { title, why, before, check } = texts.en;
  const sent = JSON.stringify(given ?? {});
  return [
    `## ${title}`,
    event === null ? why : `${why} It begins with ${code(event)}.`,
    ...(sent === "{}" ? [] : [`What its trigger is handed: ${code(sent)}`]),
    "In Zapier:",
    zapier.map(stepLine).join("\n"),
    `In Make ([file to import](../../${folder}/${id}/${id}.blueprint.json)):`,
    make.map(stepLine).join("\n"),
    `Before you turn it on: ${before}`,
    `To check it: ${check}`,
    ...(arrives.length === 0
      ? []
      : [
          "What arrives:",
          arrives.map(({ app, body }) => `- ${app}: ${code(JSON.stringify(body))}`).join("\n"),
        ]),
  ].join("\n\n");
};

const page = (recipes: readonly Recipe[]): string =>
  `${[
    "<!-- GENERATED from samples/recipes by `npm run generate`. -->",
    "# Recipes",
    "What others build first, step by step, with every field that is filled. Members of the event stand in braces, fields of an " +
      "earlier step by their names, and what is yours in angle brackets. The same are in the console under **Zapier & Make**, and as " +
      "files in [samples/recipes](../../samples/recipes). A test runs each, in both markets, against stand-ins of the other apps; in " +
      "Zapier and in Make itself they were not run here.",
    ...recipes.map(chapter),
  ].join("\n\n")}\n`;

/** All recipes by rank: as a page, and as the console shows them. */
export const recipeFiles = (): Files => {
  const recipes = readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => read(name))
    .sort((one, other) => one.rank - other.rank);
  return {
    "server/docs/RECIPES.md": page(recipes),
    "server/console/pages/integrations/recipes/recipes.json": json(recipes),
  };
};
