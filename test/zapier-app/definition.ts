import zapier, { type Bundle, type ZObject } from "zapier-platform-core";
import { app, keysOf, operationOf } from "./support.ts";

/*
 * What Zaps of a released version rely on: the keys of its items, of their inputs and of what they give. A release
 * writes it down; every later version of the same major must still have all of it.
 */

interface Field {
  readonly key: string;
  readonly required?: boolean;
  readonly default?: string;
  readonly children?: readonly Field[];
}

interface Item {
  readonly key: string;
  readonly noun: string;
  readonly display: {
    readonly label: string;
    readonly description: string;
    readonly hidden?: boolean;
  };
  readonly operation: {
    readonly type?: string;
    readonly inputFields?: readonly (Field & Record<string, unknown>)[];
    readonly outputFields?: readonly (Field & Record<string, unknown>)[];
    readonly inputFieldGroups?: readonly { key: string; label: string }[];
    readonly sample?: Readonly<Record<string, unknown>>;
  } & Readonly<Record<string, unknown>>;
}

type Items = Readonly<Record<string, Item>>;

export interface Definition {
  readonly version: string;
  readonly platformVersion: string;
  readonly authentication: { readonly type: string; readonly fields: readonly Field[] } & Record<
    string,
    unknown
  >;
  readonly triggers: Items;
  readonly creates: Items;
  readonly searches: Items;
  readonly searchOrCreates: Readonly<Record<string, { key: string; search: string; create: string }>>;
}

/** In the package, and left out of its types. */
interface Undeclared {
  createAppHandler(app: object): (event: { command: string }) => Promise<{ results: unknown }>;
}
const handler = (zapier as unknown as Undeclared).createAppHandler(app);

/** The definition as the platform compiles it. */
export const readDefinition = async (): Promise<Definition> =>
  (await handler({ command: "definition" })).results as Definition;

/** What the platform's own schema and constraints say against the app. */
export const schemaErrors = async (): Promise<unknown[]> =>
  (await handler({ command: "validate" })).results as unknown[];

interface ItemContract {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly required: readonly string[];
  readonly outputs: readonly string[];
  readonly sample: readonly string[];
}

type Contracts = Readonly<Record<string, ItemContract>>;

export interface Contract {
  readonly version: string;
  readonly authentication: string;
  readonly triggers: Contracts;
  readonly creates: Contracts;
  readonly searches: Contracts;
  readonly searchOrCreates: readonly string[];
}

type Kind = "triggers" | "creates" | "searches";
type InputField = Field & Readonly<Record<string, unknown>>;
type Drawn = (z: ZObject, bundle: Bundle) => InputField[];

/** Every input of an item, with those that appear only once another field has some value. */
export const inputsOf = (kind: Kind, key: string): InputField[] => {
  const fields = operationOf(kind, key).inputFields as readonly (InputField | Drawn)[];
  const steering = fields.filter((field) => typeof field !== "function" && field["altersDynamicFields"]);
  const forms = (steering as InputField[]).flatMap((field) =>
    Object.keys(field["choices"] as object).map((choice) => ({ [field.key]: choice })),
  );
  return fields.flatMap((field) =>
    typeof field === "function"
      ? forms.flatMap((inputData) => field({} as ZObject, { inputData } as unknown as Bundle))
      : [field],
  );
};

const contractOf = (kind: Kind, { key, operation }: Item): ItemContract => {
  const inputs = inputsOf(kind, key);
  const outputs = operation.outputFields ?? [];
  return {
    type: operation.type ?? "",
    inputs: inputs.map(({ key }) => key),
    required: inputs.filter((field) => field.required && field.default === undefined).map(({ key }) => key),
    outputs: outputs.flatMap(({ key, children = [] }) => [
      key,
      ...children.map((child) => `${key}.${child.key}`),
    ]),
    sample: keysOf(operation.sample),
  };
};

const contractsOf = (kind: Kind, items: Items): Contracts =>
  Object.fromEntries(
    Object.values(items)
      .filter(({ display }) => display.hidden !== true)
      .map((item) => [item.key, contractOf(kind, item)]),
  );

/** What later versions must keep of this one. */
export const readContract = async (): Promise<Contract> => {
  const { version, authentication, triggers, creates, searches, searchOrCreates } = await readDefinition();
  return {
    version,
    authentication: authentication.type,
    triggers: contractsOf("triggers", triggers),
    creates: contractsOf("creates", creates),
    searches: contractsOf("searches", searches),
    searchOrCreates: Object.keys(searchOrCreates),
  };
};
