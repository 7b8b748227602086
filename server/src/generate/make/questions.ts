import type { Question, StepDefinition, StepField, Way } from "../../catalog/index.ts";
import { choose, parameter, text } from "./iml.ts";
import { parameterOf, type MakeParameter } from "./parameters.ts";

const asksOf = ({ make }: StepDefinition): readonly Question[] => make.asks ?? [];

const below = ({ field, also = [] }: Way): readonly string[] => [field, ...also];

const isAnswered = (question: Question, way: Way): string =>
  `${parameter(question.key)} == ${text(way.field)}`;

type Place = readonly [question: Question, way: Way];

const placesOf = (step: StepDefinition, key: string): readonly Place[] =>
  asksOf(step).flatMap((question) =>
    question.ways.filter((way) => below(way).includes(key)).map((way): Place => [question, way]),
  );

/** The IML of a place being shown, through the questions that stand above it. */
const shownAt = (step: StepDefinition, [question, way]: Place): string[] => {
  const above = placesOf(step, question.key);
  const own = isAnswered(question, way);
  return above.length === 0
    ? [own]
    : above.flatMap((place) => shownAt(step, place)).map((outer) => `${outer} && ${own}`);
};

const anyOf = (conditions: readonly string[]): string | undefined =>
  conditions.length === 0 ? undefined : conditions.join(" || ");

/** Whether every answer to a question that is always asked has the field below it. */
const standsBelowAll = (step: StepDefinition, key: string): boolean =>
  asksOf(step).some(
    (question) =>
      question.otherwise === undefined &&
      placesOf(step, question.key).length === 0 &&
      question.ways.every((way) => below(way).includes(key)),
  );

/** Whether the answers ask for the field at all; undefined where it always stands on the form. */
export const isAsked = (step: StepDefinition, key: string): string | undefined =>
  standsBelowAll(step, key) ? undefined : anyOf(placesOf(step, key).flatMap((place) => shownAt(step, place)));

/** Whether the answers say that this very field must be filled; undefined where none does. */
export const isNeeded = (step: StepDefinition, key: string): string | undefined =>
  anyOf(
    placesOf(step, key)
      .filter(([, way]) => way.field === key)
      .flatMap((place) => shownAt(step, place)),
  );

/**
 * The value of a field that an answer asks for. One that comes empty is sent as the empty text it is, so that the API
 * refuses it too, should Make ever run a step without it.
 */
export const neededValue = (step: StepDefinition, key: string, needed: string): string => {
  const own = parameter(key);
  const beside = choose(own, own, "undefined");
  const asked = isAsked(step, key);
  const otherwise = asked === undefined ? beside : choose(asked, beside, "undefined");
  return choose(needed, `ifempty(${own}, ${text("")})`, asked === needed ? "undefined" : otherwise);
};

const fieldNamed = (step: StepDefinition, key: string): StepField => {
  const field = step.fields.find((one) => one.key === key);
  if (!field) throw new Error(`${step.key} has no field ${key}`);
  return field;
};

const nestedIn = (step: StepDefinition, way: Way): MakeParameter[] =>
  below(way).map((key) => {
    const inner = asksOf(step).find((question) => question.key === key);
    if (inner) return questionOf(step, inner);
    const field = parameterOf(fieldNamed(step, key), { step: step.key });
    return key === way.field ? { ...field, required: true } : field;
  });

const questionOf = (step: StepDefinition, question: Question): MakeParameter => ({
  name: question.key,
  type: "select",
  label: question.label,
  options: [
    ...question.ways.map((way) => ({ label: way.label, value: way.field, nested: nestedIn(step, way) })),
    ...(question.otherwise ? [question.otherwise] : []),
  ],
  help: question.help,
  required: true,
});

/** The questions of a step, each before the first field that it shows, and the fields that always stand on the form. */
export const formOf = (
  step: StepDefinition,
  always: (field: StepField) => MakeParameter,
): MakeParameter[] => {
  const put = new Set<Question>();
  return step.fields
    .filter(({ when }) => when === undefined)
    .flatMap((field) => {
      const places = placesOf(step, field.key);
      if (places.length === 0) return [always(field)];
      const fresh = asksOf(step).filter(
        (question) =>
          !put.has(question) &&
          placesOf(step, question.key).length === 0 &&
          places.some(([one]) => one === question),
      );
      for (const question of fresh) put.add(question);
      return fresh.map((question) => questionOf(step, question));
    });
};
