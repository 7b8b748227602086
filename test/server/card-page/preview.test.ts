import assert from "node:assert/strict";
import { startTestApp, type Tenant, type TestApp } from "../../support/app.ts";
import { assertRefused, made } from "../../support/calls.ts";

describe("card page › preview of a draft", () => {
  let app: TestApp;
  let tenant: Tenant;

  before(async () => {
    app = await startTestApp();
    tenant = await app.tenant({ name: "Corner & Coffee" });
  });
  after(() => app.stop());

  const goals = [
    { stamps: 5, reward: { type: "award", name: "A cookie" } },
    { stamps: 10, reward: { type: "award", name: "A <big> mug" } },
  ];
  const preview = async (body: object): Promise<string> => {
    const answer = await tenant.owner.post("/templates/preview", body);
    assert.equal(answer.status, 200, answer.text);
    return answer.body.html;
  };

  it("shows the card page of what is not saved yet, and saves nothing", async () => {
    const page = await preview({ template: { name: "New card", goals }, stamps: 7 });
    assert.match(page, /^<!doctype html>/);
    assert.match(page, /New card/);
    assert.match(page, /Corner &amp; Coffee/);
    assert.match(page, /7 of 10 stamps/);
    assert.match(page, /A &lt;big&gt; mug/);
    assert.ok(!page.includes("<script"));
    assert.deepEqual((await tenant.owner.get("/templates")).body.data, []);
    assert.deepEqual((await tenant.owner.get("/cards")).body.data, []);
  });

  it("stands half way without a number of stamps, and speaks the language asked for", async () => {
    assert.match(await preview({ template: { name: "Card", goals } }), /5 of 10 stamps/);
    assert.match(await preview({ template: { name: "Card", goals }, language: "hi" }), /<html lang="hi"/);
  });

  it("has its style from this server, wherever the page is shown", async () => {
    const page = await preview({ template: { name: "Card" } });
    const [, href = ""] = /rel="stylesheet" href="([^"]+)"/.exec(page) ?? [];
    assert.match(href, /^\/c\/assets\//);
    const style = await fetch(`${app.url}${href}`);
    assert.equal(style.status, 200);
    assert.match(style.headers.get("content-type") ?? "", /text\/css/);
  });

  it("names voucher templates of this business and refuses others", async () => {
    const voucher = await made(tenant.owner, "/voucher-templates", {
      title: "A free coffee",
      code: { mode: "unique" },
      formats: ["text"],
      validity: { type: "unlimited" },
    });
    const template = {
      name: "Card",
      goals: [{ stamps: 3, reward: { type: "voucher", voucher_template_id: voucher.id } }],
    };
    assert.match(await preview({ template }), /A free coffee/);
    const stranger = (await app.tenant()).owner;
    assertRefused(await stranger.post("/templates/preview", { template }), 422, "validation_failed");
  });
});
