import assert from "node:assert/strict";
import {
  accountPauseMs,
  addressOf,
  channelsFor,
  obstacleTo,
  sendWithinMs,
  statusesBefore,
  stepAfter,
  type Reachable,
} from "../../../server/src/campaigns/decide.ts";
import type { CampaignDocument } from "../../../server/src/campaigns/model.ts";
import type { sendProblems } from "../../../server/src/core/send-outcome.ts";
import { refused } from "../../../server/src/core/send-outcome.ts";

const ann = (change: Partial<Reachable> = {}): Reachable => ({
  email: "ann@example.com",
  phone: "+380671112233",
  consents: { email: true, whatsapp: true, telegram: false },
  ...change,
});

describe("campaigns › rules", () => {
  it("reach a customer by email or phone, and a pass by no address", () => {
    assert.equal(addressOf("email", ann()), "ann@example.com");
    assert.equal(addressOf("viber", ann()), "+380671112233");
    assert.equal(addressOf("push", ann()), null);
  });

  it("want a consent for each channel, then an address; passes are judged elsewhere", () => {
    assert.equal(obstacleTo("email", ann()), null);
    assert.equal(obstacleTo("telegram", ann()), "no_consent");
    assert.equal(obstacleTo("viber", ann()), "no_consent");
    assert.equal(obstacleTo("email", ann({ email: null })), "no_address");
    assert.equal(obstacleTo("whatsapp", ann({ phone: null })), "no_address");
    assert.equal(obstacleTo("push", ann({ consents: {}, email: null, phone: null })), null);
  });

  it("use each named channel that reaches, and of the messengers the first with consent", () => {
    type Channels = Pick<CampaignDocument, "channels" | "messengers">;
    const both: Channels = {
      channels: ["push", "email", "messengers"],
      messengers: ["telegram", "whatsapp"],
    };
    assert.deepEqual(channelsFor(both, ann(), true), ["push", "email", "whatsapp"]);
    assert.deepEqual(channelsFor(both, ann(), false), ["email", "whatsapp"]);
    assert.deepEqual(channelsFor({ ...both, messengers: [] }, ann({ email: null }), false), []);
    assert.deepEqual(channelsFor({ channels: ["telegram"], messengers: ["whatsapp"] }, ann(), true), []);
  });

  describe("after a try", () => {
    const fresh = { attempts: 0, interrupted: false };
    const after = (
      problem: (typeof sendProblems)[number],
      message = fresh,
      repeats: "by_key" | "never" = "by_key",
    ) => stepAfter(refused(problem, "no"), message, repeats);

    it("end what was accepted as sent, with the provider's id", () => {
      assert.deepEqual(stepAfter({ state: "accepted", message_id: "m1" }, fresh, "never"), {
        kind: "sent",
        providerId: "m1",
      });
    });

    it("pause the channel for as long as it asks, half a minute by default, and count no attempt", () => {
      const message = { attempts: 2, interrupted: true };
      const step = { kind: "retry", attempts: 2, interrupted: true, pause: "rate_limited" };
      assert.deepEqual(after("rate_limited", message), { ...step, afterMs: 30_000 });
      assert.deepEqual(stepAfter(refused("rate_limited", "no", 7_000), message, "never"), {
        ...step,
        afterMs: 7_000,
      });
    });

    it("rest for five minutes when the account is refused", () => {
      assert.equal(accountPauseMs, 300_000);
      for (const pause of ["auth", "billing"] as const)
        assert.deepEqual(after(pause), {
          kind: "retry",
          afterMs: 300_000,
          attempts: 0,
          interrupted: false,
          pause,
        });
    });

    it("come again after growing pauses when it may pass, then fail", () => {
      const pauses = [5, 30, 120, 600, 1_800, 3_600].map((seconds) => seconds * 1_000);
      for (const [attempts, afterMs] of pauses.entries())
        assert.deepEqual(after("temporary", { attempts, interrupted: false }), {
          kind: "retry",
          afterMs,
          attempts: attempts + 1,
          interrupted: false,
          pause: null,
        });
      assert.deepEqual(after("temporary", { attempts: 6, interrupted: false }), {
        kind: "ended",
        status: "failed",
        reason: "temporary",
      });
      assert.deepEqual(after("temporary", { attempts: 6, interrupted: true }), {
        kind: "ended",
        status: "unknown",
        reason: "temporary",
      });
    });

    it("repeat what nobody knows of under its key only", () => {
      assert.deepEqual(after("unknown_outcome"), {
        kind: "retry",
        afterMs: 5_000,
        attempts: 1,
        interrupted: true,
        pause: null,
      });
      const unknown = { kind: "ended", status: "unknown", reason: "unknown_outcome" };
      assert.deepEqual(after("unknown_outcome", fresh, "never"), unknown);
      assert.deepEqual(after("unknown_outcome", { attempts: 6, interrupted: false }), unknown);
    });

    it("fail for good for every other reason", () => {
      for (const reason of ["opted_out", "unreachable", "window_closed", "template", "invalid"] as const)
        assert.deepEqual(after(reason), { kind: "ended", status: "failed", reason });
    });
  });

  it("give a message up after a day", () => {
    assert.equal(sendWithinMs, 86_400_000);
  });

  it("move a status forward only: what was delivered has not failed", () => {
    assert.deepEqual(statusesBefore, {
      pending: [],
      sent: ["pending", "unknown"],
      delivered: ["pending", "unknown", "sent", "failed"],
      read: ["pending", "unknown", "sent", "failed", "delivered"],
      failed: ["pending", "unknown", "sent"],
      skipped: ["pending"],
      unknown: ["pending"],
    });
  });
});
