import assert from "node:assert/strict";
import { serve, type Served } from "../../../server/src/embedded-mongo/serve.ts";
import { temporaryFolder } from "../../embedded-mongo/support.ts";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";
import { made } from "../../support/calls.ts";

describe("http › with a full disk under the embedded store", () => {
  let place: ReturnType<typeof temporaryFolder>;
  let served: Served;
  let app: TestApp;
  let owner: Client;
  let free = Infinity;

  before(async () => {
    place = temporaryFolder();
    served = await serve({ folder: place.folder, freeBytes: () => free });
    app = await startTestApp({ databaseUri: served.uri, env: { ROLE: "api" } });
    ({ owner } = await app.tenant());
  });
  after(async () => {
    free = Infinity;
    await app.stop();
    await served.stop();
    place.remove();
  });

  const saysFull = (answer: { status: number; headers: Headers; body: Record<string, unknown> }): void => {
    assert.deepEqual([answer.status, answer.body["code"]], [503, "unavailable"]);
    assert.ok(Number(answer.headers.get("retry-after")) > 0);
    assert.equal(answer.headers.get("content-type")?.split(";")[0], "application/problem+json");
    assert.equal(answer.body["title"], "The server or its store is not available at the moment");
    assert.match(String(answer.body["detail"]), /disk .* is full/);
  };
  const ready = async () => {
    const answer = await fetch(`${app.url}/readyz`);
    return {
      status: answer.status,
      headers: answer.headers,
      body: (await answer.json()) as Record<string, unknown>,
    };
  };

  it("answers writes and /readyz 503 and says why, answers reads, and takes writes once there is room", async () => {
    const template = await made(owner, "/templates", { name: "Coffee", goals: [] });
    const body = { template_id: template.id, email: "ann@example.com" };
    free = 0;
    saysFull(await owner.post("/cards", body));
    saysFull(await owner.post("/cards", body, { "idempotency-key": "one" }));
    saysFull(await owner.patch(`/templates/${template.id}`, { name: "Tea" }));
    saysFull(await ready());
    assert.equal((await owner.get(`/templates/${template.id}`)).body.name, "Coffee");
    free = Infinity;
    assert.equal((await ready()).status, 200);
    const first = await owner.post("/cards", body, { "idempotency-key": "one" });
    assert.equal(first.status, 201, first.text);
    assert.equal((await owner.get("/cards")).body.data.length, 1);
  });
});
