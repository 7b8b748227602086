import type { Make, SDKModuleSectionType, SDKWebhookSectionType } from "@makehq/sdk";
import type { Component, Kind, Origin } from "./manifest.ts";

/** A part as Make lists it. Connections and webhooks get their names from Make; modules and procedures keep ours. */
export interface RemotePart {
  readonly name: string;
  readonly label: string;
}

/** What a part refers to, by the names that Make gave. */
export interface References {
  readonly connection: string | null;
  readonly webhook: string | null;
}

/** The calls that one kind of part needs. */
export interface RemoteKind {
  list(): Promise<readonly RemotePart[]>;
  create(id: string, component: Component, references: References): Promise<void>;
  describe(name: string, component: Component, references: References): Promise<void>;
  section(name: string, section: string): Promise<unknown>;
  setSection(name: string, section: string, text: string): Promise<void>;
}

const typeIds: Readonly<Record<string, number>> = {
  action: 4,
  search: 9,
  instant_trigger: 10,
  universal: 12,
};

const typeIdOf = ({ moduleType = "", label }: Component): number => {
  const typeId = typeIds[moduleType];
  if (typeId === undefined) throw new Error(`"${label}" has the type ${moduleType}, which is not deployed.`);
  return typeId;
};

/** Only what there is: Make's own editor sends no null for a reference that a part has not. */
const given = ({ connection, webhook }: References): Partial<References> => ({
  ...(connection !== null && { connection }),
  ...(webhook !== null && { webhook }),
});

const connections = ({ sdk }: Make, { appId }: Origin): RemoteKind => ({
  list: () => sdk.connections.list(appId),
  async create(_id, { label, connectionType = "basic" }) {
    await sdk.connections.create(appId, { type: connectionType, label });
  },
  async describe(name, { label }) {
    await sdk.connections.update(name, { label });
  },
  section: (name, section) => sdk.connections.getSection(name, section as "api"),
  setSection: (name, section, text) => sdk.connections.setSection(name, section as "api", text),
});

const procedures = ({ sdk }: Make, { appId, appVersion }: Origin): RemoteKind => ({
  list: () => sdk.rpcs.list(appId, appVersion),
  async create(id, { label }) {
    await sdk.rpcs.create(appId, appVersion, { name: id, label });
  },
  async describe(name, { label }, { connection }) {
    await sdk.rpcs.update(appId, appVersion, name, { label, ...(connection !== null && { connection }) });
  },
  section: (name, section) => sdk.rpcs.getSection(appId, appVersion, name, section as "api"),
  setSection: (name, section, text) => sdk.rpcs.setSection(appId, appVersion, name, section as "api", text),
});

const webhooks = ({ sdk }: Make, { appId }: Origin): RemoteKind => ({
  list: () => sdk.webhooks.list(appId),
  async create(_id, { label, webhookType = "web" }) {
    await sdk.webhooks.create(appId, { type: webhookType, label });
  },
  async describe(name, { label }, { connection }) {
    // The SDK's type knows the label only; the API takes the connection too.
    await sdk.webhooks.update(name, { label, ...(connection !== null && { connection }) } as {
      label: string;
    });
  },
  // `update` is a section of the API that the SDK's type leaves out.
  section: (name, section) => sdk.webhooks.getSection(name, section as SDKWebhookSectionType),
  setSection: (name, section, text) => sdk.webhooks.setSection(name, section as SDKWebhookSectionType, text),
});

const modules = ({ sdk }: Make, { appId, appVersion }: Origin): RemoteKind => ({
  list: () => sdk.modules.list(appId, appVersion),
  async create(id, component, references) {
    const { label, description = "", moduleType } = component;
    const subtype = moduleType === "universal" ? { subtype: "Universal" } : {};
    await sdk.modules.create(appId, appVersion, {
      name: id,
      typeId: typeIdOf(component),
      label,
      description,
      moduleInitMode: "blank",
      ...subtype,
      // An instant trigger is one of its webhook from the beginning.
      ...given(references),
    });
  },
  async describe(name, { label, description, actionCrud }, references) {
    // The SDK's type leaves the webhook and the kind of change out; the API takes them.
    const body = {
      label,
      description,
      ...(actionCrud !== undefined && { crud: actionCrud }),
      ...given(references),
    };
    await sdk.modules.update(appId, appVersion, name, body as { label: string });
  },
  section: (name, section) =>
    sdk.modules.getSection(appId, appVersion, name, section as SDKModuleSectionType),
  setSection: (name, section, text) =>
    sdk.modules.setSection(appId, appVersion, name, section as SDKModuleSectionType, text),
});

/** The calls of every kind, for one app on Make. */
export const remoteKinds = (make: Make, origin: Origin): Readonly<Record<Kind, RemoteKind>> => ({
  connection: connections(make, origin),
  rpc: procedures(make, origin),
  webhook: webhooks(make, origin),
  module: modules(make, origin),
});

/** Parts that Make names itself are found by their label. */
export const isNamedByMake = (kind: Kind): boolean => kind === "connection" || kind === "webhook";
