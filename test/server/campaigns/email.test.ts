import assert from "node:assert/strict";
import { startSmtp, type SmtpServer } from "../../support/smtp.ts";
import { ok, startStage, type Stage } from "./stage.ts";

describe("email campaign", () => {
  let smtp: SmtpServer;
  let stage: Stage;

  beforeEach(async () => {
    smtp = await startSmtp();
    stage = await startStage({ smtpUrl: smtp.url });
  });
  afterEach(async () => {
    await stage.stop();
    await smtp.stop();
  });

  const campaign = async (input: Record<string, unknown> = {}): Promise<string> => {
    const body = {
      name: "Spring",
      channels: ["email"],
      message: "Hello <b>you</b>",
      audience: { all: true },
    };
    return (await ok(stage.owner.post("/campaigns", { ...body, ...input }), 202)).id;
  };
  const messagesOf = async (id: string) => (await ok(stage.owner.get(`/campaigns/${id}/messages`), 200)).data;
  const linkIn = (mail: { headers: Readonly<Record<string, string>> }): string =>
    /<(.+)>/.exec(mail.headers["list-unsubscribe"] ?? "")?.[1] ?? "";

  it("goes to customers with an address and consent, from the business, with a link to unsubscribe", async () => {
    const one = await stage.customer();
    await stage.customer({ consents: { whatsapp: true } });
    await campaign({ subject: "A cappuccino for you" });
    await stage.drain();
    assert.equal(smtp.taken.length, 1);
    const [mail] = smtp.taken;
    assert.ok(mail);
    assert.equal(mail.to, one.email);
    assert.equal(mail.headers["subject"], "A cappuccino for you");
    assert.match(mail.headers["from"] ?? "", /Test Coffee/);
    assert.equal(mail.headers["list-unsubscribe-post"], "List-Unsubscribe=One-Click");
    assert.ok(linkIn(mail).startsWith(`${stage.app.url}/u/`));
    assert.match(mail.raw, /Hello &lt;b&gt;you&lt;\/b&gt;/);
    const [event] = await stage.events("campaign_sent");
    assert.equal(event.campaign.channel, "email");
  });

  it("looks like the shop: its name on its colour, its logo, its address", async () => {
    await stage.customer();
    const look = { color: "#FFD400", logo_url: "https://example.com/logo.png", address: "12 Main <Street>" };
    await ok(stage.owner.patch("/business", { look }), 200);
    await campaign();
    await stage.drain();
    const raw = (smtp.taken[0]?.raw ?? "").replaceAll("=\r\n", "").replaceAll("=3D", "=");
    assert.match(raw, /background:#ffd400;color:#000000/);
    assert.match(raw, /<img src="https:\/\/example\.com\/logo\.png" alt=""/);
    assert.match(raw, /12 Main &lt;Street&gt;/);
    assert.match(raw, /12 Main <Street>/);
  });

  it("is unsubscribed from by the one POST that mail programs make", async () => {
    const one = await stage.customer();
    await campaign();
    await stage.drain();
    const [mail] = smtp.taken;
    assert.ok(mail);
    const answer = await fetch(linkIn(mail), {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "List-Unsubscribe=One-Click",
    });
    assert.equal(answer.status, 200);
    const { consents } = await ok(stage.owner.get(`/customers/${one.id}`), 200);
    assert.deepEqual(consents, { email: false, whatsapp: true, telegram: true, viber: true });
    const refused = await ok(
      stage.owner.post("/campaigns", {
        name: "Again",
        channels: ["email"],
        message: "Hello",
        audience: { all: true },
      }),
      409,
    );
    assert.equal(refused.code, "audience_empty");
  });

  it("is unsubscribed from on a page, which asks first, in the customer's language", async () => {
    const english = await stage.customer();
    const hindi = await stage.customer({ language: "hi" });
    await campaign();
    await stage.drain();
    const mailTo = (address: string) => smtp.taken.find(({ to }) => to === address) ?? { headers: {} };
    const page = await fetch(linkIn(mailTo(english.email)));
    const text = await page.text();
    assert.equal(page.status, 200);
    assert.match(text, /<html lang="en">/);
    assert.match(text, /<button type="submit">Unsubscribe<\/button>/);
    // Looking at the page changes nothing: mail programs look by themselves.
    assert.equal((await ok(stage.owner.get(`/customers/${english.id}`), 200)).consents.email, true);
    const link = linkIn(mailTo(hindi.email));
    assert.match(await (await fetch(link)).text(), /<html lang="hi">[\s\S]*सदस्यता समाप्त करें/);
    const after = await fetch(link, { method: "POST" });
    assert.match(await after.text(), /आपकी सदस्यता समाप्त हो गई है/);
    assert.equal((await ok(stage.owner.get(`/customers/${hindi.id}`), 200)).consents.email, false);
  });

  it("says that a forged link does not work", async () => {
    await stage.customer();
    await campaign();
    await stage.drain();
    const link = linkIn(smtp.taken[0] ?? { headers: {} });
    const forged = `${link.slice(0, -1)}${link.endsWith("0") ? "1" : "0"}`;
    for (const url of [forged, `${stage.app.url}/u/nothing`, `${stage.app.url}/u/a.b`]) {
      const answer = await fetch(url, { method: "POST" });
      assert.equal(answer.status, 404);
      assert.match(await answer.text(), /This link does not work/);
    }
  });

  it("says unknown, and does not send again, when the server hangs up over the content", async () => {
    const one = await stage.customer();
    const id = await campaign();
    smtp.hangUp("after-taking");
    await stage.drain();
    stage.clock.advance({ hours: 2 });
    await stage.drain();
    const [message] = await messagesOf(id);
    assert.equal(message.status, "unknown");
    assert.equal(smtp.taken.filter(({ to }) => to === one.email).length, 1);
    assert.equal((await stage.events("campaign_sent")).length, 0);
  });

  it("sends again when the server hung up before it asked for the content", async () => {
    await stage.customer();
    const id = await campaign();
    smtp.hangUp("before-content");
    await stage.drain();
    assert.equal((await messagesOf(id))[0].status, "pending");
    stage.clock.advance({ seconds: 6 });
    await stage.drain();
    assert.equal((await messagesOf(id))[0].status, "sent");
    assert.equal(smtp.taken.length, 1);
  });

  it("sends again when the server puts the content off, and gives up when it refuses it", async () => {
    await stage.customer();
    const first = await campaign();
    smtp.answerContent("451 4.3.0 later");
    await stage.drain();
    stage.clock.advance({ seconds: 6 });
    await stage.drain();
    assert.equal((await messagesOf(first))[0].status, "sent");
    const second = await campaign();
    smtp.answerContent("554 5.6.0 no");
    await stage.drain();
    assert.equal((await messagesOf(second))[0].status, "failed");
    assert.equal((await messagesOf(second))[0].reason, "invalid");
  });

  it("does not try an address again that the server does not know", async () => {
    const gone = await stage.customer();
    smtp.refusals.set(gone.email, "550 5.1.1 no such user");
    const first = await campaign();
    await stage.drain();
    assert.equal((await messagesOf(first))[0].reason, "unreachable");
    smtp.refusals.clear();
    const second = await campaign();
    await stage.drain();
    assert.equal((await messagesOf(second))[0].status, "skipped");
    assert.equal(smtp.taken.length, 0);
  });

  it("is refused with 409 without a mail server", async () => {
    const bare = await startStage();
    await bare.customer();
    const body = { name: "Spring", channels: ["email"], message: "Hello", audience: { all: true } };
    const refused = await ok(bare.owner.post("/campaigns", body), 409);
    assert.equal(refused.code, "email_not_connected");
    await bare.stop();
  });
});
