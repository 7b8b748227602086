import assert from "node:assert/strict";
import * as catalog from "../../../server/src/catalog/index.ts";
import { statsDays } from "../../../server/src/stats/model.ts";
import { startTestApp, type Answered, type Client, type TestApp } from "../../support/app.ts";
import { made, newEmail, openShop, type Shop } from "../../support/causes.ts";
import { TestClock } from "../../support/clock.ts";

/** A shop in Kyiv, whose statistics are asked for. */
export interface StatsStage {
  /** Begins at noon on Monday, 11 May 2026 in Kyiv, which is three hours ahead of UTC. */
  readonly clock: TestClock;
  readonly app: TestApp;
  readonly shop: Shop;
  readonly newCard: () => Promise<{ id: string }>;
  /** What GET /stats answers. */
  readonly stats: (query: string, client?: Client) => Promise<Answered["body"]>;
  /** How many days are kept as closed. */
  readonly closedDays: () => Promise<number>;
}

export const day = (date: string): string => `from=${date}&to=${date}`;

/** A process that only answers: nothing is swept but what a test sweeps. */
export const openStatsStage = async (): Promise<StatsStage> => {
  const clock = new TestClock("2026-05-11T09:00:00Z");
  const app = await startTestApp({ clock, env: { ROLE: "api" } });
  const shop = await openShop(app);
  return {
    clock,
    app,
    shop,
    newCard: () => made(shop.owner, "/cards", { template_id: shop.templateId, email: newEmail() }),
    async stats(query, client = shop.owner) {
      // Marks of what was relayed are written a moment later; until then its day is not closed.
      await app.platform.journal.relay.settle();
      const answer = await client.get(`/stats?${query}`);
      assert.equal(answer.status, 200, answer.text);
      catalog.getStats.result.parse(answer.body);
      return answer.body;
    },
    closedDays: () => app.platform.store.collection(statsDays).countDocuments({ until: { $exists: false } }),
  };
};
