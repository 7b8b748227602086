import { randomUUID } from "node:crypto";
import { startTestApp, type Client, type TestApp, type TestAppOptions } from "../support/app.ts";
import type { Business } from "../../server/src/journal/index.ts";
import { operationOf, run, type Input } from "./support.ts";

/** One business on the real server that has a program, and the Zapier app connected to it. */
export interface Stage {
  readonly app: TestApp;
  readonly business: Business;
  readonly owner: Client;
  /** What the connection holds. */
  readonly auth: Record<string, string>;
  /** Two stamps give a voucher, five a spin; birthdays and 30 days without a stamp are told. */
  readonly templateId: string;
  readonly voucherTemplateId: string;
  create(step: string, input: Input): Promise<Answer>;
  find(search: string, input: Input): Promise<Answer[]>;
  stop(): Promise<void>;
}

// Tests assert on what comes back.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Answer = any;

/** What a call of the API made. */
export const made = async (client: Client, path: string, body?: unknown): Promise<Answer> => {
  const answer = await client.post(path, body);
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return answer.body;
};

export const newEmail = (): string => `${randomUUID()}@example.com`;

const goalsWith = (voucherTemplateId: string) => [
  { stamps: 2, reward: { type: "voucher", voucher_template_id: voucherTemplateId } },
  {
    stamps: 5,
    reward: {
      type: "lottery",
      name: "Wheel",
      play: "auto",
      variants: [{ type: "award", name: "A mug", greeting: "Well done", probability: 100 }],
    },
  },
];

/** A new business on a running server, and the app connected as its owner. */
export const settle = async (app: TestApp): Promise<Stage> => {
  const { business, owner } = await app.tenant();
  const voucher = await made(owner, "/voucher-templates", {
    title: "A free coffee",
    code: { mode: "unique" },
    formats: ["text", "qr"],
    validity: { type: "days", value: 30 },
  });
  const template = await made(owner, "/templates", {
    name: "Coffee card",
    goals: goalsWith(voucher.id),
    birthday: { enabled: true },
    inactivity: { enabled: true, days: 30 },
  });
  const auth = { base_url: `${app.url}/`, api_key: owner.key };
  return {
    app,
    business,
    owner,
    auth,
    templateId: template.id,
    voucherTemplateId: voucher.id,
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
