import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export type Kind = "connection" | "rpc" | "webhook" | "module";

/** A part of the app as the manifest describes it. */
export interface Component {
  readonly label: string;
  readonly description?: string;
  readonly connectionType?: string;
  readonly webhookType?: string;
  readonly moduleType?: string;
  readonly actionCrud?: string;
  /** Local ids of what it refers to. */
  readonly connection?: string | null;
  readonly webhook?: string | null;
  /** Paths from the manifest's folder. */
  readonly codeFiles: Readonly<Record<string, string>>;
}

/** An app on Make. */
export interface Origin {
  readonly label: string;
  readonly baseUrl: string;
  readonly appId: string;
  readonly appVersion: number;
  readonly apikeyFile: string;
}

interface Manifest {
  readonly generalCodeFiles: { readonly base: string; readonly readme: string; readonly groups: string };
  readonly components: Readonly<Record<Kind, Readonly<Record<string, Component>>>>;
  readonly origins: readonly Origin[];
}

/** The app on disk. */
export interface LocalApp {
  readonly folder: string;
  readonly manifest: Manifest;
  /** The text of a file that the manifest names. */
  text(path: string): string;
}

export const appFolder = dirname(dirname(fileURLToPath(import.meta.url)));

/** Reads the manifest of a folder. */
export const readApp = (folder: string = appFolder): LocalApp => {
  const text = (path: string): string => readFileSync(join(folder, path), "utf8");
  return { folder, manifest: JSON.parse(text("makecomapp.json")) as Manifest, text };
};

/** The order in which Make needs the parts: what is referred to comes first. */
export const kinds: readonly Kind[] = ["connection", "rpc", "webhook", "module"];

/** Make's name for the section that a code file fills, by kind and the file's key in the manifest. */
const sections: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  connection: { communication: "api", params: "parameters" },
  rpc: { communication: "api", params: "parameters" },
  webhook: {
    communication: "api",
    params: "parameters",
    attach: "attach",
    detach: "detach",
    update: "update",
  },
  module: {
    communication: "api",
    staticParams: "parameters",
    mappableParams: "expect",
    interface: "interface",
    samples: "samples",
    scope: "scope",
  },
};

/** The sections of a component with the files that fill them. */
export const sectionsOf = (kind: Kind, { codeFiles }: Component): [string, string][] =>
  Object.entries(codeFiles).map(([key, path]) => {
    const section = sections[kind][key];
    if (section === undefined) throw new Error(`A ${kind} has no section for ${key} (${path}).`);
    return [section, path];
  });
