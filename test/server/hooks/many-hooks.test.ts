import assert from "node:assert/strict";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { made } from "../../support/calls.ts";
import { deliveriesCollection, hooksCollection } from "../../../server/src/hooks/model.ts";

describe("hooks › very many of one business", () => {
  let app: TestApp;
  let owner: Client;
  let commands = 0;

  before(async () => {
    // Nothing is sent, so that the commands of a call are counted alone.
    app = await startTestApp({ env: { ROLE: "api" }, onCommand: () => (commands += 1) });
    ({ owner } = await app.tenant());
  });
  after(() => app.stop());

  it("do not make a call wait for their deliveries one by one: these go to the store together", async () => {
    const template_id = (await made(owner, "/templates", { name: "Coffee", goals: [] })).id as string;
    const card_id = (await made(owner, "/cards", { template_id, email: "ann@example.com" })).id as string;
    const hook = (at: number) =>
      made(owner, "/hooks", { target_url: `http://127.0.0.1:9/${at}`, events: ["stamp_added"] });
    const commandsOfStamp = async (): Promise<number> => {
      const before = commands;
      assert.equal((await owner.post("/stamps", { card_id })).status, 200);
      return commands - before;
    };
    await hook(0);
    await commandsOfStamp();
    const withOne = await commandsOfStamp();
    const hooks = app.platform.store.collection(hooksCollection);
    const first = await hooks.findOne({});
    assert.ok(first);
    await hooks.insertMany(
      Array.from({ length: 499 }, () => ({ ...first, _id: app.platform.newId("hook") })),
    );
    // A sign of life of the key may be written in between, and on MongoDB before 8 steps are bulks of their own.
    assert.ok((await commandsOfStamp()) <= withOne + 5);
    const stands = await app.platform.store.collection(deliveriesCollection).countDocuments({});
    assert.equal(stands, 2 + 500);
  });
});
