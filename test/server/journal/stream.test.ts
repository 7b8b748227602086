import assert from "node:assert/strict";
import { startTestApp, type Client, type TestApp } from "../../support/app.ts";

interface Frame {
  id: string;
  event: string;
  data: string;
}

/** Reads a stream until that many events came. */
const follow = async (
  app: TestApp,
  owner: Client,
  options: { count: number; query?: string; lastEventId?: string; whenOpen?: () => Promise<unknown> },
) => {
  const hangUp = new AbortController();
  const response = await fetch(`${app.url}/v1/events/stream${options.query ?? ""}`, {
    headers: {
      authorization: `Bearer ${owner.key}`,
      ...(options.lastEventId !== undefined && { "last-event-id": options.lastEventId }),
    },
    signal: hangUp.signal,
  });
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
  const frames: Frame[] = [];
  let text = "";
  let isOpen = false;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += new TextDecoder().decode(chunk);
    if (!isOpen) await options.whenOpen?.();
    isOpen = true;
    const parts = text.split("\n\n");
    text = parts.pop() ?? "";
    for (const part of parts.filter((one) => one.startsWith("id: "))) {
      const [, id = "", event = "", data = ""] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(part) ?? [];
      frames.push({ id, event, data });
    }
    if (frames.length >= options.count) break;
  }
  hangUp.abort();
  return frames;
};

describe("events stream", () => {
  let app: TestApp;
  let owner: Client;
  let templateId: string;

  before(async () => {
    app = await startTestApp();
    ({ owner } = await app.tenant());
    templateId = (await owner.post("/templates", { name: "Coffee", goals: [] })).body.id;
  });
  after(() => app.stop());

  const issue = (name: string) =>
    owner.post("/cards", { template_id: templateId, email: `${name}@example.com` });

  it("shows events as they happen, in the bytes of GET /events/:id", async () => {
    const frames = await follow(app, owner, {
      count: 2,
      query: "?customer_fields=contact",
      whenOpen: async () => {
        await issue("ann");
        await owner.post("/stamps", { email: "ann@example.com" });
      },
    });
    assert.deepEqual(
      frames.map((frame) => frame.event),
      ["card_issued", "stamp_added"],
    );
    for (const frame of frames) {
      assert.equal(frame.data, (await owner.get(`/events/${frame.id}?customer_fields=contact`)).text);
    }
  });

  it("goes on after Last-Event-ID", async () => {
    await issue("bob");
    await owner.post("/stamps", { email: "bob@example.com" });
    const [stamped, issued] = (await owner.get("/events?limit=2")).body.data;
    const frames = await follow(app, owner, { count: 1, lastEventId: issued.id });
    assert.deepEqual(
      frames.map((frame) => frame.id),
      [stamped.id],
    );
  });

  it("ends when the server stops", async () => {
    const second = await startTestApp({ databaseUri: app.databaseUri });
    const response = await fetch(`${second.url}/v1/events/stream`, {
      headers: { authorization: `Bearer ${owner.key}` },
    });
    second.app.endStreams();
    assert.match(await response.text(), /connected/);
    await second.stop();
  });

  it("refuses a type that is no event", async () => {
    const answer = await owner.get("/events/stream?type=nothing");
    assert.equal(answer.status, 422);
  });
});
