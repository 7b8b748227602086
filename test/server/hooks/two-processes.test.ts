import assert from "node:assert/strict";
import { startTestApp, type Client, type TestApp, type TestAppOptions } from "../../support/app.ts";
import { made } from "../../support/calls.ts";

const goals = [{ stamps: 100, reward: { type: "award", name: "Cake" } }];
const target = "http://127.0.0.1:9/";

/** How much a hook is to be told. */
const toldTo = async (client: Client, hookId: string): Promise<number> =>
  (await client.get(`/hooks/${hookId}/deliveries`)).body.data.length;

describe("hooks › two processes", () => {
  const running: TestApp[] = [];
  const start = async (options: TestAppOptions): Promise<TestApp> => {
    const app = await startTestApp({ env: { ROLE: "api" }, ...options });
    running.push(app);
    return app;
  };
  const tell = async (options: TestAppOptions): Promise<void> => {
    const one = await start(options);
    const other = await start({ ...options, databaseUri: one.databaseUri });
    const { owner } = await one.tenant();
    const elsewhere = other.client(owner.key);
    const template = await made(owner, "/templates", { name: "Coffee", goals });
    const card = await made(owner, "/cards", { template_id: template.id, email: "ann@example.com" });
    const stamp = () => made(owner, "/stamps", { card_id: card.id });
    await stamp();

    const hook = await made(elsewhere, "/hooks", { target_url: target, events: ["stamp_added"] });
    await stamp();
    assert.equal(await toldTo(elsewhere, hook.id), 1, "made");
    assert.equal((await elsewhere.patch(`/hooks/${hook.id}`, { events: ["goal_reached"] })).status, 200);
    await stamp();
    assert.equal(await toldTo(elsewhere, hook.id), 1, "asks for something else");
    assert.equal((await elsewhere.patch(`/hooks/${hook.id}`, { events: ["*"] })).status, 200);
    await stamp();
    assert.equal(await toldTo(elsewhere, hook.id), 2, "asks for all");
    const second = await made(elsewhere, "/hooks", { target_url: target, events: ["*"] });
    assert.equal((await elsewhere.delete(`/hooks/${hook.id}`)).status, 204);
    await stamp();
    assert.equal(await toldTo(elsewhere, second.id), 1, "the second alone is left");
  };
  afterEach(() => Promise.all(running.splice(0).map((app) => app.stop())));

  it("one tells a hook of the other what comes after its answer, and nothing after its end", () => tell({}));
  it("also where the store tells of no changes", () => tell({ isToldOfChanges: false }));
});
