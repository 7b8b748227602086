import assert from "node:assert/strict";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";
import { TestClock } from "../../support/clock.ts";

describe("vouchers › issue", () => {
  let app: TestApp;
  let owner: Client;
  let clock: TestClock;

  before(async () => {
    clock = new TestClock();
    app = await startTestApp({ clock });
  });
  after(() => app.stop());
  beforeEach(async () => {
    clock.set("2026-01-31T23:30:00Z");
    ({ owner } = await app.tenant({ time_zone: "Europe/Kyiv" }));
  });

  const template = async (input: object): Promise<string> =>
    (await made(owner, "/voucher-templates", { title: "Coffee", ...input })).id;
  const holder = () => made(owner, "/customers", { email: "ann@example.com" });

  it("gives a holder the template's code: none, shared or one of its own", async () => {
    await holder();
    const code = async (input: object) => {
      const voucher_template_id = await template({ code: input });
      return (await made(owner, "/vouchers", { voucher_template_id, email: "ann@example.com" })).redeem_code;
    };
    assert.equal(await code({ mode: "none" }), null);
    assert.equal(await code({ mode: "shared", value: "FREE" }), "FREE");
    assert.match(await code({ mode: "unique" }), /^[0-9A-Z]{10}$/);
  });

  it("always gives the bearer a code of their own, and tells of nobody", async () => {
    const shared = await template({ code: { mode: "shared", value: "FREE" } });
    const plans = [
      { voucher_template_id: shared },
      { voucher_template_id: shared },
      { voucher_template_id: await template({ code: { mode: "none" } }) },
      { title: "Custom" },
    ];
    const codes = new Set<string>();
    for (const plan of plans) codes.add((await made(owner, "/vouchers", plan)).redeem_code);
    assert.equal(codes.size, 4);
    assert.ok(![...codes].some((code) => code === null || code === "FREE"));
    const [event] = (await owner.get("/events?type=voucher_issued")).body.data;
    assert.deepEqual([event.customer, event.card, event.voucher.origin], [null, null, "api"]);
  });

  it("ends at 23:59:59 of the last day in the business time zone", async () => {
    // 31 January 23:30 UTC is 1 February 01:30 in Kyiv.
    const end = async (validity: object) =>
      (await made(owner, "/vouchers", { title: "Coffee", validity })).expires_at;
    assert.equal(await end({ type: "unlimited" }), null);
    assert.equal(await end({ type: "days", value: 1 }), "2026-02-02T21:59:59Z");
    assert.equal(await end({ type: "months", value: 1 }), "2026-03-01T21:59:59Z");
    assert.equal(await end({ type: "months", value: 2 }), "2026-04-01T20:59:59Z");
    assert.equal(await end({ type: "fixed_date", value: "2026-05-31" }), "2026-05-31T20:59:59Z");
    clock.set("2026-01-31T12:00:00Z");
    assert.equal(await end({ type: "months", value: 1 }), "2026-02-28T21:59:59Z");
  });

  it("takes an exact end, and begins where valid_from says", async () => {
    const voucher = await made(owner, "/vouchers", {
      title: "Coffee",
      redeem_code: "EASTER",
      formats: ["text", "barcode"],
      valid_from: "2026-02-02T10:00:00+02:00",
      expires_at: "2026-02-03T10:00:00Z",
    });
    assert.deepEqual([voucher.status, voucher.redeem_code], ["issued", "EASTER"]);
    assert.deepEqual(voucher.redeem_code_formats, ["text", "barcode"]);
    assert.deepEqual(
      [voucher.valid_from, voucher.expires_at],
      ["2026-02-02T08:00:00Z", "2026-02-03T10:00:00Z"],
    );
    const early = await owner.post(`/vouchers/${voucher.id}/redeem`);
    assertRefused(early, 409, "voucher_not_yet_valid");
    assert.equal(early.body.valid_from, "2026-02-02T08:00:00Z");
    clock.set("2026-02-02T08:00:00Z");
    assert.equal((await owner.get(`/vouchers/${voucher.id}`)).body.status, "active");
    assert.equal((await owner.post(`/vouchers/${voucher.id}/redeem`)).status, 200);
  });

  it("refuses an end that is not in the future, before it looks for the customer", async () => {
    for (const expires_at of ["2026-01-31T23:30:00Z", "2020-01-01T00:00:00Z"]) {
      const answer = await owner.post("/vouchers", { title: "Coffee", expires_at, email: "x@example.com" });
      assertRefused(answer, 422, "validation_failed", "/expires_at");
    }
    const past = { title: "Coffee", validity: { type: "fixed_date", value: "2026-01-31" } };
    assertRefused(await owner.post("/vouchers", past), 422, "validation_failed", "/validity/value");
    const late = {
      title: "Coffee",
      validity: { type: "days", value: 1 },
      valid_from: "2026-03-01T00:00:00Z",
    };
    assertRefused(await owner.post("/vouchers", late), 422, "validation_failed", "/valid_from");
  });

  it("refuses neither or both plans, and unknown ids with their pointers", async () => {
    const voucher_template_id = await template({});
    for (const body of [{}, { voucher_template_id, title: "Coffee" }])
      assertRefused(await owner.post("/vouchers", body), 422, "validation_failed", "/voucher_template_id");
    const { owner: other } = await app.tenant();
    const theirs = await other.post("/vouchers", { voucher_template_id });
    assertRefused(theirs, 422, "validation_failed", "/voucher_template_id");
    for (const [name, id] of [
      ["card_id", "card_x"],
      ["customer_id", "c_x"],
      ["location_id", "loc_x"],
      ["template_id", "tpl_x"],
    ] as const) {
      const answer = await owner.post("/vouchers", { voucher_template_id, [name]: id });
      assertRefused(answer, 422, "validation_failed", `/${name}`);
    }
    assertRefused(
      await owner.post("/vouchers", { voucher_template_id, email: "x@example.com" }),
      404,
      "card_not_found",
    );
  });

  it("keeps a bearer's own code for that voucher alone", async () => {
    await holder();
    await made(owner, "/vouchers", { title: "Coffee", redeem_code: "ONLY-ONE" });
    for (const more of [{}, { email: "ann@example.com" }]) {
      const answer = await owner.post("/vouchers", { title: "Tea", redeem_code: "only-one", ...more });
      assertRefused(answer, 422, "validation_failed", "/redeem_code");
    }
  });

  it("gives a bearer's own code to one of many calls that ask for it at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => owner.post("/vouchers", { title: "Coffee", redeem_code: "RUSH" })),
    );
    assert.equal(answers.filter(({ status }) => status === 201).length, 1);
    assert.equal((await owner.get("/vouchers?code=rush")).body.data.length, 1);
  });
});
