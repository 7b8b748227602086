import assert from "node:assert/strict";
import * as catalog from "../../../server/src/catalog/index.ts";
import { refusals } from "../../../server/src/refusals/model.ts";
import { mostPerHour, RefusalNotes } from "../../../server/src/refusals/note.ts";
import { openFields, openRequestId } from "../../../server/src/refusals/decide.ts";
import { Failure } from "../../../server/src/core/failure.ts";
import type { Caller } from "../../../server/src/platform/index.ts";
import { startTestApp, type Client, type Tenant, type TestApp } from "../../support/app.ts";
import { assertRefused } from "../../support/calls.ts";
import { TestClock } from "../../support/clock.ts";

describe("refusals", () => {
  let clock: TestClock;
  let app: TestApp;
  let tenant: Tenant;

  before(async () => {
    clock = new TestClock();
    app = await startTestApp({ clock });
  });
  after(() => app.stop());
  beforeEach(async () => {
    tenant = await app.tenant();
  });

  const listed = async (query = "", client: Client = tenant.owner) => {
    await app.app.refusals.settle();
    const answer = await client.get(`/refusals${query}`);
    assert.equal(answer.status, 200, answer.text);
    catalog.listRefusals.result.parse(answer.body);
    return answer.body.data;
  };

  it("says why a call with a key was refused, whose key it was and what to do, in plain words", async () => {
    const scanner = await tenant.member("scanner");
    const refused = await scanner.post("/stamps", { card_number: "000000" });
    assertRefused(refused, 404, "card_not_found");
    const [one, ...others] = await listed();
    assert.deepEqual(others, []);
    const { key, staff } = (await scanner.get("/me")).body;
    assert.deepEqual(one.key, { ...key, staff_id: staff.id, staff_name: staff.name });
    assert.deepEqual(one.call, {
      name: catalog.addStamps.name,
      label: catalog.addStamps.summary,
      method: "POST",
      path: "/v1/stamps",
    });
    assert.deepEqual(
      [one.status, one.code, one.detail, one.count],
      [404, "card_not_found", catalog.errors.card_not_found.title, 1],
    );
    assert.equal(one.what_to_do, catalog.whatToDo.card_not_found);
    assert.equal(one.request_id, refused.body.request_id);
  });

  it("folds repeats of a key, call and code on a day, the latest first", async () => {
    await tenant.owner.post("/stamps", { card_number: "000000" });
    await tenant.owner.get("/cards/card_none");
    await listed();
    clock.advance({ minutes: 10 });
    const last = await tenant.owner.post("/stamps", { card_number: "000001" });
    await tenant.owner.post("/stamps", { count: -1 });
    clock.advance({ minutes: 1 });
    const [first, ...rest] = await listed();
    assert.equal(rest.length, 2);
    const stamps = [first, ...rest].find(({ code }: { code: string }) => code === "card_not_found");
    assert.deepEqual(
      [stamps.count, stamps.request_id, stamps.at, stamps.last_at],
      [2, last.body.request_id, stamps.last_at, "2026-05-11T12:44:56Z"],
    );
    assert.equal(stamps.first_at, "2026-05-11T12:34:56Z");
    assert.equal(rest.at(-1).call.path, "/v1/cards/:id");
    clock.set("2026-05-12T00:00:01Z");
    await tenant.owner.post("/stamps", { card_number: "000000" });
    const codes = (await listed("?code=card_not_found")).map(({ count }: { count: number }) => count);
    assert.deepEqual(codes, [1, 2]);
    clock.set("2026-05-11T12:34:56Z");
  });

  it("keeps no value that was sent, only names that the call knows", async () => {
    const secret = "ann.lee@example.com";
    const phone = "+380671112233";
    await tenant.owner.post(
      "/customers",
      { email: "ann.lee@", phone: "0671112233x", [secret]: 1, name: "", consents: { fax: true } },
      { "x-request-id": secret },
    );
    await tenant.owner.get(`/cards?email=${secret}&phone=${encodeURIComponent(phone)}&${secret}=1`);
    await tenant.owner.post("/stamps", { email: secret, count: 1 });
    await listed();
    const stored = await app.platform.store
      .collection(refusals)
      .find({ business_id: tenant.business.id })
      .toArray();
    assert.ok(stored.length >= 3, String(stored.length));
    const text = JSON.stringify(stored);
    // Long enough that no id holds them by chance.
    for (const value of ["ann.", "067111", "38067111", "/fax"])
      assert.ok(!text.includes(value), `${value} in ${text}`);
    const [customer] = stored.filter(({ call }) => call === catalog.saveCustomer.name);
    assert.ok(customer);
    assert.deepEqual(customer.fields, ["/name", "/email", "/consents/…", "/…"]);
    assert.deepEqual(customer.request_ids, []);
    assert.equal((await listed(`?key_id=${customer.key_id}`)).at(-1).request_id === secret, false);
  });

  it("takes a disabled staff member's key for whose it is, and an unknown one for nobody's", async () => {
    const scanner = await tenant.member("scanner");
    const { staff } = (await scanner.get("/me")).body;
    await tenant.owner.patch(`/staff/${staff.id}`, { status: "disabled" });
    assertRefused(await scanner.get("/me"), 401, "unauthenticated");
    assertRefused(await app.client("7loc_sc_nothing").get("/me"), 401, "unauthenticated");
    const [one, ...others] = await listed();
    assert.deepEqual(others, []);
    assert.deepEqual([one.code, one.key.staff_id], ["unauthenticated", staff.id]);
    assert.ok(!JSON.stringify(one).includes(scanner.key));
  });

  it("leaves out what a console session was refused, and what went well", async () => {
    const login = await app
      .client("")
      .post("/session", { login: tenant.ownerLogin, password: "correct horse battery" });
    const cookie = login.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
    const answer = await fetch(`${app.url}/v1/cards/card_none`, { headers: { cookie } });
    assert.equal(answer.status, 404);
    await tenant.owner.get("/cards");
    assert.deepEqual(await listed(), []);
  });

  it("narrows by code, key and request id, and goes on where a page ended", async () => {
    const scanner = await tenant.member("scanner");
    await tenant.owner.get("/cards/card_none");
    clock.advance({ seconds: 1 });
    await tenant.owner.get("/customers/c_none");
    clock.advance({ seconds: 1 });
    const forbidden = await scanner.get("/staff");
    const { key } = (await scanner.get("/me")).body;
    const paths = async (query: string) =>
      (await listed(query)).map(({ call }: { call: { path: string } }) => call.path);
    assert.deepEqual(await paths(""), ["/v1/staff", "/v1/customers/:id", "/v1/cards/:id"]);
    assert.deepEqual(await paths("?code=not_found"), ["/v1/customers/:id", "/v1/cards/:id"]);
    assert.deepEqual(await paths(`?key_id=${key.id}`), ["/v1/staff"]);
    assert.deepEqual(await paths(`?request_id=${forbidden.body.request_id}`), ["/v1/staff"]);
    const page = (await tenant.owner.get("/refusals?limit=2")).body;
    assert.deepEqual([page.data.length, page.has_more], [2, true]);
    const rest = (await tenant.owner.get(`/refusals?limit=2&cursor=${page.next_cursor}`)).body;
    assert.deepEqual(
      [rest.data.map((one: { call: { path: string } }) => one.call.path), rest.has_more],
      [["/v1/cards/:id"], false],
    );
    assertRefused(await tenant.owner.get("/refusals?cursor=x"), 422, "validation_failed", "?cursor");
  });

  it("shows nothing that is older than seven days, nothing of another business", async () => {
    await tenant.owner.get("/cards/card_none");
    const stranger = await app.tenant();
    assert.deepEqual(await listed("", stranger.owner), []);
    assert.equal((await listed()).length, 1);
    clock.advance({ days: 7, seconds: 1 });
    assert.deepEqual(await listed(), []);
    const [kept] = await app.platform.store
      .collection(refusals)
      .find({ business_id: tenant.business.id })
      .toArray();
    assert.equal((kept?.expires_at.getTime() ?? 0) - (kept?.last_at.getTime() ?? 0), 7 * 86_400_000);
    clock.advance({ days: -7, seconds: -1 });
  });

  it("answers as ever while refusals cannot be written", async () => {
    const notes = new RefusalNotes({ ...app.platform, store: broken });
    const { owner, business } = tenant;
    const { staff, key } = (await owner.get("/me")).body;
    const caller = { business, staff, key } as unknown as Caller;
    const call = {
      action: catalog.getCard,
      failure: new Failure("not_found"),
      requestId: "req_1",
      caller,
      sentKey: null,
    };
    assert.equal(notes.note(call), undefined);
    await notes.settle();
  });

  it("writes no more than so many different ones of a business in an hour", async () => {
    const notes = new RefusalNotes(app.platform);
    const { business } = tenant;
    const staff = { id: "st_1", name: "Ann" };
    const note = (count: number): void => {
      for (let at = 0; at < count; at += 1) {
        const key = { id: `key_${at}`, masked: "…" };
        const caller = { business, staff, key } as unknown as Caller;
        const failure = new Failure("not_found");
        notes.note({ action: catalog.getCard, failure, requestId: "req_1", caller, sentKey: null });
      }
    };
    const stored = () => app.platform.store.collection(refusals).countDocuments({ business_id: business.id });
    note(mostPerHour + 50);
    await notes.settle();
    assert.equal(await stored(), mostPerHour);
    note(mostPerHour + 50);
    await notes.settle();
    assert.equal(await stored(), mostPerHour);
    clock.advance({ hours: 1 });
    note(mostPerHour);
    await notes.settle();
    assert.equal(await stored(), mostPerHour);
  });

  it("knows what to do about every code, without names of fields", () => {
    for (const code of catalog.errorCodes) {
      assert.match(catalog.whatToDo[code], /^[A-Z].*\.$/, code);
      assert.doesNotMatch(catalog.whatToDo[code], /[a-z]_[a-z]|[{}`/]|\b[45]\d\d\b/, code);
    }
  });

  it("opens pointers to what the call knows, whatever stands in them", () => {
    const fields = (action: catalog.ActionDefinition, ...pointers: string[]) =>
      openFields(
        action,
        pointers.map((pointer) => ({ pointer })),
      );
    assert.deepEqual(
      fields(catalog.createTemplate, "/goals/0/reward/name", "/goals/0/ann", "/ann~1lee/name", ""),
      ["/goals/0/reward/name", "/goals/0/…", "/…/name"],
    );
    assert.deepEqual(fields(catalog.listCards, "?email", "?ann.lee"), ["?email", "?….…"]);
    assert.equal(openRequestId("zap-123:4"), "zap-123:4");
    assert.equal(openRequestId("+380671112233"), null);
    assert.equal(openRequestId("380671112233"), null);
  });

  it("is counted up by a rate limit without a document for each call", async () => {
    const limited = await startTestApp({ clock, env: { RATE_LIMIT_PER_MINUTE: "3" } });
    try {
      const { owner, business } = await limited.tenant();
      for (let count = 0; count < 20; count += 1) await owner.get("/cards");
      await limited.app.refusals.settle();
      const stored = await limited.platform.store
        .collection(refusals)
        .find({ business_id: business.id })
        .toArray();
      assert.deepEqual(
        stored.map(({ code, count }) => [code, count]),
        [["rate_limited", 17]],
      );
    } finally {
      await limited.stop();
    }
  });
});

const broken = {
  collection: () => {
    throw new Error("the store is away");
  },
} as unknown as TestApp["platform"]["store"];
