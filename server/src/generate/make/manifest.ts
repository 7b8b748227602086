import {
  events,
  moduleGroups,
  steps,
  type EventDefinition,
  type StepDefinition,
} from "../../catalog/index.ts";
import { codeFiles, codeKeys, type Kind } from "./names.ts";
import { origins } from "./origins.ts";
import { procedures } from "./parameters.ts";
import { webhookId } from "./trigger.ts";

/** The one connection of the app. */
const connection = "apiKey";

const codeOf = (kind: Kind, id: string) => ({ codeFiles: codeFiles(kind, id, codeKeys[kind]) });

const capital = (label: string): string => label.charAt(0).toUpperCase() + label.slice(1);

const webhook = (event: EventDefinition) => [
  webhookId(event),
  {
    label: capital(event.make.label.replace(/^Watch /, "")),
    webhookType: "web",
    connection,
    altConnection: null,
    ...codeOf("webhook", webhookId(event)),
  },
];

const trigger = (event: EventDefinition) => [
  event.make.module,
  {
    label: event.make.label,
    description: event.description,
    moduleType: "instant_trigger",
    connection: null,
    altConnection: null,
    webhook: webhookId(event),
    ...codeOf("module", event.make.module),
  },
];

const module = ({ kind, make }: StepDefinition) => [
  make.module,
  {
    label: make.label,
    description: make.description,
    ...(kind === "search" ? { moduleType: "search" } : { moduleType: "action", actionCrud: make.crud }),
    connection,
    altConnection: null,
    webhook: null,
    ...codeOf("module", make.module),
  },
];

const universalModule = "makeApiCall";

const universal = [
  universalModule,
  {
    label: "Make an API call",
    description:
      "Sends a custom API call to 7stamp Connect. You can use this to call endpoints that aren't covered by existing modules.",
    moduleType: "universal",
    connection,
    altConnection: null,
    webhook: null,
    ...codeOf("module", universalModule),
  },
];

const procedure = ([id, label]: [string, string]) => [
  id,
  { label, connection, altConnection: null, ...codeOf("rpc", id) },
];

const all = events as readonly EventDefinition[];

/** The file of the manifest's groups, from its folder. */
export const groupsFile = "modules/groups.json";

/** Reading before writing, as Make asks for. */
const crudOrder: readonly string[] = ["read", "create", "update", "delete"];
const rankOf = ({ make }: StepDefinition): number => crudOrder.indexOf(make.crud);

/** How Make lists the modules: the triggers, then the steps by what they are about. */
export const moduleGrouping = () => [
  { label: "Triggers", modules: all.map(({ make }) => make.module) },
  ...moduleGroups.map((label) => ({
    label,
    modules: [
      ...steps
        .filter(({ make }) => make.group === label)
        .toSorted((one, other) => rankOf(one) - rankOf(other))
        .map(({ make }) => make.module),
      ...(label === "Other" ? [universalModule] : []),
    ],
  })),
];

/** makecomapp.json: what the app consists of, and where it is deployed. */
export const manifest = () => ({
  fileVersion: 1,
  generalCodeFiles: {
    base: "general/base.iml.json",
    common: null,
    readme: "README.md",
    groups: groupsFile,
  },
  components: {
    connection: {
      [connection]: {
        label: "7stamp Connect",
        connectionType: "basic",
        ...codeOf("connection", connection),
      },
    },
    webhook: Object.fromEntries(all.map(webhook)),
    module: Object.fromEntries([...all.map(trigger), ...steps.map(module), universal]),
    rpc: Object.fromEntries(Object.entries(procedures).map(procedure)),
    function: {},
    endpoint: {},
  },
  origins,
});
