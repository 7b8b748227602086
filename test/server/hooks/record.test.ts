import assert from "node:assert/strict";
import type { Answered } from "../../../server/src/core/safe-fetch.ts";
import { judge, record } from "../../../server/src/hooks/dispatch/record.ts";
import { createFanOut } from "../../../server/src/hooks/fan-out.ts";
import { deliveryId } from "../../../server/src/hooks/match.ts";
import { deliveriesCollection, type Delivery } from "../../../server/src/hooks/model.ts";
import { openStage, type Stage } from "./stage.ts";

const answered = (status: number): Answered => ({
  status,
  error: null,
  body: "",
  retryAfter: null,
  headers: null,
  durationMs: 3,
});

const sent = {
  url: "http://127.0.0.1:9/",
  form: "ids",
  agent: "7stamp-connect/0.1.0",
  signature: "v1,a",
  id_signature: "b",
} as const;

describe("hooks › record", () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage();
    stage.platform.journal.relay.listen(createFanOut(stage.platform));
  });
  after(() => stage.close());

  const standing = async (id: string): Promise<Delivery> => {
    const found = await stage.platform.store.collection(deliveriesCollection).findOne({ _id: id });
    assert.ok(found);
    return found;
  };

  /** Two workers, one of whom has lost its lease, have tried the same delivery as they both knew it. */
  const both = async (...statuses: [number, number]): Promise<Delivery> => {
    const hook = await stage.subscribe({ target_url: "http://127.0.0.1:9/" });
    const [event = ""] = await stage.happen("stamp_added");
    const delivery = await standing(deliveryId(event, hook.id));
    const now = stage.clock.now();
    for (const status of statuses) {
      const tried = {
        delivery,
        at: now,
        answered: answered(status),
        source: null,
        sent,
        body: null,
        headers: null,
      };
      await record(stage.platform, tried, judge(tried, now, 0.5), now);
    }
    return standing(delivery._id);
  };

  const numbers = ({ attempts }: Delivery): number[] => attempts.map(({ number }) => number);

  it("counts the tries of two workers on, each once", async () => {
    const after = await both(500, 500);
    assert.deepEqual(numbers(after), [1, 2]);
    assert.equal(after.attempt_count, 2);
  });

  it("leaves delivered what was delivered, whatever a late failure says", async () => {
    const after = await both(200, 500);
    assert.deepEqual([after.status, after.next_attempt_at], ["delivered", null]);
    assert.deepEqual(numbers(after), [1, 2]);
  });

  it("takes a late success for one", async () => {
    const after = await both(500, 200);
    assert.deepEqual([after.status, after.next_attempt_at], ["delivered", null]);
  });
});
