import assert from "node:assert/strict";
import { isMeantFor } from "../../../server/src/hooks/match.ts";

type Hook = Parameters<typeof isMeantFor>[0];
type Event = Parameters<typeof isMeantFor>[1];

const at = (text: string): Date => new Date(`2026-05-11T${text}Z`);

const hook = {
  business_id: "b_1",
  status: "active",
  created_at: at("12:00:00"),
  events: ["stamp_added"],
  filters: {},
} as unknown as Hook;

const event = {
  business_id: "b_1",
  name: "stamp_added",
  at: at("12:00:01"),
  template_id: "tpl_1",
  location_id: "loc_1",
  voucher_template_id: null,
} as unknown as Event;

const now = at("12:30:00");

describe("hooks › match", () => {
  it("is for the kinds that were asked for, or for all", () => {
    assert.equal(isMeantFor(hook, event, now), true);
    assert.equal(isMeantFor(hook, { ...event, name: "card_issued" }, now), false);
    assert.equal(isMeantFor({ ...hook, events: ["*"] }, { ...event, name: "card_issued" }, now), true);
  });

  it("is never for another business, or for a hook that is switched off", () => {
    assert.equal(isMeantFor(hook, { ...event, business_id: "b_2" }, now), false);
    assert.equal(isMeantFor({ ...hook, status: "disabled" }, event, now), false);
  });

  it("is not for what happened before the hook was made, give or take what clocks differ by", () => {
    assert.equal(isMeantFor(hook, { ...event, at: at("11:59:58") }, now), true);
    assert.equal(isMeantFor(hook, { ...event, at: at("11:59:57") }, now), false);
  });

  it("is for a hook that was made before the clock was set back, whatever it says", () => {
    const setBack = at("11:00:00");
    assert.equal(isMeantFor(hook, { ...event, at: setBack }, setBack), true);
    const longAgo = { ...event, at: at("10:59:00") };
    assert.equal(isMeantFor(hook, longAgo, at("11:59:59")), false, "clocks of two processes differ so far");
  });

  it("passes every filter or is not for the hook", () => {
    const filtered = { ...hook, filters: { template_id: "tpl_1", location_id: "loc_1" } };
    assert.equal(isMeantFor(filtered, event, now), true);
    assert.equal(isMeantFor(filtered, { ...event, location_id: null }, now), false);
    assert.equal(isMeantFor({ ...hook, filters: { voucher_template_id: "vt_1" } }, event, now), false);
  });
});
