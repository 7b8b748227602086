import {
  dropdowns,
  eventNamed,
  eventNames,
  filterFields,
  findOrCreates,
  spellOut,
  steps,
  titleCase,
  type StepField,
} from "../../server/src/catalog/index.ts";
import { expectNone } from "./tree.ts";

const events = eventNames.map(eventNamed);
const zapierSteps = steps.flatMap((step) => step.zapier ?? []);
const fields: readonly StepField[] = [
  ...steps.flatMap((step) => step.fields),
  ...Object.values(filterFields),
];
const labels = [...new Set(fields.map((field) => field.label))];

const offenders = (texts: readonly string[], holds: (text: string) => boolean): string[] =>
  texts.filter((text) => !holds(text));

const isTitleCase = (text: string): boolean => text === titleCase(text);

/** Words that keep their capitals inside a sentence. */
const isSentenceCase = (text: string): boolean =>
  text
    .split(" ")
    .every((word, at) =>
      at === 0
        ? /^[A-Z]/.test(word)
        : /^[a-z]/.test(word) || spellOut(word.toLowerCase()) === word || word === "IDs",
    );

const verbFirst = /^(Issues|Adds|Redeems|Sends|Creates|Finds|Lists|Gets|Cancels|Returns)\b.*\.$/;

describe("labels", () => {
  it("for Zapier are in Title Case, 2 to 64 characters", () => {
    const texts = [
      ...events.flatMap((event) => [event.label, event.noun]),
      ...steps.map((step) => step.noun),
      ...zapierSteps.map((step) => step.label),
      ...findOrCreates.map((pair) => pair.label),
      ...Object.values(dropdowns).map((dropdown) => dropdown.noun),
    ];
    expectNone(
      offenders(texts, (text) => isTitleCase(text) && text.length >= 2 && text.length <= 64),
      "Zapier wants Title Case:",
    );
  });

  it("for Make are in sentence case", () => {
    const texts = [
      ...events.map((event) => event.make.label),
      ...steps.map((step) => step.make.label),
      ...Object.values(dropdowns).map((dropdown) => dropdown.title),
      ...labels,
    ];
    expectNone(offenders(texts, isSentenceCase), "Make wants sentence case:");
  });

  it("of Make's triggers say Watch, and their modules too", () => {
    const texts = events.flatMap((event) => [event.make.label.replace("W", "w"), event.make.module]);
    expectNone(
      offenders(texts, (text) => /^watch[A-Z ]/.test(text)),
      "These do not start with Watch:",
    );
  });

  it("of fields have one to three words, no article and no full stop", () => {
    expectNone(
      offenders(labels, (text) => text.split(" ").length <= 3 && !/\b(a|an|the)\b|[.:!?]/.test(text)),
      "Make wants short field labels:",
    );
  });

  it("are not repeated as help", () => {
    const texts = fields.flatMap((field) => (field.help === undefined ? [] : [[field.label, field.help]]));
    const echoes = texts.filter(
      ([label = "", help = ""]) => help.toLowerCase().replace(".", "") === label.toLowerCase(),
    );
    expectNone(
      echoes.map(([label]) => String(label)),
      "Help that repeats the label helps nobody:",
    );
  });
});

describe("descriptions", () => {
  it("of triggers begin with Triggers when and end with a full stop", () => {
    expectNone(
      offenders(
        events.map((event) => event.description),
        (text) => /^Triggers when .*\.$/.test(text),
      ),
      "Both markets want it so:",
    );
  });

  it("of steps begin with a verb in the third person and end with a full stop", () => {
    const texts = [
      ...zapierSteps.map((step) => step.description),
      ...steps.map((step) => step.make.description),
      ...findOrCreates.map((pair) => pair.description),
    ];
    expectNone(
      offenders(texts, (text) => verbFirst.test(text)),
      "Both markets want it so:",
    );
  });

  it("and help name neither market, hold no bare address, end with a full stop and stay below 1000 characters", () => {
    const texts = [
      ...fields.flatMap((field) => field.help ?? []),
      ...zapierSteps.map((step) => step.description),
      ...steps.map((step) => step.make.description),
      ...events.map((event) => event.description),
    ];
    expectNone(
      offenders(
        texts,
        (text) => !/zapier|make\.com|https?:/i.test(text) && text.endsWith(".") && text.length < 1000,
      ),
      "These texts break a market's rules:",
    );
  });

  it("of the broadcast say that it reaches consenting customers only", () => {
    const broadcast = steps.find((step) => step.key === "send_broadcast");
    const texts = [
      broadcast?.zapier?.description ?? "",
      broadcast?.make.description ?? "",
      broadcast?.fields.find((field) => field.key === "audience")?.help ?? "",
    ];
    expectNone(
      offenders(texts, (text) => text.includes("consent")),
      "Consent is not mentioned:",
    );
  });
});

describe("fields", () => {
  it("that are called ID are picked from a drop-down, or mapped where there is none to pick from", () => {
    const bare = fields.filter(
      (field) =>
        /\bIDs?$/.test(field.label) &&
        field.dropdown === undefined &&
        !["receipt_id", "external_id", "broadcast_id"].includes(field.key),
    );
    expectNone(
      bare.map((field) => field.key),
      "Nobody should paste these ids:",
    );
  });

  it("appear once in a step, and every step that changes something has a reference", () => {
    const found = steps.flatMap((step) => {
      const keys = step.fields.map((field) => field.key);
      const isDouble = new Set(keys).size !== keys.length;
      const lacksReference = step.kind === "action" && !keys.includes("reference");
      return isDouble || lacksReference ? [step.key] : [];
    });
    expectNone(found, "These steps are not right:");
  });
});
