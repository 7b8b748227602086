import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { LotteryReward } from "../../../server/src/catalog/index.ts";
import type { Answered, Client } from "../../support/app.ts";

export type VariantType = LotteryReward["variants"][number]["type"];

/** A lottery as the rules see it: variants by type and probability. */
export const lotteryOf = (
  ...variants: readonly (readonly [type: VariantType, probability: number])[]
): LotteryReward => ({
  type: "lottery",
  name: "Wheel",
  play: "customer",
  variants: variants.map(([type, probability], at) => ({
    id: `var_${at}`,
    type,
    probability,
    name: `${type} ${at}`,
    greeting: null,
    voucher_template_id: type === "voucher" ? "vt_1" : null,
  })),
});

const ok = (answer: Answered, status: number) => {
  assert.equal(answer.status, status, answer.text);
  return answer.body;
};

/** A voucher template that ends after 30 days. */
export const makeVoucherTemplate = async (client: Client): Promise<string> =>
  ok(
    await client.post("/voucher-templates", {
      title: "Free coffee",
      code: { mode: "unique" },
      formats: ["text", "qr"],
      validity: { type: "days", value: 30 },
    }),
    201,
  ).id;

export interface Stage {
  /** Issues a card of a program whose one goal, at one stamp, gives the reward. */
  card(reward: unknown): Promise<string>;
  /** Issues such a card and stamps it; what the stamp call answers. */
  grant(reward: unknown): Promise<{ cardId: string; answer: Answered["body"]; rewardId: string }>;
  /** Names of the card's events, oldest first. */
  events(cardId: string): Promise<Record<string, never>[]>;
}

export const stageFor = (client: Client): Stage => {
  const card = async (reward: unknown): Promise<string> => {
    const goals = [{ stamps: 1, reward }];
    const { id } = ok(await client.post("/templates", { name: "Wheel card", goals }), 201);
    const email = `${randomUUID()}@example.com`;
    return ok(await client.post("/cards", { template_id: id, email }), 201).id;
  };
  return {
    card,
    async grant(reward) {
      const cardId = await card(reward);
      const answer = ok(await client.post("/stamps", { card_id: cardId }), 200);
      return { cardId, answer, rewardId: answer.rewards[0].id };
    },
    async events(cardId) {
      const { data } = ok(await client.get(`/events?card_id=${cardId}&limit=100`), 200);
      return data.reverse();
    },
  };
};
