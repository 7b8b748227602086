import * as catalogue from "../catalog/actions/index.ts";
import type { ActionDefinition } from "../catalog/index.ts";
import type { Files } from "./files.ts";

const isAction = (value: unknown): value is ActionDefinition =>
  typeof value === "object" && value !== null && "method" in value && "path" in value;

/** Method and path of each call, for the console: the catalogue itself, with its schemas, stays on the server. */
export const consoleCalls = (): Files => {
  const lines = Object.entries(catalogue)
    .flatMap(([name, value]) => (isAction(value) ? [`  ${name}: ["${value.method}", "${value.path}"],`] : []))
    .sort();
  const text = [
    "// GENERATED from the catalogue by `npm run generate`.",
    "",
    "/** Method and path below /v1 of each call of the public API. */",
    "export const calls = {",
    ...lines,
    "} as const;",
    "",
  ];
  return { "server/console/api/calls.ts": text.join("\n") };
};
