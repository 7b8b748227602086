import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Failpoint } from "../../server/src/core/failpoint.ts";
import { apiClient, type Answered, type Client } from "../support/client.ts";
import { made } from "../support/calls.ts";
import { killLeftovers, startServerProcess } from "../support/process.ts";

/*
 * The real process killed in the middle of a keyed call, and the call sent again to the next one. The table of all calls
 * and points is test/server/http/repeats.test.ts; here a few of them die in earnest. `npm run chaos` takes all of these,
 * the suite one.
 */

interface Call {
  readonly path: string;
  readonly body?: unknown;
  /** What stands of it, by the address that lists it. */
  readonly list: string;
}

type Row = readonly [string, Failpoint, (owner: Client) => Promise<Call>];

const template = async (owner: Client): Promise<string> =>
  (await made(owner, "/templates", { name: "Coffee", goals: [] })).id;

const newCard = async (owner: Client): Promise<Call> => {
  const template_id = await template(owner);
  return {
    path: "/cards",
    body: { template_id, email: "ann@example.com" },
    list: `/cards?template_id=${template_id}`,
  };
};

const newHook = async (): Promise<Call> => ({
  path: "/hooks",
  body: { target_url: "http://127.0.0.1:9/", events: ["*"] },
  list: "/hooks",
});

const bearer = async (): Promise<Call> => ({
  path: "/vouchers",
  body: { title: "Gift", redeem_code: "GIFT-77" },
  list: "/vouchers?code=GIFT-77",
});

const rows: readonly Row[] = [
  ["a card", "after-journal", newCard],
  ["a card", "between-steps", newCard],
  ["a card", "before-journal", newCard],
  ["a hook", "before-answer", newHook],
  ["a bearer's voucher", "after-journal", bearer],
  ["a bearer's voucher", "after-answer", bearer],
];

/** Sends it until the lease of the killed run has ended; waits as long as it is told. */
const repeat = async (send: () => Promise<Answered>): Promise<Answered> => {
  const first = await send();
  if (first.status !== 409) return first;
  assert.equal(first.body.code, "idempotency_in_progress", first.text);
  const wait = Number(first.headers.get("retry-after"));
  assert.ok(wait >= 1 && wait <= 12, `told to wait ${wait} s`);
  await pause(wait * 1_000);
  return send();
};

describe("a kill -9 in the middle of a keyed call", function () {
  this.timeout(600_000);
  afterEach(killLeftovers);

  const taken = process.env["CHAOS_RANDOM_KILLS"] === undefined ? rows.slice(0, 1) : rows;
  for (const [what, failpoint, prepare] of taken)
    it(`at ${failpoint} makes ${what} once, and the repeat gets the first answer`, async () => {
      const folder = await mkdtemp(join(tmpdir(), "7stamp-repeat-"));
      const start = (point = "") =>
        startServerProcess({
          DATA_DIR: folder,
          WEBHOOK_ALLOWED_HOSTS: "127.0.0.1",
          FAILPOINT: point,
          MONGODB_URI: "",
        });
      const first = await start();
      const key = /API key: +(\S+)/.exec(first.welcome.join("\n"))?.[1] ?? "";
      const call = await prepare(apiClient(first.url, key));
      const before = (await apiClient(first.url, key).get(call.list)).body.data.length as number;
      await first.kill("SIGTERM");
      const send = (url: string) => () =>
        apiClient(url, key).post(call.path, call.body, { "idempotency-key": "the key" });
      const victim = await start(failpoint);
      await assert.rejects(send(victim.url)(), "the process has killed itself");
      assert.equal(await victim.ended, "SIGKILL");
      const next = await start();
      const answer = await repeat(send(next.url));
      assert.equal(answer.status, 201, answer.text);
      const { data } = (await apiClient(next.url, key).get(call.list)).body;
      assert.equal(data.length, before + 1);
      assert.ok(data.some(({ id }: { id: string }) => id === answer.body.id));
      const third = await send(next.url)();
      assert.deepEqual([third.status, third.text], [201, answer.text]);
      assert.equal(third.headers.get("idempotent-replayed"), "true");
      assert.equal(await next.kill("SIGTERM"), "0");
      await rm(folder, { recursive: true, force: true });
    });
});
