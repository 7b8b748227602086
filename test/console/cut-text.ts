import { strict as assert } from "node:assert";
import type { Page } from "playwright-core";

/** What holds one line of text that must be read whole. */
const oneLine =
  "button, h1, h2, h3, label, input:not([type=checkbox], [type=radio], [type=color]), .badge, .tab, .select-value";

const find = `(() => {
  const cut = [];
  const { documentElement } = document;
  if (documentElement.scrollWidth > documentElement.clientWidth)
    cut.push("the page scrolls sideways: " + documentElement.scrollWidth + " > " + documentElement.clientWidth);
  for (const { scrollWidth, clientWidth } of document.querySelectorAll(".table-frame"))
    if (innerWidth >= 1280 && scrollWidth > clientWidth)
      cut.push("a table is wider than its frame: " + scrollWidth + " > " + clientWidth);
  for (const element of document.querySelectorAll(${JSON.stringify(oneLine)})) {
    if (element.clientHeight === 0 || element.closest(".only-heard, .unseen, [data-react-aria-prevent-focus]")) continue;
    if (element.scrollHeight > element.clientHeight + 1)
      cut.push(element.tagName + "." + element.className + " “" + element.textContent + "”: "
        + element.scrollHeight + " > " + element.clientHeight);
  }
  return cut;
})()`;

/** Where what is read begins: the text of a value, or the picture of its button. */
const findStarts = `[...document.querySelectorAll("tbody [role=row]")].flatMap((row) => {
  const starts = [...row.querySelectorAll(".cell-value")].map((value) => {
    const range = document.createRange();
    const walker = document.createTreeWalker(value, NodeFilter.SHOW_TEXT);
    const seen = (node) => node !== null && node.parentElement.closest(".only-heard, .badge") !== null;
    let text = walker.nextNode();
    while (seen(text)) text = walker.nextNode();
    if (text !== null) range.selectNodeContents(text);
    return { text: value.textContent, x: (text === null ? value.querySelector("svg") : range)?.getBoundingClientRect().x };
  });
  return starts.filter(({ x }) => x !== undefined && Math.abs(x - starts[0].x) > 3);
})`;

/** Letters of a code that must stand whole: in a table, and among facts, where an id is one. */
const longestShort = { table: 24, facts: 32 };

/** Short codes and the two parts of a moment, its day and its time, that go over more than one line. */
const findBroken = `[...document.querySelectorAll(".table .code-text, .table time, .facts .code-text")].flatMap((element) => {
  const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
  if (text === null) return [];
  const longest = element.closest(".facts") ? ${longestShort.facts} : ${longestShort.table};
  const comma = text.data.lastIndexOf(", ");
  if (element.tagName === "TIME" && comma < 0) return [];
  const pieces = element.tagName === "CODE" ? [[0, text.length]] : [[0, comma + 1], [comma + 2, text.length]];
  return pieces.flatMap(([from, to]) => {
    const said = text.data.slice(from, to);
    if (element.tagName === "CODE" && (said.includes(" ") || said.length > longest)) return [];
    const range = document.createRange();
    range.setStart(text, from);
    range.setEnd(text, to);
    const lines = new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom)));
    return lines.size > 1 ? [said] : [];
  });
})`;

/** Fails where a short code, a day or a time is broken within. */
export const expectUnbroken = async (page: Page, what: string): Promise<void> => {
  assert.deepEqual(await page.evaluate(findBroken), [], what);
};

/** Fails where, on a phone, a value of a list begins elsewhere than the others of its row. */
export const expectOneEdge = async (page: Page, what: string): Promise<void> => {
  assert.deepEqual(await page.evaluate(findStarts), [], what);
};

/** Fails where a line of text is cut off, the page is wider than the window, or on a desk a table than its frame. */
export const expectWhole = async (page: Page, what: string): Promise<void> => {
  assert.deepEqual(await page.evaluate(find), [], what);
};
