import assert from "node:assert/strict";
import { authentication } from "../../zapier-app/src/connection.ts";
import { startReceiver } from "../support/receiver.ts";
import { made, newEmail, openStage, type Stage } from "./stage.ts";
import { operationOf, refusal, run, type Input } from "./support.ts";

/** What marketers get wrong, and what they read then. */
describe("zapier app given bad input on the running server", () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage();
  });
  after(() => stage.stop());

  const connect = (auth: Record<string, string>) =>
    run(authentication.test as Parameters<typeof run>[0], { auth: { ...stage.auth, ...auth } });
  const failedStep = (step: string, input: Input) => refusal(stage.create(step, input));
  const newCard = () => made(stage.owner, "/cards", { template_id: stage.templateId, email: newEmail() });

  it("connects with the address however it is pasted", async () => {
    for (const address of [
      stage.app.url,
      `${stage.app.url}/v1/`,
      `${stage.app.url}/console`,
      ` ${stage.app.url} `,
    ])
      assert.equal(
        ((await connect({ base_url: address })) as Record<string, string>)["business_name"],
        "Test Coffee",
      );
  });

  it("an address where nobody answers", async () => {
    const failed = await refusal(connect({ base_url: "http://127.0.0.1:1" }));
    assert.equal(failed.name, "AppError");
    assert.match(failed.message, /^No answer from http:\/\/127\.0\.0\.1:1\. Check the Installation Address/);
  });

  it("an address where something else answers", async () => {
    const other = await startReceiver();
    const failed = await refusal(connect({ base_url: `http://127.0.0.1:${other.port}` }));
    assert.match(failed.message, /is not a 7stamp Connect server/);
    await other.close();
  });

  it("an http address of a public host", async () => {
    const failed = await refusal(connect({ base_url: "http://loyalty.example.com" }));
    assert.match(failed.message, /would send your API key unprotected\. Enter it with https:\/\/ instead\.$/);
  });

  it("a key that never was, and the key of a deleted staff member", async () => {
    const never = await refusal(connect({ api_key: "7loc_sc_nonsense" }));
    assert.equal(never.name, "ExpiredAuthError");
    const { key } = await newMember();
    const [{ id }] = (await stage.owner.get("/api-keys")).body.data;
    assert.equal((await stage.owner.delete(`/api-keys/${id}`)).status, 204);
    const gone = await refusal(
      run(operationOf("creates", "add_stamp").perform, {
        auth: { ...stage.auth, api_key: key },
        input: { card_number: "1" },
      }),
    );
    assert.equal(gone.name, "ExpiredAuthError");
    assert.match(gone.message, /^The API key is not valid\. Reconnect with a current key from your console/);
  });

  const newMember = async (): Promise<{ key: string }> => {
    const { id } = await made(stage.owner, "/staff", {
      name: "Scanner",
      login: newEmail(),
      password: "correct horse battery",
      role: "scanner",
    });
    return made(stage.owner, "/api-keys", { staff_id: id });
  };

  it("a key whose role is too low", async () => {
    const { key } = await newMember();
    const failed = await refusal(
      run(operationOf("creates", "send_broadcast").perform, {
        auth: { ...stage.auth, api_key: key },
        input: { channel: "viber", message: "Hello", audience: "all" },
      }),
    );
    assert.equal(failed.name, "AppError");
    assert.match(
      failed.message,
      /^The API key may not do this\. This needs the role manager; yours is scanner\./,
    );
  });

  it("a messenger that is not connected", async () => {
    const failed = await failedStep("send_broadcast", {
      channel: "viber",
      message: "Hello",
      audience: "all",
    });
    assert.equal(failed.name, "AppError");
    assert.match(failed.message, /^Messengers are not connected\./);
  });

  it("more calls than the limit allows", async () => {
    const busy = await openStage({ env: { RATE_LIMIT_PER_MINUTE: "4" } });
    let failed = await refusal(
      Promise.all(Array.from({ length: 5 }, () => busy.find("find_customer", { email: "a@b.co" }))),
    );
    assert.equal(failed.name, "ThrottledError");
    assert.ok((failed.delay ?? 0) > 0 && (failed.delay ?? 0) <= 60);
    assert.match(failed.message, /^Too many requests\./);
    failed = await refusal(busy.create("add_stamp", { card_number: "1" }));
    assert.equal(failed.name, "ThrottledError");
    await busy.stop();
  });

  it("a card template that was deleted after the Zap was built", async () => {
    const failed = await failedStep("issue_card", { template_id: "tpl_gone", email: newEmail() });
    assert.equal(failed.name, "AppError");
    assert.match(
      failed.message,
      /^“Card Template” names something that does not exist or was deleted\. Choose/,
    );
  });

  it("a phone in local format works, and one that is none is named", async () => {
    const card = await stage.create("issue_card", { template_id: stage.templateId, phone: "067 222 33 44" });
    const { phone } = (await stage.owner.get(`/customers/${card.customer_id}`)).body;
    assert.equal(phone, "+380672223344");
    const failed = await failedStep("save_customer", { phone: "call me" });
    assert.equal(failed.name, "AppError");
    assert.match(failed.message, /^“Phone” is no phone number; write it like \+380671112233/);
  });

  it("several wrong values, each named", async () => {
    const failed = await failedStep("issue_card", {
      template_id: stage.templateId,
      email: "ann at example",
      birthday: "14.05.",
      viber_consent: "perhaps",
    });
    assert.match(failed.message, /“Email” is no email address\./);
    assert.match(failed.message, /“Birthday” must be YYYY-MM-DD or --MM-DD\./);
    assert.match(failed.message, /“Viber Consent” must be yes or no\./);
  });

  it("a number that is none, or too small", async () => {
    const { id } = await newCard();
    assert.match(
      (await failedStep("add_stamp", { card_id: id, count: "two" })).message,
      /^“Stamps” must be a /,
    );
    assert.match(
      (await failedStep("add_stamp", { card_id: id, count: 0 })).message,
      /^“Stamps” must be at least 1\./,
    );
  });

  it("a card that there is not, a voucher used before, a receipt used before: the run halts", async () => {
    const lost = await failedStep("add_stamp", { card_number: "000000" });
    assert.deepEqual([lost.name, lost.message.split(". ")[0]], ["HaltedError", "No such card"]);

    const voucher = await stage.create("issue_voucher", { title: "Cake" });
    await stage.create("redeem_voucher", { voucher_id: voucher.id });
    const used = await failedStep("redeem_voucher", { code: voucher.redeem_code });
    assert.equal(used.name, "HaltedError");
    assert.match(used.message, /^The voucher was already redeemed\./);

    const { id } = await newCard();
    await stage.create("add_stamp", { card_id: id, receipt_id: "R-77" });
    const again = await failedStep("add_stamp", { card_id: id, receipt_id: "R-77" });
    assert.deepEqual(
      [again.name, again.message.split(". ")[0]],
      ["HaltedError", "This receipt was already used"],
    );
  });

  it("a customer with several cards, and two customers in one call", async () => {
    const email = newEmail();
    const tea = await made(stage.owner, "/templates", { name: "Tea card", goals: [] });
    for (const template_id of [stage.templateId, tea.id])
      await made(stage.owner, "/cards", { template_id, email });
    const unclear = await failedStep("add_stamp", { email });
    assert.equal(unclear.name, "HaltedError");
    assert.match(unclear.message, /^The customer has several cards\..*card template/);
    assert.equal((await stage.create("add_stamp", { email, template_id: tea.id })).card.template_id, tea.id);

    await made(stage.owner, "/customers", { phone: "+380503334455" });
    const torn = await failedStep("save_customer", { email, phone: "+380503334455" });
    assert.equal(torn.name, "HaltedError");
    assert.match(torn.message, /^The email and the phone belong to different customers\./);
  });
});
