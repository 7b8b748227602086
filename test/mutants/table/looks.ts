import type { Mutant } from "../mutant.ts";

const hindiTest = "test/console/hindi.test.ts";

/** What is only seen by looking at a page: its words and its shape. */
export const looksMutants: readonly Mutant[] = [
  {
    without: "a Hindi word where English has one",
    file: "server/console/pages/journal/hi.json",
    find: '"journal.live": "लाइव"',
    replace: '"journal.live": "Live"',
    test: hindiTest,
    title: "leaves no text in English but names",
  },
  {
    without: "one Hindi word for one thing",
    file: "server/console/pages/journal/hi.json",
    find: '"journal.event": "इवेंट"',
    replace: '"journal.event": "घटना"',
    test: hindiTest,
    title: "has one word for a thing on every page, and on the card page too",
  },
  {
    without: "leaving a voucher at home before its day",
    file: "server/src/card-page/vouchers.ts",
    find: 'status === "active" && html`<p class="how">',
    replace: 'status !== null && html`<p class="how">',
    test: "test/server/card-page/card-page.test.ts",
    title: "sends nobody to the till with a voucher before its day",
  },
  {
    without: "marking the look that holds",
    file: "server/console/shell/menus.tsx",
    find: "setTheme(one);",
    replace: "",
    test: "test/console/shell.test.ts",
    title: "changes the language and the look at once, and both stay",
  },
  {
    without: "words of the reader's own for what is no phone number",
    file: "server/console/parts/wrong-words.ts",
    find: '["is no phone number", "phone"],',
    replace: "",
    test: hindiTest,
    title: "has words of its own for what people write wrongly in a form",
  },
  {
    without: "room for the last column of a table in a panel",
    file: "server/console/styles/tables.css",
    find: ".panel .table thead th {\n    white-space: normal;",
    replace: ".panel .table thead th {\n    white-space: nowrap;",
    test: "test/console/tables.test.ts",
    title: "shows every column on a desk, also in a panel of half the page",
  },
];
