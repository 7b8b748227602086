import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../guards/tree.ts";

/** The app's folder. */
export const appFolder = join(root, "make-app");

export type Kind = "connection" | "webhook" | "module" | "rpc";

// Code files are whatever their component needs; the schemas check them, the runner reads them.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Code = any;

export interface Component {
  readonly label: string;
  readonly description?: string;
  readonly moduleType?: string;
  readonly actionCrud?: string;
  readonly connection?: string | null;
  readonly webhook?: string | null;
  readonly codeFiles: Readonly<Record<string, string>>;
}

export interface Manifest {
  readonly generalCodeFiles: Readonly<Record<string, string | null>>;
  readonly components: Readonly<Record<Kind, Readonly<Record<string, Component>>>>;
}

const jsonAt = (path: string): Code => JSON.parse(readFileSync(join(appFolder, path), "utf8"));

export const manifest = jsonAt("makecomapp.json") as Manifest;
export const base: Code = jsonAt("general/base.iml.json");
export const groups = jsonAt("modules/groups.json") as { label: string; modules: string[] }[];

/** Local ids of a kind, in the manifest's order. */
export const idsOf = (kind: Kind): string[] => Object.keys(manifest.components[kind]);

export const component = (kind: Kind, id: string): Component => {
  const found = manifest.components[kind][id];
  if (!found) throw new Error(`there is no ${kind} called ${id}`);
  return found;
};

/** The parsed code files of a component, by their keys in the manifest. */
export const codeOf = (kind: Kind, id: string): Record<string, Code> =>
  Object.fromEntries(Object.entries(component(kind, id).codeFiles).map(([key, path]) => [key, jsonAt(path)]));

/** Modules of these types, by local id. */
export const modulesOf = (...types: string[]): string[] =>
  idsOf("module").filter((id) => types.includes(component("module", id).moduleType ?? ""));
