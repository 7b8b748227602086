import type { Mutant } from "../mutant.ts";

const shellTest = "test/console/shell.test.ts";
const journalTest = "test/console/journal.test.ts";
const templatesTest = "test/console/templates.test.ts";
const campaignsTest = "test/console/campaigns.test.ts";
const customersTest = "test/console/customers.test.ts";
const loadingTest = "test/console/loading.test.ts";
const phoneTest = "test/console/axe.test.ts";
const onPhone = "has its buttons in their places on a phone, en";
const leftAfter = "is where it was left after back and forward, and a link begins at the top";

const sessionEnds = "keeps what was typed when the session ends: signed in over the page, it is saved, en";
const signsOut = "signs out of every tab, and shows nothing of one person to the next, en";
const leaving =
  "asks before changes are left, says which cards stay on the version before, and applies the new one";

/** What the console keeps for the person in front of it; each is seen by a browser. */
export const consoleMutants: readonly Mutant[] = [
  {
    without: "signing in over the page",
    file: "server/console/api/call.ts",
    find: "if (problem.status !== 401) return false;",
    replace: "if (problem.status !== 0) return false;",
    test: shellTest,
    title: sessionEnds,
  },
  {
    without: "leaving nothing of one person to the next",
    file: "server/console/api/session.tsx",
    find: 'queryClient.clear();\n    this.#set({ state: "signed_out" });',
    replace: 'this.#set({ state: "signed_out" });',
    test: shellTest,
    title: signsOut,
  },
  {
    without: "telling other tabs of signing out",
    file: "server/console/api/session.tsx",
    find: 'this.#channel.postMessage("signed_out");',
    replace: "",
    test: shellTest,
    title: signsOut,
  },
  {
    without: "the least role of a place in the navigation",
    file: "server/console/shell/layout.tsx",
    find: "group.places.filter((place) => mayDo(role, place.role))",
    replace: "group.places",
    test: shellTest,
    title: "shows a scanner the places they may use, and no others, en",
  },
  {
    without: "going on after the last event heard",
    file: "server/console/api/live.ts",
    find: 'if (options.lastEventId !== null) headers["Last-Event-ID"] = options.lastEventId;',
    replace: "",
    test: journalTest,
    title: "goes on after the last event it heard when the connection is back",
  },
  {
    without: "asking before changes are left by the browser's back",
    file: "server/console/parts/leave-guard.tsx",
    find: "if (guarded === null || window.location.pathname === guarded.path) return;",
    replace: "if (guarded === null || guarded !== null) return;",
    test: templatesTest,
    title: leaving,
  },
  {
    without: "asking before changes are left by a link",
    file: "server/console/parts/leave-guard.tsx",
    find: "guarded === null ? go() : guarded.ask(go)",
    replace: "go()",
    test: templatesTest,
    title: leaving,
  },
  {
    without: "the form's own Idempotency-Key",
    file: "server/console/api/call.ts",
    find: 'headers["Idempotency-Key"] = options.idempotencyKey;',
    replace: 'headers["X-Nothing"] = options.idempotencyKey;',
    test: campaignsTest,
    title: "sends nothing twice when the answer was lost and the button is pressed again",
  },
  {
    without: "giving back where a page was left",
    file: "server/console/shell/page-place.ts",
    find: "arriveAt(wanted ?? 0)",
    replace: "arriveAt(0)",
    test: loadingTest,
    title: leftAfter,
  },
  {
    without: "waiting until a page is as long as it was",
    file: "server/console/shell/page-place.ts",
    find: "if (isHeard && window.scrollY >= Math.floor(top)) stop();",
    replace: "if (isHeard) stop();",
    test: loadingTest,
    title: leftAfter,
  },
  {
    without: "the heading of a page that comes late in focus",
    file: "server/console/shell/page-place.ts",
    find: "isHeard = heading !== null && document.activeElement === heading;",
    replace: "isHeard = heading !== null;",
    test: loadingTest,
    title: leftAfter,
  },
  {
    without: "forgetting what was wrong with a value that is another now",
    file: "server/console/parts/form.ts",
    find: "!Object.is(known.value, value)",
    replace: "value === undefined",
    test: customersTest,
    title: "gives a new customer a card, stamps it and notes a consent (en)",
  },
  {
    without: "telling the same fault again",
    file: "server/console/parts/form.ts",
    find: "if (known.by !== by) setKnown",
    replace: "if (known.by === null && by !== null) setKnown",
    test: customersTest,
    title: "gives a new customer a card, stamps it and notes a consent (en)",
  },
  {
    without: "the open tab in view",
    file: "server/console/parts/tabs.tsx",
    find: "if (row.current !== null) showInRow(row.current);",
    replace: "",
    test: "test/console/integrations.test.ts",
    title: "has the open tab in view on a phone, and the page stands still for it",
  },
  {
    without: "a stamp on any card as the first step",
    file: "server/console/pages/overview/first-steps.tsx",
    find: "isDone: has(stamps)",
    replace: "isDone: cards.data?.data.some(({ total_stamps: sum }) => sum > 0) ?? false",
    test: "test/console/overview.test.ts",
    title: "leads an empty shop through its first steps, and counts (en)",
  },
  {
    without: "the names of those who have a message",
    file: "server/console/pages/campaigns/messages-panel.tsx",
    find: "<Name>{nameOf(customer)}</Name>",
    replace: "<Name>{customer.id}</Name>",
    test: campaignsTest,
    title: "sends a broadcast to those it counted, and shows how far each message has come, en",
  },
  {
    without: "a quiet button's text where the other values begin",
    file: "server/console/styles/tables.css",
    find: "margin-inline-start: -13px;",
    replace: "",
    test: phoneTest,
    title: onPhone,
  },
  {
    without: "a menu beside the last button",
    file: "server/console/styles/buttons.css",
    find: ".button-pair {\n  display: inline-flex;",
    replace: ".button-pair {\n  display: contents;",
    test: phoneTest,
    title: onPhone,
  },
  {
    without: "a list that is drawn with its cards",
    file: "server/console/pages/customers/list.tsx",
    find: "isPending: !isDrawn.current",
    replace: "isPending: pages.isPending",
    test: loadingTest,
    title: "draws customers with their cards, so that no row grows under who reads it",
  },
  {
    without: "the offset that a zone has at the moment itself",
    file: "server/console/i18n/zone.ts",
    find: "shown - offsetMs(near, timeZone)",
    replace: "near",
    test: "test/console/zone.test.ts",
    title: "are found by the offset of that moment, on days when the clocks change too",
  },
  {
    without: "opening a list whose choices are still on their way",
    file: "server/console/parts/fields.tsx",
    find: "      allowsEmptyCollection\n",
    replace: "",
    test: "test/console/keyboard.test.ts",
    title: "opens a list whose choices are still on their way, and they come into it",
  },
  {
    without: "offering the first of a list once",
    file: "server/console/styles/parts.css",
    find: ".page:has(> .stack-wide > .empty .button-primary) > .page-head .button-primary,",
    replace: "",
    test: "test/console/empty.test.ts",
    title: "is offered what to do first once on each page, in the empty list",
  },
  {
    without: "keeping a refused call's masked key in one line",
    file: "server/console/pages/integrations/refusals.tsx",
    find: '<small className="member-name faint">',
    replace: '<small className="faint">',
    test: "test/console/tables.test.ts",
    title: "breaks no short code and no time over two lines, en",
  },
  {
    without: "a broadcast's name in the reader's language",
    file: "server/console/parts/campaign-name.ts",
    find: "return channel === undefined ? name :",
    replace: "return channel !== undefined ? name :",
    test: journalTest,
    title: "calls a broadcast, which has no name, by its channel (hi)",
  },
  {
    without: "room for the line of an id",
    file: "server/console/styles/parts.css",
    find: ".fact-wide {\n    grid-column: span 2;",
    replace: ".fact-wide {\n    grid-column: span 1;",
    test: "test/console/tables.test.ts",
    title: "breaks no short code and no time over two lines, en",
  },
  {
    without: "a day and its comma in one line",
    file: "server/console/styles/integrations.css",
    find: ".member-meaning > time {\n    overflow-wrap: normal;",
    replace: ".member-meaning > time {",
    test: "test/console/tables.test.ts",
    title: "breaks no short code and no time over two lines, en",
  },
  {
    without: "where a broadcast's page belongs",
    file: "server/console/shell/navigation.ts",
    find: 'others: ["/broadcasts"],',
    replace: "",
    test: "test/console/navigation.test.ts",
    title: "shows where each page belongs: to one place",
  },
  {
    without: "saying in the reader's language that Poster ended a connection",
    file: "server/console/pages/tills/till.tsx",
    find: ' title={t("tills.poster.broken")}',
    replace: "",
    test: "test/console/tills.test.ts",
    title: "says that Poster ended a connection, and why in the words it came with",
  },
];
