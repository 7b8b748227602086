import { consoleCalls } from "./console-calls.ts";
import { json, type Files } from "./files.ts";
import { makeApp } from "./make/index.ts";
import { openApi } from "./openapi/index.ts";
import { recipeFiles } from "./recipes.ts";
import { actionSamples, eventSamples } from "./samples.ts";
import { zapierCatalog } from "./zapier.ts";

export type { Files } from "./files.ts";

/** Another market or document joins here: catalogue in, files out, nothing read from clock or disk but the recipes. */
const generators: readonly (() => Files)[] = [
  () => ({ "server/openapi.json": json(openApi()) }),
  () => ({ "zapier-app/src/catalog.json": json(zapierCatalog()) }),
  makeApp,
  eventSamples,
  actionSamples,
  consoleCalls,
  recipeFiles,
];

/** Every generated file of the repository. */
export const generate = (): Files => Object.assign({}, ...generators.map((files) => files())) as Files;

/** Folders that hold nothing but generated files: what is not generated any more is removed from them. */
export const generatedFolders = ["samples/events", "samples/actions"] as const;
