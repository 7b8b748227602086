import type { Mutant } from "../mutant.ts";

const bodyTest = "test/server/journal/body.test.ts";
const statsTest = "test/server/stats/stats.test.ts";
const stampsTitle =
  "adds up stamps one by one, several at once, and those of events whose body was written as an object";

/** What an event says, and how it is kept and shown. */
export const eventMutants: readonly Mutant[] = [
  {
    without: "the name of the place where an event happens",
    file: "server/src/journal/event.ts",
    find: "location_name: scene.location_name,\n    customer: customer && {",
    replace: "location_name: null,\n    customer: customer && {",
    test: "test/server/journal/payload.test.ts",
    title: "names the place and the staff member as they were called at that moment",
  },
  {
    without: "the members of an erased person's event as it was written",
    file: "server/src/events/present.ts",
    find: `if (!json.includes('"location_name":')) return former;`,
    replace: "",
    test: "test/server/journal/payload.test.ts",
    title: "keeps the bytes of an event that was written before, and its members when the person is erased",
  },
  {
    without: "an event's body being kept as the text that leaves",
    file: "server/src/journal/event.ts",
    find: "body: JSON.stringify(schemaOf(event).parse(raw)),",
    replace: "body: schemaOf(event).parse(raw) as Record<string, unknown>,",
    test: bodyTest,
    title: "is the text that stands in the journal, wherever it is shown",
  },
  {
    without: "the order of an event's members being the schema's",
    file: "server/src/journal/event.ts",
    find: "JSON.stringify(schemaOf(event).parse(raw))",
    replace: "JSON.stringify({ ...parts.body, ...raw })",
    test: "test/server/journal/events.test.ts",
    title: "have the members of their sample, in its order",
  },
  {
    without: "the person's place in an event's text",
    file: "server/src/events/present.ts",
    find: '/"customer":\\{[^}]*/',
    replace: '/"stamp":\\{[^}]*/',
    test: bodyTest,
    title: "has the person in the contact form, and nothing else is another",
  },
  {
    without: "what a body says that was written as an object",
    file: "server/src/events/present.ts",
    find: 'typeof body === "string" ? body : JSON.stringify(body)',
    replace: 'typeof body === "string" ? body : "{}"',
    test: bodyTest,
    title: "is shown in the same bytes where it was written as an object",
  },
  {
    without: "the stamps that an event says apart from its body",
    file: "server/src/stats/count.ts",
    find: '"$stamps", ',
    replace: "",
    test: statsTest,
    title: stampsTitle,
  },
  {
    without: "the stamps in bodies that were written as objects",
    file: "server/src/stats/count.ts",
    find: '"$body.stamp.count", ',
    replace: "",
    test: statsTest,
    title: stampsTitle,
  },
  {
    without: "one contact form for all hooks of an event",
    file: "server/src/events/present.ts",
    find: "texts.get(event) ?? show(event)",
    replace: "show(event)",
    test: "test/server/hooks/reads.test.ts",
    title: "makes the contact form of the event once, and reads the customers of a moment's events together",
  },
  {
    without: "one reading of customers for a moment's contact forms",
    file: "server/src/events/present.ts",
    find: "await contactForms(platform).ask(event)",
    replace: 'await showEvents(platform, [event], "contact")',
    test: "test/server/hooks/reads.test.ts",
    title: "makes the contact form of the event once, and reads the customers of a moment's events together",
  },
];
