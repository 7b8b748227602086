import type { Mutant } from "../mutant.ts";

const shellTest = "test/console/shell.test.ts";
const journalTest = "test/console/journal.test.ts";
const templatesTest = "test/console/templates.test.ts";
const campaignsTest = "test/console/campaigns.test.ts";

const sessionEnds = "keeps what was typed when the session ends: signed in over the page, it is saved";
const signsOut = "signs out of every tab, and shows nothing of one person to the next";
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
    title: "shows a scanner the places they may use, and no others",
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
    without: "the offset that a zone has at the moment itself",
    file: "server/console/i18n/zone.ts",
    find: "shown - offsetMs(near, timeZone)",
    replace: "near",
    test: "test/console/zone.test.ts",
    title: "are found by the offset of that moment, on days when the clocks change too",
  },
];
