import assert from "node:assert/strict";
import fc from "fast-check";
import { actions, type ActionDefinition } from "../../../server/src/catalog/index.ts";
import { startTestApp } from "../../support/app.ts";
import { keyedEnvironment } from "../../support/keyed-world.ts";
import { startReceiver } from "../../support/receiver.ts";
import { startSevenLoc, type SevenLoc } from "../../support/seven-loc.ts";
import { tally } from "../../support/tally.ts";
import { proofsOf } from "../tenancy/answers.ts";
import { rightCall, type Wanted } from "../tenancy/request.ts";
import { openShop, type Outside, type Shop } from "../tenancy/stage.ts";
import { assertFits } from "./fuzz-answers.ts";
import { changed } from "./fuzz-call.ts";
import { change, type Change } from "./fuzz-values.ts";

/*
 * Every operation, from its schema: right calls with one to three things changed that no schema expects. Never a 5xx,
 * never an answer that openapi.json does not describe, never one that does not come.
 * In the suite few and always the same; `FUZZ_CALLS=10000 FUZZ_SEED=<any number>` goes further.
 */
const calls = Number(process.env["FUZZ_CALLS"] ?? 400);
const seed = Number(process.env["FUZZ_SEED"] ?? 20_260_511);
/** With many calls the machine is ours; in the suite it is shared. */
const answersWithinMs = process.env["FUZZ_CALLS"] === undefined ? 60_000 : 2_000;

/** They end the session that the other calls go with, or make many of what is costly to make. */
const left = new Set(["log_out", "create_business", "log_in"]);
/** Of the right calls, those that would lead elsewhere, or need what only Poster has. */
const notTried = new Set(["connect_messenger", "connect_till"]);
const fuzzed = actions.filter(({ name, takes }) => !left.has(name) && takes === undefined);

const actionNamed = (name: string): ActionDefinition => {
  const found = fuzzed.find((one) => one.name === name);
  assert.ok(found);
  return found;
};

interface Case {
  readonly name: string;
  readonly proof: number;
  readonly changes: readonly Change[];
}

/** What deletes is never asked to delete what the other calls go by. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    name: fc.constantFrom(...fuzzed.map(({ name }) => name)),
    proof: fc.nat(1),
    changes: fc.array(change, { minLength: 1, maxLength: 3 }),
  })
  .map((one) =>
    actionNamed(one.name).method === "DELETE"
      ? { ...one, changes: [{ kind: "address" as const, text: "none_1" }, ...one.changes] }
      : one,
  );

describe("http › fuzz", function () {
  this.timeout(3_600_000);

  let outside: Outside;
  let sevenLoc: SevenLoc;
  let shop: Shop;
  const slowest = { ms: 0, call: "" };
  const count = { calls: 0, crashed: 0 };

  before(async () => {
    outside = { app: await startTestApp({ env: keyedEnvironment }), receiver: await startReceiver() };
    sevenLoc = await startSevenLoc();
    shop = await openShop(outside, "x1", sevenLoc);
  });
  after(async () => {
    const { calls: sent, crashed } = count;
    tally({ what: "calls that no schema expects", tried: { calls: sent }, found: { crashed } });
    await outside.app.stop();
    await outside.receiver.close();
    await sevenLoc.stop();
  });

  const right = (action: ActionDefinition): Wanted =>
    rightCall(outside, shop, action, { part: "params", steps: [], kind: null });

  const send = async ({ name, proof, changes }: Case): Promise<void> => {
    const action = actionNamed(name);
    const { path, body } = changed(action, right(action), changes);
    const proofs = proofsOf(shop, action);
    const startedAt = performance.now();
    const response = await fetch(`${outside.app.url}${path}`, {
      method: action.method,
      headers: {
        ...proofs[proof % proofs.length],
        ...shop.signed[action.name]?.(body),
        ...(body !== "" && { "content-type": "application/json" }),
      },
      ...(body !== "" && action.method !== "GET" && { body }),
      signal: AbortSignal.timeout(answersWithinMs),
    }).catch((error: unknown) => {
      count.calls += 1;
      count.crashed += 1;
      throw error;
    });
    const type = response.headers.get("content-type") ?? "";
    if (/event-stream/.test(type)) await response.body?.cancel();
    const text = /event-stream/.test(type) ? "" : await response.text();
    const ms = performance.now() - startedAt;
    if (ms > slowest.ms) Object.assign(slowest, { ms, call: `${action.method} ${path.slice(0, 200)}` });
    const said = `${action.method} ${path.slice(0, 300)} ${body.slice(0, 300)}\n${response.status} ${text.slice(0, 300)}`;
    count.calls += 1;
    if (response.status >= 500) count.crashed += 1;
    assert.ok(response.status < 500, said);
    // An address that a change made another one is no longer this operation's.
    if (changes.some(({ kind }) => kind === "address") && response.status === 404)
      return assert.match(type, /^application\/problem\+json/, said);
    assertFits(action, { status: response.status, type, text }, said);
  };

  it("every right call is one, so that the changes are what is refused", async () => {
    const wrong: string[] = [];
    for (const action of fuzzed.filter(({ method, name }) => method !== "DELETE" && !notTried.has(name))) {
      const { path, body } = changed(action, right(action), []);
      const response = await fetch(`${outside.app.url}${path}`, {
        method: action.method,
        headers: {
          ...proofsOf(shop, action)[0],
          ...shop.signed[action.name]?.(body),
          ...(body !== "" && { "content-type": "application/json" }),
        },
        ...(body !== "" && action.method !== "GET" && { body }),
      });
      const text = action.media === undefined ? await response.text() : "";
      if (action.media !== undefined) await response.body?.cancel();
      else {
        const type = response.headers.get("content-type") ?? "";
        assertFits(action, { status: response.status, type, text }, `${action.name}: ${text}`);
      }
      if ([400, 401, 403, 404, 415, 422].includes(response.status) || response.status >= 500)
        wrong.push(`${action.name}: ${text}`);
    }
    assert.deepEqual(wrong, []);
  });

  it("answers each of many calls in time, as openapi.json says, and never with a fault of ours", async () => {
    await fc.assert(fc.asyncProperty(cases, send), { numRuns: calls, seed });
    const session = await fetch(`${outside.app.url}/v1/session`, { headers: { ...shop.session } });
    assert.equal(session.status, 200, "and whoever called still may");
    if (process.env["FUZZ_CALLS"] !== undefined)
      process.stdout.write(
        `seed ${seed}, ${calls} calls, the slowest ${slowest.ms.toFixed(0)} ms: ${slowest.call}\n`,
      );
  });
});
