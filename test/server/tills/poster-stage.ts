import assert from "node:assert/strict";
import { workCollection, workId } from "../../../server/src/core/work-queue/index.ts";
import { posterOrders } from "../../../server/src/tills/poster/model.ts";
import { lookWork, orderWork } from "../../../server/src/tills/poster/queue.ts";
import { startTestApp, testPassword, type Client, type TestApp } from "../../support/app.ts";
import { TestClock } from "../../support/clock.ts";
import { startPoster, type PosterStandIn } from "../../support/poster.ts";
import type { PosterMessage } from "../../support/poster-hooks.ts";
import { made } from "./stage.ts";

/** A business whose till is connected to a stand-in of Poster. */
export interface PosterStage {
  readonly clock: TestClock;
  readonly env: Record<string, string>;
  readonly app: TestApp;
  readonly poster: PosterStandIn;
  readonly owner: Client;
  readonly ownerLogin: string;
  readonly webhook: string;
  readonly templateId: string;
  readonly tillId: string;
  /** Sends webhooks and waits until everything they cause is done. */
  tell(...messages: PosterMessage[]): Promise<number[]>;
  settle(): Promise<void>;
  /** Looks for missed orders, whether or not it is the time for it. */
  sweep(): Promise<void>;
  outcome(orderId: string): Promise<string | null | undefined>;
  till(): Promise<Record<string, never>>;
  card(person: Record<string, unknown>): Promise<{ id: string; number: string }>;
  cardNow(
    id: string,
  ): Promise<{ stamps: number; total_stamps: number; cycle: number; amount_remainder: string }>;
  stop(): Promise<void>;
}

export interface BrowserSession {
  readonly cookie: string;
  readonly csrf: string;
}

export const logIn = async (app: TestApp, login: string): Promise<BrowserSession> => {
  const response = await fetch(`${app.url}/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ login, password: testPassword }),
  });
  assert.equal(response.status, 201);
  const cookie = response.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  return { cookie, csrf: ((await response.json()) as { csrf_token: string }).csrf_token };
};

/** What a browser does: begin in the console, go to Poster, come back. */
export const beginInstall = async (app: TestApp, session: BrowserSession, tillId: string) => {
  const response = await fetch(`${app.url}/v1/tills/${tillId}/connect`, {
    method: "POST",
    headers: { cookie: session.cookie, "x-csrf-token": session.csrf },
  });
  const bound = response.headers.getSetCookie()[0] ?? "";
  const text = await response.text();
  return {
    status: response.status,
    setCookie: bound,
    cookie: bound.split(";")[0] ?? "",
    body: JSON.parse(text),
  };
};

/** Follows Poster's redirect back. */
export const comeBack = async (location: string, cookie: string): Promise<Response> =>
  fetch(location, { headers: { cookie }, redirect: "manual" });

export const install = async (app: TestApp, session: BrowserSession, tillId: string): Promise<Response> => {
  const { body, cookie } = await beginInstall(app, session, tillId);
  const atPoster = await fetch(body.url as string, { redirect: "manual" });
  return comeBack(atPoster.headers.get("location") ?? "", cookie);
};

/** Resolves when a process has nothing to do for Poster now. */
export const settlePoster = async ({ app }: TestApp): Promise<void> => app.crew?.drain([orderWork, lookWork]);

export const startPosterStage = async (
  program: Record<string, unknown>,
  more: Record<string, string> = {},
): Promise<PosterStage> => {
  const clock = new TestClock();
  const poster = await startPoster();
  const env = {
    POSTER_APPLICATION_ID: poster.application.id,
    POSTER_APPLICATION_SECRET: poster.application.secret,
    POSTER_BASE_URL: poster.url,
    ...more,
  };
  const app = await startTestApp({ clock, env });
  const { owner, ownerLogin } = await app.tenant({ currency: "UAH" });
  const templateId = (await made(owner, "/templates", { name: "Coffee", goals: [], ...program }))
    .id as string;
  const tillId = (await made(owner, "/tills", { name: "Bar", kind: "poster", template_id: templateId })).id;
  const back = await install(app, await logIn(app, ownerLogin), tillId);
  assert.equal(back.status, 302, await back.text());
  const webhook = `${app.url}/poster/webhook`;
  const settle = (): Promise<void> => settlePoster(app);
  const lookAt = (at: Date) =>
    app.platform.store
      .collection(workCollection)
      .updateOne({ _id: workId(lookWork, tillId) }, { $set: { due_at: at } });
  // Only tests of the look for missed orders want it.
  await settle();
  const later = new Date("2030-01-01");
  await lookAt(later);
  return {
    clock,
    env,
    app,
    poster,
    owner,
    ownerLogin,
    webhook,
    templateId,
    tillId,
    settle,
    async sweep() {
      await lookAt(clock.now());
      await settle();
      await lookAt(later);
    },
    async tell(...messages) {
      poster.hooks.queue(...messages);
      const statuses = await poster.hooks.flush(webhook);
      await settle();
      return statuses;
    },
    async outcome(orderId) {
      const found = await app.platform.store
        .collection(posterOrders)
        .findOne({ _id: `${tillId}:${orderId}` });
      return found?.outcome;
    },
    till: async () => (await owner.get(`/tills/${tillId}`)).body,
    card: (person) => made(owner, "/cards", { template_id: templateId, ...person }),
    cardNow: async (id) => (await owner.get(`/cards/${id}`)).body,
    async stop() {
      await app.stop();
      await poster.close();
    },
  };
};
