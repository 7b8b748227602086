import assert from "node:assert/strict";
import nock from "nock";
import { fieldSentences } from "../../zapier-app/src/wording.ts";
import { assertForMarketers, tellsWhatToDo } from "./plain-words.ts";
import { catalog, host, operationOf, refusal, run, withFakeServer } from "./support.ts";

/** How the platform's errors are named when a run ends with one. */
const names = {
  ExpiredAuthError: "ExpiredAuthError",
  HaltedError: "HaltedError",
  ThrottledError: "ThrottledError",
  Error: "AppError",
};

const stamp = () =>
  refusal(run(operationOf("creates", "add_stamp").perform, { input: { card_id: "card_1" } }));

/** What the API answers: where there is nothing to say of the case at hand, the table's cure for developers. */
const problem = (code: string, members: Record<string, unknown> = {}) => ({
  type: `urn:7stamp:error:${code}`,
  code,
  status: catalog.errors[code]?.status,
  detail: catalog.errors[code]?.told ?? catalog.errors[code]?.cure ?? "",
  ...members,
});

const refuse = (status: number, body: nock.Body, headers: Record<string, string> = {}) =>
  nock(host)
    .post("/v1/stamps")
    .reply(status, body, { "x-request-id": "req-7", ...headers });

describe("zapier errors", () => {
  withFakeServer();

  for (const [code, { status, title, cure, class: errorClass }] of Object.entries(catalog.errors))
    it(`${code} ends a run with ${errorClass} and says what to do`, async () => {
      refuse(status, problem(code));
      const failed = await stamp();
      assert.equal(failed.name, names[errorClass]);
      assert.ok(failed.message.startsWith(title), failed.message);
      assert.ok(failed.message.includes(cure), failed.message);
      assert.ok(failed.message.endsWith("(Request ID: req-7)"), failed.message);
      assertForMarketers(failed.message);
      assert.match(cure, tellsWhatToDo);
      if (errorClass === "ThrottledError") assert.equal(failed.delay, 60);
      if (errorClass === "Error") assert.deepEqual([failed.code, failed.status], [code, status]);
    });

  it("stay short and plain whatever the API says of the case at hand", async () => {
    const long = `voucher_template_id ${"and again ".repeat(40)}`;
    refuse(
      409,
      problem("card_ambiguous", {
        detail: "The customer has several cards; name the card, or add template_id.",
      }),
    );
    const several = await stamp();
    assertForMarketers(several.message);
    assert.match(several.message, /add “Card Template”/);
    refuse(409, problem("voucher_ambiguous", { detail: long }));
    assertForMarketers((await stamp()).message);
    const errors = ["/count", "/note", "/template_id", "/nobody/knows_this/3"].map((pointer) => ({
      pointer,
      code: "invalid_value",
      detail: `must be one of ${Array.from({ length: 30 }, (_, at) => `"value ${at}"`).join(", ")}`,
    }));
    for (const some of [errors.slice(0, 1), errors.slice(3), errors]) {
      refuse(422, problem("validation_failed", { errors: some }));
      assertForMarketers((await stamp()).message);
    }
    const brief = ["/count", "/note", "/email", "/phone", "/amount", "/receipt_id", "/card_number"].map(
      (pointer) => ({
        pointer,
        code: "required",
        detail: "is required",
      }),
    );
    refuse(422, problem("validation_failed", { errors: brief }));
    const many = await stamp();
    assertForMarketers(many.message);
    assert.match(many.message, /^“Stamps” is required\. .* And \d more\./);
    refuse(302, "", { location: `https://cards.example.com/${"a".repeat(300)}` });
    assert.ok((await stamp()).message.length <= 160);
    refuse(418, problem("newer_than_this_app", { detail: "Something new." }));
    assertForMarketers((await stamp()).message);
  });

  it("say what the API says of the case at hand", async () => {
    refuse(404, problem("card_not_found", { detail: "No card has the number 000000." }));
    assert.match(
      (await stamp()).message,
      /^No such card\. No card has the number 000000\. Check the card number/,
    );
  });

  it("of a rate limit wait as many seconds as Retry-After says", async () => {
    refuse(429, problem("rate_limited"), { "retry-after": "17" });
    assert.equal((await stamp()).delay, 17);
    refuse(429, problem("rate_limited", { retry_after: 23 }));
    assert.equal((await stamp()).delay, 23);
    refuse(429, "slow down", { "content-type": "text/plain", "retry-after": "5" });
    const failed = await stamp();
    assert.deepEqual([failed.name, failed.delay], ["ThrottledError", 5]);
  });

  const fields: [pointer: string, code: string, detail: string, sentence: string][] = [
    ["/email", "required", "is required", "“Customer Email” is required."],
    ["/email", "invalid_format", "is no email address", "“Customer Email” is no email address."],
    ["/count", "too_small", "must be at least 1", "“Stamps” must be at least 1."],
    ["/count", "invalid_type", "must be a number", "“Stamps” must be a number."],
    ["/note", "too_big", "must have at most 300 characters", "“Note” must have at most 300 characters."],
    ["/amount", "custom", "give either count or amount", "“Amount”: give either count or amount."],
    [
      "/template_id",
      "unknown_id",
      "names nothing that exists here",
      "“Card Template” names something that does not exist or was deleted. Choose another one in this step.",
    ],
    [
      "",
      "custom",
      "must have exactly one of card_id, email",
      "The step must have exactly one of “Card”, email.",
    ],
  ];
  for (const [pointer, code, detail, sentence] of fields)
    it(`name the field of ${pointer || "the body"} (${code}) as the form does`, async () => {
      refuse(422, problem("validation_failed", { errors: [{ pointer, code, detail }] }));
      assert.equal((await stamp()).message, `${sentence} (Request ID: req-7)`);
    });

  it("call fields what the form calls them, also inside a sentence", () => {
    const errors = [
      { pointer: "/voucher_template_id", code: "custom", detail: "give either voucher_template_id or title" },
      { pointer: "/wallet_pass_id", code: "custom", detail: "must be one of card_id, wallet_pass_id" },
    ];
    const labels = { "/voucher_template_id": "Voucher Template", "/card_id": "Card" };
    assert.equal(
      fieldSentences(errors, labels),
      "“Voucher Template”: give either “Voucher Template” or title. “wallet pass id” must be one of “Card”, wallet pass id.",
    );
  });

  it("of a proxy in between are told apart from the product's", async () => {
    const html = { "content-type": "text/html" };
    refuse(502, "<h1>Bad gateway</h1>", html);
    assert.match(
      (await stamp()).message,
      /^The server at loyalty\.example\.com is not available \(status 502\)/,
    );
    refuse(503, "<h1>Maintenance</h1>", html);
    assert.deepEqual([(await stamp()).name], ["ThrottledError"]);
    refuse(401, "Unauthorized", html);
    assert.equal((await stamp()).name, "AppError");
    for (const foreign of [
      { error: "no such page" },
      { ...problem("card_not_found"), type: "about:blank" },
    ]) {
      refuse(404, foreign);
      const failed = await stamp();
      assert.equal(failed.name, "AppError");
      assert.match(failed.message, /is not a 7stamp Connect server/);
    }
  });

  it("of a server that does not answer name its address", async () => {
    nock(host).post("/v1/stamps").replyWithError("connect ECONNREFUSED");
    assert.match((await stamp()).message, /^No answer from https:\/\/loyalty\.example\.com\./);
  });
});
