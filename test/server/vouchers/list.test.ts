import assert from "node:assert/strict";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { made } from "../../support/calls.ts";

describe("vouchers › list", () => {
  let app: TestApp;
  let owner: Client;
  const asked: string[] = [];

  before(async () => {
    app = await startTestApp({
      env: { ROLE: "api" },
      onCommand({ name, collection, body }) {
        if (name === "find" && collection === "vouchers") asked.push(JSON.stringify(body["filter"]));
      },
    });
    ({ owner } = await app.tenant());
  });
  after(() => app.stop());

  it("by program asks the store for the program, not for its cards, which may be a hundred thousand", async () => {
    const template_id = (await made(owner, "/templates", { name: "Coffee", goals: [] })).id;
    const cards: string[] = [];
    for (const email of ["ann@example.com", "bob@example.com"]) {
      const { id } = await made(owner, "/cards", { template_id, email });
      cards.push(id);
      await made(owner, "/vouchers", { title: "A coffee", card_id: id });
    }
    await made(owner, "/vouchers", { title: "Flyer" });
    asked.length = 0;
    const { data } = (await owner.get(`/vouchers?template_id=${template_id}`)).body;
    assert.deepEqual(data.map(({ card_id: card }: { card_id: string }) => card).sort(), cards.sort());
    assert.ok(asked.length > 0);
    assert.deepEqual(
      asked.filter((filter) => cards.some((card) => filter.includes(card))),
      [],
    );
  });
});
