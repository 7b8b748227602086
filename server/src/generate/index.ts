import { actionSamples, eventSamples } from "./samples.ts";
import { openApi } from "./openapi/index.ts";
import { httpRequests } from "./http-requests.ts";
import { zapierCatalog } from "./zapier.ts";

/** Text by path, from the root of the repository. */
export type Files = Readonly<Record<string, string>>;

/** JSON as all generated files have it. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Another market or document joins here: catalogue in, files out, nothing read from disk or clock. */
const generators: readonly (() => Files)[] = [
  () => ({ "server/openapi.json": json(openApi()) }),
  () => ({ "zapier-app/src/catalog.json": json(zapierCatalog()) }),
  eventSamples,
  actionSamples,
  httpRequests,
];

/** Every generated file of the repository. */
export const generate = (): Files => Object.assign({}, ...generators.map((files) => files())) as Files;
