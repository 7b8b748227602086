import type { Make } from "@makehq/sdk";
import { kinds, sectionsOf, type Component, type Kind, type LocalApp, type Origin } from "./manifest.ts";
import type { Memory } from "./memory.ts";
import { isNamedByMake, remoteKinds, type References, type RemoteKind, type RemotePart } from "./remote.ts";

/*
 * Deploying brings an app on Make to what the files say: parts that are missing are created, texts that differ are
 * set, nothing is removed, since Make keeps what was once published. Calls go one after the other, at the pace of the
 * plan. What was brought is remembered part by part: stopped anywhere, the next run goes on from there, and a run
 * without a change asks for the lists only.
 */

export type Say = (line: string) => void;

interface Deployment {
  readonly app: LocalApp;
  readonly origin: Origin;
  readonly make: Make;
  readonly say: Say;
  readonly memory: Memory;
  /** Make's names of what is there already, by kind and local id. */
  readonly names: Record<Kind, Map<string, string>>;
}

/** How often something was done. */
export interface Tally {
  created: number;
  set: number;
  unchanged: number;
}

const partsOf = ({ manifest }: LocalApp, kind: Kind): [string, Component][] =>
  Object.entries(manifest.components[kind]);

const same = (remote: unknown, local: string): boolean => {
  try {
    const there: unknown = typeof remote === "string" ? JSON.parse(remote) : remote;
    return JSON.stringify(there) === JSON.stringify(JSON.parse(local));
  } catch {
    return remote === local;
  }
};

const nameOf = (kind: Kind, id: string, label: string, parts: readonly RemotePart[]): string | undefined =>
  parts.find((part) => (isNamedByMake(kind) ? part.label === label : part.name === id))?.name;

const referencesOf = ({ names }: Deployment, { connection, webhook }: Component): References => ({
  connection: names.connection.get(connection ?? "") ?? null,
  webhook: names.webhook.get(webhook ?? "") ?? null,
});

const createMissing = async (deployment: Deployment, kind: Kind, tally: Tally): Promise<void> => {
  const remote = remoteKinds(deployment.make, deployment.origin)[kind];
  const before = await remote.list();
  const missing = partsOf(deployment.app, kind).filter(
    ([id, { label }]) => nameOf(kind, id, label, before) === undefined,
  );
  for (const [id, component] of missing) {
    await remote.create(id, component, referencesOf(deployment, component));
    tally.created += 1;
    deployment.say(`created ${kind} ${id}`);
  }
  const after = missing.length > 0 ? await remote.list() : before;
  for (const [id, { label }] of partsOf(deployment.app, kind)) {
    const name = nameOf(kind, id, label, after);
    if (name === undefined) throw new Error(`Make does not list the ${kind} ${id} after creating it.`);
    deployment.names[kind].set(id, name);
  }
  const ours = new Set(deployment.names[kind].values());
  for (const { name } of after)
    if (!ours.has(name)) deployment.say(`left alone: ${kind} ${name} is on Make only`);
};

const setIfChanged = async (
  { say }: Deployment,
  tally: Tally,
  { what, there, text, set }: { what: string; there: unknown; text: string; set: () => Promise<unknown> },
): Promise<void> => {
  if (same(there, text)) {
    tally.unchanged += 1;
    return;
  }
  await set();
  tally.set += 1;
  say(`set ${what}`);
};

const fillPart = async (
  deployment: Deployment,
  remote: RemoteKind,
  { kind, id, component, tally }: { kind: Kind; id: string; component: Component; tally: Tally },
): Promise<void> => {
  const { names, app, memory } = deployment;
  const name = names[kind].get(id) ?? id;
  const references = referencesOf(deployment, component);
  const sections = sectionsOf(kind, component).map(([section, path]) => [section, app.text(path)] as const);
  const content = [name, component, references, sections];
  if (memory.stands(`${kind} ${id}`, content)) {
    tally.unchanged += sections.length;
    return;
  }
  await remote.describe(name, component, references);
  for (const [section, text] of sections) {
    await setIfChanged(deployment, tally, {
      what: `${kind} ${id} ${section}`,
      there: await remote.section(name, section),
      text,
      set: () => remote.setSection(name, section, text),
    });
  }
  memory.keep(`${kind} ${id}`, content);
};

const fillGeneral = async (deployment: Deployment, tally: Tally): Promise<void> => {
  const { app, make, origin } = deployment;
  const { base, groups, readme } = app.manifest.generalCodeFiles;
  const { apps } = make.sdk;
  const { appId, appVersion } = origin;
  for (const [section, path] of [["base", base] as const, ["groups", groups] as const]) {
    const text = app.text(path);
    await setIfChanged(deployment, tally, {
      what: section,
      there: await apps.getSection(appId, appVersion, section),
      text,
      set: () => apps.setSection(appId, appVersion, section, text),
    });
  }
  const text = app.text(readme);
  await setIfChanged(deployment, tally, {
    what: "readme",
    there: await apps.getDocs(appId, appVersion),
    text,
    set: () => apps.setDocs(appId, appVersion, text),
  });
};

/** Deploys the files to an app that exists on Make. Throws a MakeError for what Make refuses. */
export const deploy = async (
  app: LocalApp,
  { make, origin, say, memory }: { make: Make; origin: Origin; say: Say; memory: Memory },
): Promise<Tally> => {
  const names = { connection: new Map(), rpc: new Map(), webhook: new Map(), module: new Map() };
  const deployment: Deployment = { app, origin, make, say, memory, names };
  const tally: Tally = { created: 0, set: 0, unchanged: 0 };
  await make.sdk.apps.get(origin.appId, origin.appVersion);
  for (const kind of kinds) {
    await createMissing(deployment, kind, tally);
    const remote = remoteKinds(make, origin)[kind];
    for (const [id, component] of partsOf(app, kind))
      await fillPart(deployment, remote, { kind, id, component, tally });
  }
  await fillGeneral(deployment, tally);
  return tally;
};

/** What a deployment would send, read and checked without a call. */
export const rehearse = (app: LocalApp, say: Say): void => {
  for (const kind of kinds)
    for (const [id, component] of partsOf(app, kind)) {
      const { connection, webhook } = component;
      if (connection && !app.manifest.components.connection[connection])
        throw new Error(`${kind} ${id} refers to the connection ${connection}, which does not exist.`);
      if (webhook && !app.manifest.components.webhook[webhook])
        throw new Error(`${kind} ${id} refers to the webhook ${webhook}, which does not exist.`);
      const sections = sectionsOf(kind, component);
      for (const [, path] of sections) JSON.parse(app.text(path));
      say(`${kind} ${id}: ${sections.map(([section]) => section).join(", ")}`);
    }
  const { base, groups, readme } = app.manifest.generalCodeFiles;
  for (const path of [base, groups]) JSON.parse(app.text(path));
  app.text(readme);
  say("app: base, groups, readme");
};
