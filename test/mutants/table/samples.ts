import type { Mutant } from "../mutant.ts";

const blueprints = "test/samples/blueprints.test.ts";
const stories = "test/samples/stories.test.ts";

/** Samples: stories, recipes, and what pages tell people to run. */
export const samplesMutants: readonly Mutant[] = [
  {
    without: "an id taken from the answer before",
    file: "samples/http/webhook.http",
    find: "/hooks/{{hook.response.body.$.id}}/test",
    replace: "/hooks/hook_1/test",
    test: stories,
    title: "take every id from an answer before, and name no value that a person would have to look up",
  },
  {
    without: "the journal in a story",
    file: "samples/http/card.http",
    find: "/history\n",
    replace: "\n",
    test: stories,
    title: "have every operation that a newcomer needs",
  },
  {
    without: "the exact bytes in a till's signature",
    file: "samples/http/sign.mjs",
    find: "${time}.${",
    replace: "${time}${",
    test: stories,
    title: "sign.mjs prints a till's signature of the file's bytes",
  },
  {
    without: "Make's own JSON module before a name in a call",
    file: "samples/recipes/hubspot_birthday/hubspot_birthday.blueprint.json",
    find: "{{2.json}}",
    replace: '\\"{{1.customer.name}} has a birthday\\"',
    test: blueprints,
    title: "write a name with quotation marks and a backslash into JSON as it is",
  },
  {
    without: "the look for names in JSON that is written by hand",
    file: "samples/recipes/pipedrive_inactive/pipedrive_inactive.blueprint.json",
    find: "{{2.json}}",
    replace: '\\"Call {{1.customer.name}}\\"',
    test: blueprints,
    title: "write by hand into JSON only what can hold no quotation mark",
  },
  {
    without: "the look whether there is an address, in Make",
    file: "samples/recipes/mailchimp_tag/mailchimp_tag.blueprint.json",
    find: '"a": "{{1.customer.email}}"',
    replace: '"a": "{{1.id}}"',
    test: blueprints,
    title: "do nothing in Mailchimp with who agreed and has no address",
  },
  {
    without: "a route of its own for the last name",
    file: "samples/recipes/mailchimp_audience/mailchimp_audience.blueprint.json",
    find: '"a": "{{1.customer.last_name}}"',
    replace: '"a": "{{1.id}}"',
    test: blueprints,
    title: "send Mailchimp the names that there are, and no blank one",
  },
  {
    without: "one rank for each recipe",
    file: "samples/recipes/slack_goal/recipe.json",
    find: '"rank": 2',
    replace: '"rank": 1',
    test: "test/console/recipes.test.ts",
    title: "stand by their rank, each with the file that Make imports beside it",
  },
  {
    without: "the word about a script that nothing runs",
    file: "README.md",
    find: "`npm run freeze` and",
    replace: "`freeze` and",
    test: "test/guards/guides.test.ts",
    title: "say of every script that nothing runs that it is not run here, also where it is named in short",
  },
  {
    without: "what runs a command that a page names in its text",
    file: "samples/plain-code.md",
    find: "python3 receive.py",
    replace: "python3 receiver.py",
    test: "test/guards/guides.test.ts",
    title: "name no command in their text that nothing runs, unless they say so",
  },
];
