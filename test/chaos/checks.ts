import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "../support/client.ts";
import type { ServerProcess } from "../support/process.ts";
import type { Receiver } from "../support/receiver.ts";

/* What the tests of killed processes share: chance that can be run again, a receiver that also fails, what must hold. */

export const randomKills = Number(process.env["CHAOS_RANDOM_KILLS"] ?? 3);
/** How many calls at least are answered between two kills. */
export const answersBetweenKills = Number(process.env["CHAOS_ANSWERS"] ?? 0);
/** The long form has more callers on more cards, so that its hundred thousand events take minutes. */
const isLong = answersBetweenKills > 0;
export const writers = isLong ? 16 : 6;
export const cardCount = isLong ? 24 : 4;
export const seed = Number(process.env["CHAOS_SEED"] ?? 20_260_511);

/** What a hook may be sent at most, so that it is not its ceilings that a long run waits for. */
export const withoutCeiling = { rate_per_second: 1_000, concurrency: 64 };

/** A small seeded generator (mulberry32), so that a failure can be run again. */
export const randomFrom = (start: number) => {
  let state = start;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** The API key that a first start has printed. */
export const keyIn = ({ welcome }: ServerProcess): string =>
  welcome.map((line) => /^API key: (\S+)$/.exec(line)?.[1]).find((key) => key !== undefined) ?? "";

/** One first try in five fails; a second try of the same event is let through, so that five seconds later it is there. */
export const failNowAndThen = (receiver: Receiver, random: () => number): void => {
  const seen = new Set<string>();
  receiver.always((response) => {
    const id = String(response.req.headers["webhook-id"]);
    const fails = !seen.has(id) && random() < 0.2;
    seen.add(id);
    response.writeHead(fails ? 500 : 200).end();
  });
};

/** All of a list, oldest first. @param path with a query */
const all = async (client: Client, path: string) => {
  const found = [];
  let cursor = "";
  do {
    const { body } = await client.get(`${path}&limit=100${cursor}`);
    found.push(...body.data);
    cursor = body.has_more ? `&cursor=${body.next_cursor}` : "";
  } while (cursor !== "");
  return found.reverse();
};

export interface ShownEvent {
  readonly id: string;
  readonly event: string;
  readonly stamp?: { readonly receipt_id: string };
}

/** Every public event, oldest first. */
export const allEvents = (client: Client): Promise<ShownEvent[]> => all(client, "/events?");

/** Every voucher, oldest first. */
export const allVouchers = (client: Client): Promise<{ id: string; title: string }[]> =>
  all(client, "/vouchers?");

/** What never arrives: of these ids those that are left when they have become no less for three minutes. */
const neverArrived = async ({ requests }: Receiver, ids: readonly string[]): Promise<readonly string[]> => {
  let left = ids;
  for (let lessAt = Date.now(); Date.now() < lessAt + 180_000; await pause(200)) {
    const arrived = new Set(requests.map(({ headers }) => headers["webhook-id"]));
    const now = left.filter((id) => !arrived.has(id));
    if (now.length === 0) return [];
    if (now.length < left.length) lessAt = Date.now();
    left = now;
  }
  return left;
};

/** The events that the receiver is not sent. Customers and cards are made before the hook is; everything after it must arrive. */
export const eventsNotArrived = (receiver: Receiver, events: readonly ShownEvent[]) => {
  const before = ["customer_created", "card_issued"];
  return neverArrived(
    receiver,
    events.filter(({ event }) => !before.includes(event)).map(({ id }) => id),
  );
};

/** A repeat of a delivery carries the same id and the same bytes. */
export const checkRepeats = ({ requests }: Receiver): void => {
  const bodies = new Map<string, string>();
  for (const { headers, body } of requests) {
    const id = headers["webhook-id"] ?? "";
    assert.equal((JSON.parse(body) as { id: string }).id, id, "webhook-id is the event's id");
    assert.equal(bodies.get(id) ?? body, body, "a repeat has the same bytes");
    bodies.set(id, body);
  }
};
