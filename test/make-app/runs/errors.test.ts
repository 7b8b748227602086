import assert from "node:assert/strict";
import { bindingsOf, errors, steps, type ErrorCode } from "../../../server/src/catalog/index.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { base, codeOf, idsOf, modulesOf, type Code } from "../runner/files.ts";
import { errorOf, overBase, perform } from "../runner/request.ts";
import { connect, runModule, type Connection, type Given } from "../runner/run.ts";
import { address, worldAt } from "../runner/world.ts";
import { made, openStage, program, type Stage } from "../stage.ts";

describe("Make app › errors", () => {
  let stage: Stage;
  let templateId: string;
  before(async () => {
    stage = await openStage();
    ({ templateId } = await program(stage.owner));
  });
  after(() => stage.stop());

  const byCode = { redeem_by: "code", held_by: "anybody" };
  const refused = (id: string, given: Given, connection: Connection = stage.connection) =>
    errorOf(runModule(stage.world, connection, id, given));

  it("401: the key is no longer valid, and a current one is asked for", async () => {
    const values = { ...stage.connection.values, apiKey: "7loc_sc_deleted" };
    const error = await refused("searchCards", { find_by: "all" }, { ...stage.connection, values });
    assert.equal(error.type, "InvalidAccessTokenError");
    assert.match(
      error.message,
      /^\[401\] The API key is not valid\. Enter a current key in the connection\.$/,
    );
  });

  it("403: the role is named, and the connection is not thrown away for it", async () => {
    const scanner = await (await stage.app.tenant()).member("scanner");
    const values = { ...stage.connection.values, apiKey: scanner.key };
    const given = { url: "/v1/staff", method: "POST", body: "{}" };
    const error = await refused("makeApiCall", given, { ...stage.connection, values });
    assert.equal(error.type, "InvalidConfigurationError");
    assert.match(error.message, /^\[403\] This needs the role owner; .* Connect with the API key/);
  });

  it("404: the card, voucher or customer is said to be missing", async () => {
    const card = await refused("getCard", { card_id: "card_none" });
    assert.deepEqual([card.type, card.message.slice(0, 5)], ["DataError", "[404]"]);
    const voucher = await refused("redeemVoucher", { ...byCode, code: "NO-SUCH" });
    assert.deepEqual(
      [voucher.type, /No such voucher\. Check the code/.test(voucher.message)],
      ["DataError", true],
    );
  });

  it("409: a second use is a duplicate, and says when the first was", async () => {
    await made(stage.owner, "/vouchers", { title: "Once", redeem_code: "ONCE-1" });
    await runModule(stage.world, stage.connection, "redeemVoucher", { ...byCode, code: "ONCE-1" });
    const error = await refused("redeemVoucher", { ...byCode, code: "ONCE-1" });
    assert.equal(error.type, "DuplicateDataError");
    assert.match(
      error.message,
      /^\[409\] The voucher was already redeemed\. It was redeemed at \S+Z\. Issue a new one\.$/,
    );
  });

  it("422: the field is called what the form calls it, with what is wrong about it", async () => {
    const given = { template_id: templateId, find_by: "email", email: "not an email" };
    const error = await refused("issueCard", given);
    assert.equal(error.type, "DataError");
    assert.match(error.message, /^\[422\] Email .+\. Check what is mapped there\.$/);
    const both = await refused("issueCard", { ...given, birthday: "soon" });
    assert.match(both.message, /^\[422\] Email .+ there and elsewhere\.$/);
    const unknown = await refused("issueCard", {
      ...given,
      email: "ann@example.com",
      template_id: "tpl_none",
    });
    assert.match(unknown.message, /^\[422\] Card template names nothing that exists here\./);
  });

  it("429: Make is asked to wait, and told how long", async () => {
    const busy = await openStage({ env: { RATE_LIMIT_PER_MINUTE: "3" } });
    const search = () => runModule(busy.world, busy.connection, "searchCards", { find_by: "all" });
    await search();
    await search();
    const error = await errorOf(search());
    assert.equal(error.type, "RateLimitError");
    assert.match(
      error.message,
      /^\[429\] Too many calls at once\. Make tries again by itself, at the soonest in \d+ seconds\.$/,
    );
    await busy.stop();
  });

  describe("of a server that does not answer as ours", () => {
    let other: Receiver;
    before(async () => {
      other = await startReceiver();
    });
    after(() => other.close());

    const answered = async (status: number, body: string) => {
      other.always({ status, body, headers: { "content-type": "application/json" } });
      const world = worldAt(`http://127.0.0.1:${other.port}`);
      return errorOf(runModule(world, stage.connection, "getCard", { card_id: "card_1" }));
    };
    const problem = (code: ErrorCode, more: object = {}) => {
      const { status, title, cure } = errors[code];
      return answered(
        status,
        JSON.stringify({ title, status, code, detail: cure, request_id: "req_7", ...more }),
      );
    };

    it("500 and above are tried again, with the request to ask about", async () => {
      const ours = await problem("internal_error");
      assert.equal(ours.type, "ConnectionError");
      assert.match(ours.message, /^\[500\] Something failed at the installation\. .* Request ID: req_7\.$/);
      for (const status of [500, 502, 503, 504]) {
        const error = await answered(status, "<html>Bad gateway</html>");
        assert.equal(error.type, "ConnectionError");
        assert.match(error.message, /^\[50\d\] [A-Z].+\. Try again.+\.$/);
      }
    });

    it("409 is a duplicate, a set-up to be done, or a reason to wait", async () => {
      const types = new Map<string, string>();
      for (const code of Object.keys(errors) as ErrorCode[])
        if (errors[code].status === 409) types.set(code, (await problem(code)).type);
      const others = [...types].filter(([, type]) => type !== "DuplicateDataError");
      assert.deepEqual(Object.fromEntries(others), {
        idempotency_in_progress: "RateLimitError",
        delivery_in_progress: "RateLimitError",
        messenger_not_connected: "InvalidConfigurationError",
        email_not_connected: "InvalidConfigurationError",
        wallet_not_connected: "InvalidConfigurationError",
      });
    });

    /** No name of a member, header or variable, no pointer, pattern or word of a library. */
    const assertForMarketers = (message: string): void => {
      const said = message.replace(/^\[\d{3}\] /, "").replace(/ Request ID: \S+$/, "");
      assert.ok(message.length <= 160, `${message.length} characters: ${message}`);
      assert.doesNotMatch(said, /_|[?/][a-z]|[<>\\^$*{}[\]]|\b(UTF-8|CSRF|HTTP|header|string|null)\b/, said);
      assert.doesNotMatch(said, /expected|received|invalid|undefined|TypeError/i, said);
    };
    const tellsWhatToDo =
      /\b(Add|Ask|Check|Choose|Connect|Delete|Enter|Issue|Make|Map|Nothing needs to be done|Regenerate|Send|Subscribe|Try again|Use|Wait)\b/i;

    for (const code of Object.keys(errors) as ErrorCode[])
      it(`${code} is told in a marketer's words, with what to do`, async () => {
        const { message } = await problem(code);
        assertForMarketers(message);
        assert.match(message, tellsWhatToDo);
        const detail = `Nothing that ${"goes on and on, ".repeat(40)}`;
        if (errors[code].status !== 409) assertForMarketers((await problem(code, { detail })).message);
      });

    it("each is told in such words also where the connection is made", async () => {
      for (const code of Object.keys(errors) as ErrorCode[]) {
        const { status, title, cure } = errors[code];
        const body = JSON.stringify({ title, status, code, detail: cure, request_id: "req_7" });
        other.always({ status, body, headers: { "content-type": "application/json" } });
        const world = worldAt(`http://127.0.0.1:${other.port}`);
        const { message } = await errorOf(connect(world, { baseUrl: address, apiKey: "7loc_sc_key" }));
        assertForMarketers(message);
        assert.match(message, tellsWhatToDo, code);
      }
    });

    it("every field of a module is called by its label when it is refused", async () => {
      const strange: string[] = [];
      const wordsOf = (text: string) =>
        new Set(
          text
            .toLowerCase()
            .split(" ")
            .map((word) => word.replace(/s$/, "")),
        );
      const fields = steps.flatMap((step) =>
        step.calls.flatMap((call) =>
          bindingsOf(step, call)
            .filter((binding) => binding.in === "body" || binding.in === "query")
            .map(({ field, name }) => ({ name, label: step.fields.find(({ key }) => key === field)?.label })),
        ),
      );
      for (const { name, label = "" } of fields) {
        const pointer = `/${name.replaceAll(".", "/")}`;
        const wrong = { pointer, code: "invalid_type", detail: "must be a number of some_kind" };
        const { message } = await problem("validation_failed", { errors: [wrong] });
        assertForMarketers(message);
        const long = { ...wrong, detail: `must be one of ${"this or that, ".repeat(30)}` };
        assertForMarketers((await problem("validation_failed", { errors: [long, long] })).message);
        const called = message.slice("[422] ".length, message.indexOf(" must be"));
        const words = wordsOf(called);
        // A customer's email may be called an email; consents say first that they are some.
        const isKnown =
          [...wordsOf(label)].every((word) => words.has(word)) ||
          label.toLowerCase().endsWith(called.toLowerCase());
        if (!isKnown) strange.push(`${pointer}: ${called}, not ${label}`);
      }
      assert.deepEqual(strange, []);
    });

    it("a log-in page of something in between is not taken for a dead key", async () => {
      const error = await answered(401, "<html>Log in</html>");
      assert.equal(error.type, "ConnectionError");
      assertForMarketers(error.message);
    });

    it("the good answer of another site is an error, on every module, drop-down and webhook", async () => {
      const strangers = ['{"status":"ok","id":7,"data":[]}', '{"id":7}', "<html>Welcome</html>", "[]", ""];
      const requests: Code[] = [
        ...modulesOf("action", "search").map((id) => codeOf("module", id)["communication"]),
        ...idsOf("rpc").map((id) => codeOf("rpc", id)["communication"]),
        ...idsOf("webhook").map((id) => codeOf("webhook", id)["attach"]),
      ];
      const world = worldAt(`http://127.0.0.1:${other.port}`);
      const scope = { connection: stage.connection.values, parameters: {}, webhook: { url: other.url } };
      for (const body of strangers) {
        other.always({ status: 200, body, headers: { "content-type": "application/json" } });
        for (const request of requests) {
          const { type, message } = await errorOf(perform(world, overBase(base, request), scope));
          assert.equal(type, "ConnectionError", request.url);
          assertForMarketers(message);
          assert.match(message, tellsWhatToDo);
        }
      }
      assert.ok(requests.length > 40);
    });

    it("a redirect is an error, and is not followed", async () => {
      other.always({ status: 307, headers: { location: "https://elsewhere.example/" } });
      for (const [id, given] of [
        ["addStamp", { find_by: "card_id", card_id: "card_1" }],
        ["makeApiCall", { url: "/v1/me" }],
      ] as const) {
        const world = worldAt(`http://127.0.0.1:${other.port}`);
        const run = runModule(world, stage.connection, id, given);
        assert.match((await errorOf(run)).message, /answered with a redirect/);
        assert.equal(world.calls.length, 1);
      }
    });
  });
});
