import assert from "node:assert/strict";
import {
  actions,
  alternatives,
  bindingsOf,
  getBroadcast,
  hasBody,
  jsonSchemaOf,
  redeemVoucherStep,
  sendBroadcast,
  steps,
  type ActionDefinition,
  type JsonSchema,
  type StepDefinition,
  type StepField,
} from "../../../server/src/catalog/index.ts";

const known: readonly ActionDefinition[] = [...actions, sendBroadcast, getBroadcast];

/** The schemas a member at a dotted path may have, over all alternatives. */
const membersAt = (root: JsonSchema, path: string): JsonSchema[] => {
  let nodes = [root];
  for (const key of path.split(".")) {
    const objects = nodes.flatMap((node) => alternatives(node, root).options);
    nodes = objects.map((object) => object.properties?.[key]).filter((member) => member !== undefined);
  }
  return nodes;
};

const membersOf = (step: StepDefinition, field: StepField): JsonSchema[] => {
  for (const call of step.calls) {
    const binding = bindingsOf(step, call).find((one) => one.field === field.key);
    if (!binding || binding.in === "header") continue;
    const { params, query, body } = call.action;
    const root = jsonSchemaOf({ path: params, query, body }[binding.in]);
    return membersAt(root, binding.name);
  }
  return [];
};

const fieldsWithMembers = steps.flatMap((step) =>
  step.fields
    .filter((field) => field.to !== null && field.in !== "header")
    .map((field) => ({ name: `${step.key}.${field.key}`, step, field, members: membersOf(step, field) })),
);

const accepts = (schema: JsonSchema, types: readonly string[]): boolean =>
  alternatives(schema, schema).options.some((option) => types.includes(String(option.type)));

const wireTypes: Readonly<Record<string, readonly string[]>> = {
  integer: ["integer", "number"],
  number: ["number"],
  boolean: ["boolean"],
};

describe("steps", () => {
  it("call actions of the catalogue", () => {
    for (const step of steps) for (const call of step.calls) assert.ok(known.includes(call.action), step.key);
  });

  it("send every field to a member that the action takes", () => {
    assert.deepEqual(
      fieldsWithMembers.filter(({ members }) => members.length === 0).map(({ name }) => name),
      [],
    );
  });

  it("send values of a type that the member takes", () => {
    const wrong = fieldsWithMembers.filter(({ field, members }) => {
      const types = field.list ? ["array"] : (wireTypes[field.type ?? ""] ?? ["string"]);
      return !members.some((member) => accepts(member, types));
    });
    assert.deepEqual(
      wrong.map(({ name }) => name),
      [],
    );
  });

  it("offer choices that the member takes", () => {
    const wrong = fieldsWithMembers.filter(({ field, members }) => {
      const [option] = members.flatMap((member) => alternatives(member, member).options);
      const item = option?.type === "array" && option.items ? option.items : option;
      return (field.choices ?? []).some((choice) => !item?.enum?.includes(choice.value));
    });
    assert.deepEqual(
      wrong.map(({ name }) => name),
      [],
    );
  });

  it("ask for every member without which the call is refused", () => {
    const missing = steps.flatMap((step) =>
      step.calls.flatMap((call) => {
        const { params, query, body } = call.action;
        const parts = hasBody(call.action) ? [params, query, body] : [params, query];
        const required = parts.flatMap((schema) => jsonSchemaOf(schema).required ?? []);
        const sent = bindingsOf(step, call).map((binding) => binding.name.split(".")[0]);
        return required.filter((name) => !sent.includes(name)).map((name) => `${step.key}: ${name}`);
      }),
    );
    assert.deepEqual(missing, []);
  });

  it("leave out of a call what its action does not take: redeeming by id sends no code", () => {
    const [byId, byCode] = redeemVoucherStep.calls.map((call) =>
      bindingsOf(redeemVoucherStep, call).map((binding) => binding.name),
    );
    assert.ok(byId?.includes("id") && !byId.includes("code") && !byId.includes("email"));
    assert.ok(byCode?.includes("code") && byCode.includes("email"));
  });

  it("point to fields that they have", () => {
    for (const step of steps) {
      const keys = step.fields.map((field) => field.key);
      const named = [
        ...(step.needs ?? []).flatMap((need) => need.keys),
        ...step.calls.flatMap((call) => call.given ?? []),
        ...step.fields.flatMap((field) => field.when?.field ?? []),
      ];
      assert.deepEqual(
        named.filter((key) => !keys.includes(key)),
        [],
        step.key,
      );
    }
  });
});
