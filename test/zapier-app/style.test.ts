import assert from "node:assert/strict";
import packageJson from "../../zapier-app/package.json" with { type: "json" };
import { inputsOf, readDefinition, type Definition } from "./definition.ts";

/*
 * Zapier's publishing checks that can be made here, each under its code in Zapier's list. Its servers make them again,
 * and those that need live accounts; the go-live runbook has the rest.
 */

type Field = Readonly<Record<string, unknown>> & { readonly key: string; readonly label?: string };
type Item = Definition["triggers"][string];

const smallWords = /^(a|an|and|as|at|but|by|for|from|in|nor|of|on|or|the|to|via|with)$/;

const isTitleCase = (text: string): boolean =>
  text
    .split(/\s+/)
    .every((word, at, { length }) =>
      at > 0 && at < length - 1 && smallWords.test(word) ? true : /^[A-Z0-9]/.test(word),
    );

/** Addresses outside of a Markdown link and of backticks. */
const bareUrls = (text: string): string[] =>
  text
    .replace(/\[[^\]]+\]\([^)]+\)/g, "")
    .replace(/`[^`]*`/g, "")
    .match(/https?:\/\/\S+/g) ?? [];

const secretName = /api_?key|token|secret|password/i;

/** Where a value of the sample stands for an output field's key. */
const at = (sample: unknown, key: string): unknown =>
  key
    .split("__")
    .reduce<unknown>(
      (value, member) =>
        typeof value === "object" && value !== null ? (value as Record<string, unknown>)[member] : undefined,
      sample,
    );

const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

const obeys: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  integer: Number.isInteger,
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  datetime: (value) => typeof value === "string" && zoned.test(value),
};

const fits = (field: Field, value: unknown): boolean => {
  if (value === undefined || value === null) return field["required"] !== true;
  if (field["list"]) return Array.isArray(value);
  return obeys[String(field["type"])]?.(value) ?? false;
};

describe("zapier style", () => {
  let definition: Definition;
  let visible: Item[];
  let triggers: Item[];
  let actions: Item[];
  let hidden: Item[];

  before(async () => {
    definition = await readDefinition();
    const isHidden = (item: Item) => item.display.hidden === true;
    triggers = Object.values(definition.triggers).filter((item) => !isHidden(item));
    hidden = Object.values(definition.triggers).filter(isHidden);
    actions = [...Object.values(definition.creates), ...Object.values(definition.searches)];
    visible = [...triggers, ...actions];
  });

  const inputs = (item: Item): Field[] => {
    const kind =
      item.key in definition.triggers ? "triggers" : item.key in definition.creates ? "creates" : "searches";
    return inputsOf(kind, item.key);
  };
  const outputs = (item: Item) => (item.operation.outputFields ?? []) as readonly Field[];
  const auth = () => definition.authentication as unknown as { fields: Field[]; connectionLabel: string };

  /** Every text a user reads. */
  const texts = (): string[] => [
    ...visible.flatMap((item) => [
      item.display.description,
      ...inputs(item).map((field) => String(field["helpText"] ?? "")),
    ]),
    ...auth().fields.map((field) => String(field["helpText"] ?? "")),
  ];

  const expectNone = (found: readonly unknown[]) => assert.deepEqual(found, []);

  it("D001: no action asks for a key or password", () => {
    expectNone(visible.flatMap(inputs).filter(({ key }) => secretName.test(key)));
  });

  it("D002: the help of the API key links to where it is found, and the key is a password", () => {
    const field = auth().fields.find(({ key }) => key === "api_key");
    assert.match(String(field?.["helpText"]), /\[[^\]]+\]\(https:\/\/[^)]+\)/);
    assert.equal(field?.["type"], "password");
  });

  it("D003: the connection label names the account and no secret", () => {
    assert.match(auth().connectionLabel, /{{\w+}}/);
    assert.doesNotMatch(auth().connectionLabel, secretName);
  });

  it("D004: every field called ID has a drop-down", () => {
    expectNone(
      visible
        .flatMap(inputs)
        .filter((field) => /\bIDs?$/.test(field.label ?? "") && !field["dynamic"])
        .map(({ key }) => key),
    );
  });

  it("D005, D013, D015: drop-downs, search connectors and search-or-creates refer to what there is", () => {
    const dangling = visible.flatMap(inputs).filter(({ dynamic, search }) => {
      const [list = "", id, label] = String(dynamic ?? "").split(".");
      const isList =
        dynamic === undefined || (list in definition.triggers && id === "id" && label === "label");
      return (
        !isList || (search !== undefined && !(String(search).split(".")[0] ?? "" in definition.searches))
      );
    });
    expectNone(dangling);
    expectNone(
      Object.values(definition.searchOrCreates).filter(
        ({ key, search, create }) =>
          key !== search || !(search in definition.searches) || !(create in definition.creates),
      ),
    );
  });

  it("D006, D016, D017: every trigger is an instant one that lists, subscribes and unsubscribes", () => {
    for (const { operation } of triggers) {
      assert.equal(operation.type, "hook");
      for (const part of ["perform", "performList", "performSubscribe", "performUnsubscribe"])
        assert.ok(operation[part], part);
    }
  });

  it("D007, D008, D025: addresses are https, and Markdown links where a user reads them", () => {
    const all = texts().join("\n");
    expectNone(texts().flatMap(bareUrls));
    expectNone([...all.matchAll(/\]\((?!https:\/\/)[^)]*\)/g)].map(([link]) => link));
    assert.doesNotMatch(JSON.stringify(definition), /javascript:/i);
  });

  it("D009, D022: every search has fields, and every action static ones", () => {
    for (const { key, operation } of actions)
      assert.ok(
        (operation.inputFields ?? []).some((field) => field.key),
        key,
      );
  });

  it("D010: records of triggers have a primary key", () => {
    for (const item of triggers) {
      assert.equal(outputs(item).find(({ key }) => key === "id")?.["primary"], true, item.key);
      assert.equal(typeof item.operation.sample?.["id"], "string", item.key);
    }
  });

  it("D011: no help repeats its label", () => {
    const bare = (text: unknown) =>
      String(text ?? "")
        .toLowerCase()
        .replace(/[^a-z]/g, "");
    expectNone(visible.flatMap(inputs).filter((field) => bare(field["helpText"]) === bare(field.label)));
  });

  it("D012: every visible item has a static sample, one object", () => {
    for (const { key, operation } of visible)
      assert.ok(Object.keys(operation.sample ?? {}).length > 0 && !Array.isArray(operation.sample), key);
  });

  it("D014: a search connector stands beside a drop-down", () => {
    expectNone(visible.flatMap(inputs).filter((field) => field["search"] && !field["dynamic"]));
  });

  it("D018: labels, nouns and field labels are in Title Case", () => {
    const labels = visible.flatMap((item) => [
      item.display.label,
      item.noun,
      ...inputs(item).map(({ label }) => String(label)),
      ...outputs(item).map(({ label }) => String(label)),
      ...(item.operation.inputFieldGroups ?? []).map(({ label }) =>
        label.replace(/ [a-z]/g, (s) => s.toUpperCase()),
      ),
    ]);
    expectNone(
      [...labels, ...auth().fields.map(({ label }) => String(label))].filter((text) => !isTitleCase(text)),
    );
  });

  it("D021: descriptions begin with Triggers when or a verb, and end with a full stop", () => {
    expectNone(triggers.filter(({ display }) => !/^Triggers when .+[^.]\.$/.test(display.description)));
    expectNone(actions.filter(({ display }) => !/^[A-Z][a-z]+s .+[^.]\.$/.test(display.description)));
  });

  it("D023, D024: samples obey the types of their output fields, times with their offset", () => {
    expectNone(
      visible.flatMap(({ key: item, operation }) =>
        (operation.outputFields ?? []).flatMap((field) => {
          const value = at(operation.sample, field.key);
          if (field.children === undefined) return fits(field, value) ? [] : [`${item}.${field.key}`];
          return (value as Record<string, unknown>[]).flatMap((line) =>
            (field.children ?? [])
              .filter((child) => !fits(child as Field, line[child.key]))
              .map(({ key }) => key),
          );
        }),
      ),
    );
  });

  it("T004: every sample key is described by an output field, every described key is labelled", () => {
    for (const item of visible) {
      const known = outputs(item).map(({ key }) => key);
      const leaves = (value: object, prefix = ""): string[] =>
        Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
          typeof inner === "object" && inner !== null && !Array.isArray(inner)
            ? leaves(inner, `${prefix}${key}__`)
            : [`${prefix}${key}`],
        );
      expectNone(leaves(item.operation.sample ?? {}).filter((key) => !known.includes(key)));
      expectNone(outputs(item).filter(({ label }) => !label));
    }
  });

  it("the product and Zapier are not named in labels and descriptions", () => {
    const named = visible.flatMap(({ display }) => [display.label, display.description]);
    expectNone(named.filter((text) => /zapier|7stamp|sync/i.test(text)));
  });

  it("lists behind drop-downs are hidden polling triggers that page", () => {
    for (const { operation } of hidden)
      assert.deepEqual([operation.type, operation["canPaginate"]], ["polling", true]);
  });

  it("M002: the app describes itself in 40 to 140 characters without Zapier", () => {
    const { description } = packageJson;
    assert.ok(description.length >= 40 && description.length <= 140);
    assert.doesNotMatch(description, /zapier|sync/i);
  });
});
