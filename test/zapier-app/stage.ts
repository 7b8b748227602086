import { startTestApp, type TestApp, type TestAppOptions } from "../support/app.ts";
import { openShop, type Answer, type Shop } from "../support/causes.ts";
import { operationOf, run, type Input } from "./support.ts";

export { made, newEmail, type Answer } from "../support/causes.ts";

/** A shop on the real server, and the Zapier app connected to it. */
export interface Stage extends Shop {
  /** What the connection holds. */
  readonly auth: Record<string, string>;
  create(step: string, input: Input): Promise<Answer>;
  find(search: string, input: Input): Promise<Answer[]>;
  stop(): Promise<void>;
}

/** A new shop on a running server, and the app connected as its owner. */
export const settle = async (app: TestApp): Promise<Stage> => {
  const shop = await openShop(app);
  const auth = { base_url: `${app.url}/`, api_key: shop.owner.key };
  return {
    ...shop,
    auth,
    create: (step, input) => run(operationOf("creates", step).perform, { auth, input }),
    find: (search, input) =>
      run(operationOf("searches", search).perform, { auth, input }) as Promise<Answer[]>,
    stop: () => app.stop(),
  };
};

/** Starts a server with one business, and connects as its owner. */
export const openStage = async (options: TestAppOptions = {}): Promise<Stage> => {
  const app = await startTestApp(options);
  try {
    return await settle(app);
  } catch (error) {
    // A server left running would keep the test run from ending.
    await app.stop();
    throw error;
  }
};
