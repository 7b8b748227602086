import assert from "node:assert/strict";
import { checkPlayable } from "../../../server/src/rewards/decide.ts";
import type { RewardDocument } from "../../../server/src/rewards/model.ts";
import { lotteryOf } from "./lottery.ts";

const spin = (change: Partial<RewardDocument> = {}): RewardDocument =>
  ({
    _id: "rw_1",
    lottery: lotteryOf(["no_prize", 100]),
    status: "granted",
    granted_at: new Date("2026-05-11T12:00:00Z"),
    played_at: null,
    ...change,
  }) as RewardDocument;

describe("rewards › rules", () => {
  it("lets a granted spin be played", () => {
    const granted = spin();
    assert.equal(checkPlayable(granted), granted);
  });

  it("refuses what is not there, what is no lottery, and what was played, saying when", () => {
    assert.throws(() => checkPlayable(null), { code: "not_found" });
    assert.throws(() => checkPlayable(spin({ lottery: null, status: "played" })), {
      code: "reward_not_playable",
    });
    const playedAt = new Date("2026-05-11T13:00:00Z");
    assert.throws(() => checkPlayable(spin({ status: "played", played_at: playedAt })), {
      code: "reward_already_played",
      details: { played_at: "2026-05-11T13:00:00Z", detail: "It was played at 2026-05-11T13:00:00Z." },
    });
    assert.throws(() => checkPlayable(spin({ status: "played" })), {
      details: { played_at: "2026-05-11T12:00:00Z", detail: "It was played at 2026-05-11T12:00:00Z." },
    });
  });
});
