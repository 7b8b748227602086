import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { deliveriesCollection, hooksCollection } from "../../server/src/hooks/model.ts";
import { tillSignature } from "../../server/src/tills/index.ts";
import { testPassword, type Client, type TestApp } from "./app.ts";
import { made } from "./calls.ts";
import type { Receiver } from "./receiver.ts";
import type { SevenLoc } from "./seven-loc.ts";

/* What the rows of keyed-rows.ts begin with: the world of a call, and what has to stand in it before. */

/** A tenant of its own for each call, and what stands outside. */
export interface World {
  /** The process that lives. */
  readonly app: TestApp;
  readonly owner: Client;
  readonly ownerLogin: string;
  readonly receiver: Receiver;
  readonly sevenLoc: SevenLoc;
  /** Another text in each world, of letters and digits. */
  readonly unique: string;
}

export interface KeyedCall {
  readonly path: string;
  /** JSON, or a Blob: the file itself. */
  readonly body?: unknown;
  /** The bearer, where it is not the owner's key; null for a call that is signed. */
  readonly bearer?: string | null;
  /** Headers made anew for each sending. */
  headers?(raw: string): Record<string, string>;
  /** What the lists do not show of its effect. */
  look?(): Promise<unknown>;
  /** Holds the answer against what stands. */
  // Tests assert on what comes back; giving it a type here would be a claim, not a check.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  verify?(body: any): Promise<void>;
}

export type Row = (world: World) => Promise<KeyedCall>;

export const operatorToken = "token-of-the-operator";

export const keyedEnvironment = {
  ROLE: "api",
  RATE_LIMIT_PER_MINUTE: "1000000",
  OPERATOR_TOKEN: operatorToken,
  POSTER_APPLICATION_ID: "1",
  POSTER_APPLICATION_SECRET: "secret of the application",
};

export const program = async ({ owner }: World, goals: unknown[] = []): Promise<string> =>
  (await made(owner, "/templates", { name: "Coffee", goals })).id;

export const cardOf = async (
  world: World,
  goals: unknown[] = [{ stamps: 3, reward: { type: "award", name: "Cake" } }],
) => made(world.owner, "/cards", { template_id: await program(world, goals), email: "ann@example.com" });

export const staffMember = ({ owner, unique }: World) =>
  made(owner, "/staff", { name: "Sam", login: `sam-${unique}`, password: testPassword, role: "scanner" });

export const newHook = ({ owner, receiver }: World) =>
  made(owner, "/hooks", { target_url: receiver.url, events: ["*"] });

export const connectSevenLoc = ({ owner, sevenLoc }: World) =>
  made(owner, "/messengers", { base_url: sevenLoc.url, token: sevenLoc.token });

export const reachable = async (world: World): Promise<void> => {
  await connectSevenLoc(world);
  await made(world.owner, "/customers", { phone: "+380671112233", consents: { whatsapp: true } });
};

/** A hook with three deliveries that have failed. */
export const failedDeliveries = async (world: World): Promise<string> => {
  const names = ["card_issued", "stamp_added"];
  const hook = await made(world.owner, "/hooks", { target_url: world.receiver.url, events: names });
  const card = await cardOf(world);
  for (let count = 0; count < 2; count += 1) await made(world.owner, "/stamps", { card_id: card.id });
  await world.app.platform.journal.relay.settle();
  const at = world.app.platform.clock.now();
  const failed = { status: "failed" as const, last_at: at, next_attempt_at: null };
  const { modifiedCount } = await world.app.platform.store
    .collection(deliveriesCollection)
    .updateMany({ hook_id: hook.id }, { $set: failed });
  assert.equal(modifiedCount, 3);
  return hook.id;
};

export const deliveriesOf = (world: World, hookId: string) => async (): Promise<unknown> => {
  const all = world.app.platform.store.collection(deliveriesCollection);
  const found = await all.find({ hook_id: hookId }).sort({ _id: 1 }).toArray();
  return found.map(({ status, forced }) => [status, forced]);
};

export const secretOfHook =
  (world: World) =>
  async (body: { id: string; secret: string }): Promise<void> => {
    const stored = await world.app.platform.store.collection(hooksCollection).findOne({ _id: body.id });
    assert.equal(world.app.platform.vault.open(stored?.secrets[0]?.sealed ?? ""), body.secret);
  };

export const worksAsKey =
  (world: World) =>
  async (body: { key: string }): Promise<void> => {
    assert.equal((await world.app.client(body.key).get("/me")).status, 200);
  };

export const sale = async (world: World): Promise<KeyedCall> => {
  const card = await cardOf(world);
  const voucher = await made(world.owner, "/vouchers", { title: "Once", card_id: card.id });
  const wanted = { name: "Counter", kind: "generic", template_id: card.template_id };
  const till = await made(world.owner, "/tills", wanted);
  return {
    path: `/tills/${till.id}/sales`,
    bearer: null,
    body: {
      receipt_id: "R-1",
      sold_at: "2026-05-11T12:34:50Z",
      amount: "12.50",
      currency: "EUR",
      card_number: card.number,
      redeem_code: voucher.redeem_code,
    },
    headers: (raw) => {
      const at = Math.floor(world.app.platform.clock.now().getTime() / 1000);
      return { "x-7stamp-signature": tillSignature(till.secret, at, raw) };
    },
  };
};

export const callback = async (world: World): Promise<KeyedCall> => {
  const { id } = await connectSevenLoc(world);
  await made(world.owner, "/customers", { phone: "+380671112233", consents: { whatsapp: true } });
  const event = { id: `ev_${world.unique}`, type: "opt_out", channel: "whatsapp", phone: "+380671112233" };
  return {
    path: `/messengers/seven-loc/callback/${id}`,
    bearer: null,
    body: { events: [{ ...event, at: "2026-05-11T12:34:50Z" }] },
    headers: (raw) => {
      const seconds = Math.floor(world.app.platform.clock.now().getTime() / 1000);
      const mac = createHmac("sha256", world.sevenLoc.token).update(`${seconds}.${raw}`).digest("hex");
      return { "x-7loc-signature": `t=${seconds},v1=${mac}` };
    },
  };
};

/** The headers of a console's call. */
export const logIn = async ({
  owner,
  ownerLogin,
}: Pick<World, "owner" | "ownerLogin">): Promise<Record<string, string>> => {
  const { headers, body } = await owner.post("/session", { login: ownerLogin, password: testPassword });
  return { cookie: headers.getSetCookie()[0]?.split(";")[0] ?? "", "x-csrf-token": body.csrf_token };
};
