import assert from "node:assert/strict";
import { noteOpened } from "../../../server/src/cards/index.ts";
import { cards, type CardDocument } from "../../../server/src/cards/index.ts";
import { startTestApp, type Client, type TestApp, type Tenant } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";
import { stageFor, type Stage } from "../rewards/lottery.ts";

describe("what happens to a card", () => {
  const clock = new TestClock();
  let app: TestApp;
  let second: TestApp;
  let tenant: Tenant;
  let owner: Client;
  let stage: Stage;

  before(async () => {
    app = await startTestApp({ clock });
    second = await startTestApp({ clock, databaseUri: app.databaseUri });
    tenant = await app.tenant();
    owner = tenant.owner;
    stage = stageFor(owner);
  });
  after(async () => {
    await second.stop();
    await app.stop();
  });

  const newCard = () => stage.card({ type: "award", name: "Cookie" });
  const countOf = async (cardId: string, name: string) =>
    (await stage.events(cardId)).filter(({ event }) => event === name).length;
  const documentOf = async (id: string): Promise<CardDocument> => {
    const found = await app.platform.store.collection(cards).findOne({ _id: id });
    assert.ok(found);
    return found;
  };
  const open = async (on: TestApp, id: string) => {
    const scope = {
      business: tenant.business,
      actor: { kind: "customer", staff_id: null, via: "page" },
      location_id: null,
    } as const;
    return noteOpened(on.platform, scope, await documentOf(id));
  };

  it("is told once for each wallet it is saved to", async () => {
    const id = await newCard();
    for (const platform of ["apple", "google", "apple"]) {
      const answer = await owner.post(`/cards/${id}/saved`, { platform });
      assert.equal(answer.status, 200, answer.text);
    }
    assert.deepEqual((await owner.get(`/cards/${id}`)).body.platforms, ["apple", "google"]);
    const saved = (await stage.events(id)).filter(({ event }) => event === "card_saved");
    assert.deepEqual(
      saved.map(({ platform }) => platform),
      ["apple", "google"],
    );
  });

  it("lets a scanner's key report a saved card", async () => {
    const scanner = await tenant.member("scanner");
    const answer = await scanner.post(`/cards/${await newCard()}/saved`, { platform: "google" });
    assert.equal(answer.status, 200);
  });

  it("tells of an opened card at most once an hour", async () => {
    const id = await newCard();
    await open(app, id);
    clock.advance({ minutes: 59 });
    await open(app, id);
    assert.equal(await countOf(id, "card_opened"), 1);
    clock.advance({ minutes: 1 });
    await open(app, id);
    assert.equal(await countOf(id, "card_opened"), 2);
  });

  it("refuses another wallet, another business's card and one that was deleted", async () => {
    const id = await newCard();
    const wrong = await owner.post(`/cards/${id}/saved`, { platform: "samsung" });
    assert.deepEqual([wrong.status, wrong.body.errors[0].pointer], [422, "/platform"]);
    const stranger = (await app.tenant()).owner;
    assert.equal((await stranger.post(`/cards/${id}/saved`, { platform: "apple" })).status, 404);
    await owner.delete(`/cards/${id}`);
    assert.equal((await owner.post(`/cards/${id}/saved`, { platform: "apple" })).status, 404);
  });

  it("is told once when two processes hear of it at the same time", async () => {
    const id = await newCard();
    const two = second.client(owner.key);
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        (at % 2 ? owner : two).post(`/cards/${id}/saved`, { platform: "apple" }),
      ),
    );
    await Promise.all(Array.from({ length: 20 }, (_, at) => open(at % 2 ? app : second, id)));
    assert.deepEqual([await countOf(id, "card_saved"), await countOf(id, "card_opened")], [1, 1]);
  });
});
