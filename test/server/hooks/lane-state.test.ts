import assert from "node:assert/strict";
import { afterEvent, openedAt, takesAnnounced } from "../../../server/src/hooks/dispatch/lane-state.ts";

const open = afterEvent(openedAt(new Date("2026-05-11T12:00:00Z")), { kind: "read" });

describe("hooks › lane", () => {
  it("takes what is being written while it is open and has the hook, and neither on its way out nor closed", () => {
    const leaving = afterEvent(open, { kind: "leave" });
    const closed = afterEvent(leaving, { kind: "close" });
    const takes = [open, leaving, closed].map((state) => takesAnnounced(state, { isHeld: true }));
    assert.deepEqual(takes, [true, false, false]);
    assert.equal(takesAnnounced(open, { isHeld: false }), false);
  });

  it("is open again when something comes while it leaves, and stays closed whatever comes", () => {
    const leaving = afterEvent(open, { kind: "leave" });
    assert.deepEqual([leaving.phase, afterEvent(leaving, { kind: "news" }).phase], ["leaving", "open"]);
    const closed = afterEvent(leaving, { kind: "close" });
    assert.equal(afterEvent(closed, { kind: "news" }).phase, "closed");
  });
});
