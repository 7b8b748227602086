import assert from "node:assert/strict";
import { mostPerCaller } from "../../../server/src/http/live.ts";
import { startTestApp, testPassword, type TestApp, type Tenant } from "../../support/app.ts";
import { made } from "../../support/calls.ts";
import { openStream, type LiveStream } from "../../support/live-stream.ts";
import { TestClock } from "../../support/clock.ts";
import { expectProblem } from "./raw.ts";

const clock = new TestClock(new Date());

describe("http › live answers", () => {
  let app: TestApp;
  /** Another process, which the streams are with. */
  let second: TestApp;
  let tenant: Tenant;
  const open: LiveStream[] = [];

  before(async () => {
    app = await startTestApp({ clock });
    second = await startTestApp({ clock, databaseUri: app.databaseUri });
    tenant = await app.tenant();
  });
  afterEach(() => {
    for (const stream of open.splice(0)) stream.hangUp();
  });
  after(async () => {
    await second.stop();
    await app.stop();
  });

  const follow = async (headers: Record<string, string>): Promise<LiveStream> => {
    const stream = await openStream(second.url, headers);
    open.push(stream);
    return stream;
  };
  const byKey = (key: string) => follow({ authorization: `Bearer ${key}` });
  const newMember = async () => {
    const login = app.platform.newId("st");
    const body = { name: "Kim", login, password: testPassword, role: "scanner" };
    const { id } = await made(tenant.owner, "/staff", body);
    const key = await made(tenant.owner, "/api-keys", { staff_id: id });
    return { id, login, keyId: String(key.id), key: String(key.key) };
  };
  const logIn = async (login: string) => {
    const answer = await app.client("").post("/session", { login, password: testPassword });
    const cookie = /^[^;]+/.exec(answer.headers.getSetCookie().join())?.[0] ?? "";
    return { cookie, "x-csrf-token": String(answer.body.csrf_token) };
  };
  /** Ends within the ten seconds that are promised. */
  const endsSoon = async (stream: LiveStream): Promise<void> => {
    const startedAt = performance.now();
    await stream.ended;
    assert.ok(performance.now() - startedAt < 10_000);
  };
  /** Those that last are still told of what happens. */
  const goesOn = async (stream: LiveStream): Promise<void> => {
    const { id } = await made(tenant.owner, "/templates", { name: "Coffee", goals: [] });
    const before = stream.frames.length;
    await made(tenant.owner, "/cards", { template_id: id, email: `${id}@example.com` });
    await stream.until(before + 1);
  };

  it("end when their key is deleted, those of other keys go on", async () => {
    const [one, other] = [await newMember(), await newMember()];
    const [mine, mineToo, theirs] = [await byKey(one.key), await byKey(one.key), await byKey(other.key)];
    await tenant.owner.delete(`/api-keys/${one.keyId}`);
    await Promise.all([endsSoon(mine), endsSoon(mineToo)]);
    await goesOn(theirs);
  });

  it("end when their staff member is disabled, whether opened by key or session", async () => {
    const member = await newMember();
    const streams = [await byKey(member.key), await follow(await logIn(member.login))];
    await tenant.owner.patch(`/staff/${member.id}`, { status: "disabled" });
    await Promise.all(streams.map(endsSoon));
  });

  it("end with the log-out of their session, those of another session go on", async () => {
    const member = await newMember();
    const [one, other] = [await logIn(member.login), await logIn(member.login)];
    const [mine, theirs] = [await follow(one), await follow(other)];
    await fetch(`${app.url}/v1/session`, { method: "DELETE", headers: one });
    await endsSoon(mine);
    await goesOn(theirs);
  });

  it("end with a new password when a session opened them; a key's go on, also when it is regenerated", async () => {
    const member = await newMember();
    const [session, key] = [await follow(await logIn(member.login)), await byKey(member.key)];
    await tenant.owner.patch(`/staff/${member.id}`, { password: "another password" });
    await tenant.owner.post(`/api-keys/${member.keyId}/regenerate`);
    await endsSoon(session);
    await goesOn(key);
  });

  it("end with the time of their session", async () => {
    const stream = await follow(await logIn((await newMember()).login));
    clock.advance({ hours: 13 });
    await endsSoon(stream);
  });

  it("are limited for each key and session, and one that was closed makes room", async () => {
    const member = await newMember();
    const cookie = await logIn(member.login);
    const streams: LiveStream[] = [];
    for (let at = 0; at < mostPerCaller; at += 1) streams.push(await byKey(member.key));
    const refused = await second.client(member.key).get("/events/stream");
    expectProblem(refused, 429, "rate_limited");
    assert.equal(refused.headers.get("retry-after"), "15");
    await follow(cookie);
    streams[0]?.hangUp();
    const deadline = performance.now() + 20_000;
    let status = 429;
    while (status === 429 && performance.now() < deadline) {
      const hangUp = new AbortController();
      const headers = { authorization: `Bearer ${member.key}` };
      ({ status } = await fetch(`${second.url}/v1/events/stream`, { headers, signal: hangUp.signal }));
      hangUp.abort();
    }
    assert.equal(status, 200);
  });
});
