/** `list_cards` → `listCards`: Make's local ids are camel case. */
export const camel = (key: string): string =>
  key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** `watchCardsIssued` → `watch-cards-issued`, split where Make's editor splits. */
export const kebab = (id: string): string =>
  id.replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before}-${after}`).toLowerCase();

/** A code file's key in the manifest, and the name that Make's editor binds its schema by. */
const fileNames = {
  communication: "communication",
  params: "params",
  attach: "attach",
  detach: "detach",
  update: "update",
  staticParams: "static-params",
  mappableParams: "mappable-params",
  interface: "interface",
  samples: "samples",
  scope: "scope",
} as const;
export type CodeKey = keyof typeof fileNames;

export type Kind = "connection" | "webhook" | "module" | "rpc";

/** The code files of a component by their keys, from the folder of the manifest. */
export const codeFiles = (kind: Kind, id: string, keys: readonly CodeKey[]): Record<string, string> =>
  Object.fromEntries(
    keys.map((key) => [key, `${kind}s/${kebab(id)}/${kebab(id)}.${fileNames[key]}.iml.json`]),
  );

/** What each kind of component consists of. */
export const codeKeys = {
  connection: ["communication", "params"],
  webhook: ["communication", "params", "attach", "detach", "update"],
  module: ["communication", "staticParams", "mappableParams", "interface", "samples", "scope"],
  rpc: ["communication", "params"],
} as const satisfies Record<Kind, readonly CodeKey[]>;
