import { startTestApp, type Client, type TestApp, type TestAppOptions } from "../support/app.ts";
import { connect, type Connection } from "./runner/run.ts";
import { address, worldAt, type World } from "./runner/world.ts";

/** The real server with one business, and the Make app connected to it. */
export interface Stage {
  readonly app: TestApp;
  readonly owner: Client;
  readonly world: World;
  readonly connection: Connection;
  readonly businessId: string;
  stop(): Promise<void>;
}

/** Starts the server and connects as its owner. `now` is what Make's clock says. */
export const openStage = async (options: TestAppOptions & { now?: () => Date } = {}): Promise<Stage> => {
  const app = await startTestApp(options);
  const { owner, business } = await app.tenant();
  const world = worldAt(app.url, options.now);
  const connection = await connect(world, { baseUrl: address, apiKey: owner.key });
  return { app, owner, world, connection, businessId: business.id, stop: () => app.stop() };
};

/** What a call of the API made. */
// Tests assert on what comes back.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const made = async (client: Client, path: string, body: unknown): Promise<any> => {
  const answer = await client.post(path, body);
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return answer.body;
};

/** A template with one goal that gives a voucher, and what it needs. */
export const program = async (owner: Client): Promise<{ templateId: string; voucherTemplateId: string }> => {
  const voucher = await made(owner, "/voucher-templates", {
    title: "A free coffee",
    code: { mode: "unique" },
    formats: ["text", "qr"],
    validity: { type: "days", value: 30 },
  });
  const template = await made(owner, "/templates", {
    name: "Coffee card",
    goals: [{ stamps: 2, reward: { type: "voucher", voucher_template_id: voucher.id } }],
  });
  return { templateId: template.id, voucherTemplateId: voucher.id };
};
