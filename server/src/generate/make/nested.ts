import type { Binding, StepDefinition, StepField } from "../../catalog/index.ts";
import { anyFilled, choose, parameter, text, whole } from "./iml.ts";
import { isAsked } from "./questions.ts";

/** One member inside an object of the body. */
interface Leaf {
  /** The object's key, and the member's. */
  readonly object: string;
  readonly key: string;
  readonly value: unknown;
  /** The field that gives the value or decides that it is sent. */
  readonly field: StepField;
}

const leaf = (path: string, value: unknown, field: StepField): Leaf => {
  const [object = "", key = "", deeper] = path.split(".");
  if (key === "" || deeper !== undefined) throw new Error(`${path} is not one level deep`);
  return { object, key, value, field };
};

const isChosen = ({ key }: StepField, value: string): string => `${parameter(key)} == ${text(value)}`;

const ticks: readonly [boolean, readonly string[]][] = [
  [true, ["true", "yes", "on", "1", "checked"]],
  [false, ["false", "no", "off", "0", "unchecked"]],
];

/** A tick as forms and tables write it; what is none of these goes to the API as it is, which refuses it. */
const asTick = (key: string): string => {
  const own = parameter(key);
  const known = ticks.flatMap(([is, texts]) => texts.map((one) => `${text(one)}, ${is}`));
  const tick = `switch(lower(${text("")} + ${own}), ${known.join(", ")}, ${own})`;
  return choose(anyFilled([own]), tick, "undefined");
};

const ownValue = (field: StepField, all: readonly StepField[]): string => {
  if (field.type === "boolean") return whole(asTick(field.key));
  const decider = all.find((other) => other.key === field.when?.field);
  if (!decider || !field.when) return whole(parameter(field.key));
  return whole(choose(isChosen(decider, field.when.is), parameter(field.key), "undefined"));
};

const literal = (value: unknown): string => (typeof value === "string" ? text(value) : JSON.stringify(value));

const leavesOf = (step: StepDefinition, bindings: readonly Binding[]): Leaf[] =>
  step.fields.flatMap((field) => [
    ...Object.entries(field.sends ?? {}).map(([path, value]) => leaf(path, value, field)),
    ...bindings
      .filter((binding) => binding.field === field.key && binding.name.includes("."))
      .map((binding) => leaf(binding.name, ownValue(field, step.fields), field)),
    ...(field.choices ?? []).flatMap((choice) =>
      Object.entries(choice.sends ?? {}).map(([path, value]) =>
        leaf(path, whole(choose(isChosen(field, choice.value), literal(value), "undefined")), field),
      ),
    ),
  ]);

/**
 * The objects inside a step's body. One whose fields may all stay empty is built in `temp`, so that it can be left
 * out whole: an empty object is not the same to the API as none.
 */
export const nestedMembers = (
  step: StepDefinition,
  bindings: readonly Binding[],
): { temp?: Record<string, unknown>; members: Record<string, unknown> } => {
  const leaves = leavesOf(step, bindings);
  const temp: Record<string, unknown> = {};
  const members: Record<string, unknown> = {};
  for (const object of new Set(leaves.map((each) => each.object))) {
    const own = leaves.filter((each) => each.object === object);
    const built = Object.fromEntries(own.map(({ key, value }) => [key, value]));
    if (own.some(({ field }) => field.required)) members[object] = built;
    else {
      const keys = [...new Set(own.map(({ field }) => field.key))];
      const filled = choose(anyFilled(keys.map(parameter)), `temp.${object}`, "undefined");
      const asked = isAsked(step, keys[0] ?? "");
      temp[object] = built;
      members[object] = whole(asked === undefined ? filled : choose(asked, filled, "undefined"));
    }
  }
  return Object.keys(temp).length > 0 ? { temp, members } : { members };
};
