import assert from "node:assert/strict";
import { posterTills } from "../../../server/src/tills/poster/model.ts";
import { startTestApp } from "../../support/app.ts";
import {
  beginInstall,
  comeBack,
  install,
  logIn,
  startPosterStage,
  type BrowserSession,
  type PosterStage,
} from "./poster-stage.ts";
import { made } from "./stage.ts";

describe("poster › install", () => {
  let stage: PosterStage;
  let session: BrowserSession;

  before(async () => {
    stage = await startPosterStage({});
    session = await logIn(stage.app, stage.ownerLogin);
  });
  after(() => stage.stop());

  const newTill = async (): Promise<string> => {
    const body = { name: "Second", kind: "poster", template_id: stage.templateId };
    return (await made(stage.owner, "/tills", body)).id;
  };
  /** How a return ended, as the console's page of tills is told. */
  const outcomeOf = async (answer: Promise<Response>): Promise<string | null> => {
    const { status, headers } = await answer;
    assert.equal(status, 302);
    const { origin, pathname, searchParams } = new URL(headers.get("location") ?? "");
    assert.equal(`${origin}${pathname}`, `${stage.app.url}/console/tills`);
    return searchParams.get("poster");
  };
  const callback = (query: Record<string, string>): string =>
    `${stage.app.url}/poster/callback?${new URLSearchParams(query).toString()}`;

  it("connects the till, shows the account and keeps the token sealed", async () => {
    const { connection, secret } = (await stage.owner.get(`/tills/${stage.tillId}`)).body;
    assert.deepEqual([connection.status, connection.account], ["connected", "kava-demo"]);
    assert.equal(secret, undefined);
    const stored = await stage.app.platform.store.collection(posterTills).findOne({ _id: stage.tillId });
    assert.match(stored?.poster?.token ?? "", /^v1\./);
    assert.equal(stored?.poster?.currency, "UAH");
  });

  it("sends the browser to Poster with an httpOnly cookie of ten minutes that survives the way back", async () => {
    const { status, setCookie, body } = await beginInstall(stage.app, session, await newTill());
    assert.equal(status, 200);
    assert.match(setCookie, /httponly/i);
    assert.match(setCookie, /samesite=lax/i);
    const url = new URL(body.url);
    assert.equal(url.searchParams.get("client_id"), stage.poster.application.id);
    assert.equal(url.searchParams.get("redirect_uri"), `${stage.app.url}/poster/callback`);
  });

  it("refuses a return that no browser began, with another signature, or too late", async () => {
    const tillId = await newTill();
    const { body, cookie } = await beginInstall(stage.app, session, tillId);
    const location = (await fetch(body.url, { redirect: "manual" })).headers.get("location") ?? "";
    for (const other of ["", `${cookie.slice(0, -4)}abcd`, session.cookie])
      assert.equal(await outcomeOf(comeBack(location, other)), "not_begun");
    stage.clock.advance({ minutes: 11 });
    assert.equal(await outcomeOf(comeBack(location, cookie)), "not_begun");
    assert.equal((await stage.owner.get(`/tills/${tillId}`)).body.connection.status, "not_connected");
  });

  it("refuses account names that are none before they become a host", async () => {
    const { cookie } = await beginInstall(stage.app, session, await newTill());
    for (const account of ["evil.example.com/", "a@b", "-a", "", "A", "kava-demo.evil", "127.0.0.1"]) {
      const answer = comeBack(callback({ code: "x", account }), cookie);
      assert.equal(await outcomeOf(answer), "refused", account);
    }
  });

  it("refuses a code that Poster does not know, and one used before", async () => {
    const { cookie, body } = await beginInstall(stage.app, session, stage.tillId);
    const wrong = comeBack(callback({ code: "a".repeat(32), account: "kava-demo" }), cookie);
    assert.equal(await outcomeOf(wrong), "refused");
    const location = (await fetch(body.url, { redirect: "manual" })).headers.get("location") ?? "";
    assert.equal(await outcomeOf(comeBack(location, cookie)), "connected");
    assert.equal(await outcomeOf(comeBack(location, cookie)), "refused");
  });

  it("moves an account to the till that was connected last", async () => {
    const tillId = await newTill();
    assert.equal((await install(stage.app, session, tillId)).status, 302);
    assert.equal((await stage.owner.get(`/tills/${tillId}`)).body.connection.status, "connected");
    const before = (await stage.owner.get(`/tills/${stage.tillId}`)).body.connection;
    assert.equal(before.status, "not_connected");
  });

  it("is for managers in the console, of Poster tills, where Poster is set up", async () => {
    assert.equal((await stage.owner.post(`/tills/${stage.tillId}/connect`)).status, 401);
    const generic = { name: "G", kind: "generic", template_id: stage.templateId };
    const other = (await made(stage.owner, "/tills", generic)).id;
    assert.equal((await beginInstall(stage.app, session, other)).status, 404);
    const bare = await startTestApp();
    const { ownerLogin } = await bare.tenant();
    assert.equal((await beginInstall(bare, await logIn(bare, ownerLogin), "till_0")).status, 404);
    const back = await fetch(`${bare.url}/poster/callback?code=x&account=kava-demo`, { redirect: "manual" });
    assert.equal(back.headers.get("location"), `${bare.url}/console/tills?poster=not_set_up`);
    assert.equal((await fetch(`${bare.url}/poster/webhook`, { method: "POST", body: "{}" })).status, 404);
    await bare.stop();
  });
});
