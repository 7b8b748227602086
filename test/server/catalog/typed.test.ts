import assert from "node:assert/strict";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";

/** What comes along when a text is copied: marks of direction, a soft hyphen, joiners, the mark of a file's beginning. */
const copied = (text: string): string =>
  ` \u202a\ufeff${text.slice(0, 1)}\u00ad\u200b${text.slice(1)}\u2060\u202c\u00a0`;

describe("values › as people type and copy them", () => {
  let app: TestApp;
  let owner: Client;
  let templateId: string;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());
  beforeEach(async () => {
    ({ owner } = await app.tenant({ country: "DE" }));
    templateId = (await made(owner, "/templates", { name: "Coffee", goals: [] })).id;
  });

  const card = () => made(owner, "/cards", { template_id: templateId, email: "ann@example.com" });
  const voucher = (more: object) => made(owner, "/vouchers", { title: "A coffee", ...more });

  it("identify a person without the signs that nobody sees", async () => {
    const { id, email, phone, external_id } = await made(owner, "/customers", {
      email: copied("ann@example.com"),
      phone: copied("+49 30 901820"),
      external_id: copied("crm-1"),
    });
    assert.deepEqual([email, phone, external_id], ["ann@example.com", "+4930901820", "crm-1"]);
    for (const [name, value] of Object.entries({ email, phone, external_id })) {
      const query = new URLSearchParams({ [name]: copied(value) });
      assert.equal((await owner.get(`/customers?${query}`)).body.data[0]?.id, id, name);
    }
  });

  it("are times of the years 2000 to 9998 in UTC, wherever a time is taken", async () => {
    const refused = [
      "9998-12-31T23:59:59-00:01",
      "9999-12-31T23:59:59-12:00",
      "2000-01-01T00:00:00+00:01",
      "0001-01-01T00:00:00Z",
    ];
    for (const at of refused) {
      const query = new URLSearchParams({ since: at });
      const answers = [
        [await owner.post("/vouchers", { title: "V", expires_at: at }), "/expires_at"],
        [await owner.post("/vouchers", { title: "V", valid_from: at }), "/valid_from"],
        [await owner.get(`/events?${query}`), "?since"],
      ] as const;
      for (const [answer, pointer] of answers) {
        assertRefused(answer, 422, "validation_failed");
        assert.deepEqual(
          answer.body.errors,
          [{ pointer, code: "custom", detail: "must lie in the years 2000 to 9998" }],
          at,
        );
      }
    }
    const never = await owner.post("/voucher-templates", {
      title: "V",
      validity: { type: "fixed_date", value: "9999-12-31" },
    });
    assertRefused(never, 422, "validation_failed");
    assert.equal(never.body.errors[0].pointer, "/validity/value");
    const days = await owner.get("/stats?from=0001-01-01&to=0001-01-02&interval=day");
    assertRefused(days, 422, "validation_failed");
    const last = await voucher({
      expires_at: "9998-12-31T23:59:59Z",
      valid_from: "2026-05-11T12:00:00+0200",
    });
    assert.deepEqual([last.expires_at, last.valid_from], ["9998-12-31T23:59:59Z", "2026-05-11T10:00:00Z"]);
  });

  it("identify a card and use up a receipt without them", async () => {
    const { number } = await card();
    const stamp = (receipt: string) =>
      owner.post("/stamps", { card_number: copied(number), receipt_id: receipt });
    assert.equal((await stamp(copied("R1"))).body.stamp.receipt_id, "R1");
    assertRefused(await stamp("R1"), 409, "receipt_already_used");
  });

  it("find a code of one's own in any case, and a drawn one however it is typed", async () => {
    const own = await voucher({ redeem_code: "Free.Coffee" });
    const drawn = await voucher({});
    const code = String(drawn.redeem_code);
    const spoken = code.replaceAll("0", "o").replaceAll("1", "l").toLowerCase();
    for (const [typed, id] of [
      [copied("free.COFFEE"), own.id],
      [copied(code), drawn.id],
      [`${spoken.slice(0, 5)} ${spoken.slice(5)}`, drawn.id],
      [`${spoken.slice(0, 3)}-${spoken.slice(3, 6)} – ${spoken.slice(6).replaceAll("l", "I")}`, drawn.id],
    ] as const) {
      const found = await owner.get(`/vouchers?${new URLSearchParams({ code: typed })}`);
      assert.equal(found.body.data[0]?.id, id, typed);
    }
    assert.equal(
      (await owner.post("/redemptions", { code: `${spoken.slice(0, 5)}-${spoken.slice(5)}` })).status,
      200,
    );
    assert.equal((await owner.post("/redemptions", { code: "freecoffee" })).status, 404);
  });

  it("are refused with half a sign in them, wherever it stands", async () => {
    const half = "Ann \ud83d";
    const email = "ann@example.com";
    for (const [body, pointer] of [
      [{ email, name: half }, "/name"],
      [{ email, consents: { [half]: true } }, "/consents"],
      [{ email, external_id: "\udc00\ud800" }, "/external_id"],
    ] as const)
      assertRefused(await owner.post("/customers", body), 422, "validation_failed", pointer);
    assert.equal((await made(owner, "/customers", { email, name: "Ann 😀" })).name, "Ann 😀");
  });

  it("take a birthday at midnight for its date, and no other time", async () => {
    for (const time of ["", "T00:00:00Z", "T00:00:00.000Z", " 00:00", "T00:00:00+05:30", "T00:00:00+0200"]) {
      const { birthday } = await made(owner, "/customers", {
        email: "ann@example.com",
        birthday: `1990-05-14${time}`,
      });
      assert.equal(birthday, "1990-05-14", time);
    }
    for (const wrong of ["1990-05-14T10:00:00Z", "1990-02-30T00:00:00Z"])
      assertRefused(
        await owner.post("/customers", { email: "ann@example.com", birthday: wrong }),
        422,
        "validation_failed",
        "/birthday",
      );
  });
});
