import { fill } from "../iml/template.ts";
import { base, codeOf, component, type Code } from "./files.ts";
import { accepted } from "./parameters.ts";
import { overBase, perform } from "./request.ts";
import type { Bundle, Connection, Given } from "./run.ts";
import type { World } from "./world.ts";

/** A delivery as Make's gateway receives it. */
export interface Delivery {
  readonly method: string;
  /** With what stands behind the question mark of the address. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Attached {
  /** What attaching saved, as `webhook.<key>`. */
  readonly saved: Readonly<Record<string, unknown>>;
  /** The bundle that the trigger gives; undefined when the webhook does not accept the delivery. */
  receive(delivery: Delivery): Bundle | undefined;
  update(given: Given): Promise<void>;
  detach(): Promise<void>;
}

interface Subscription {
  readonly world: World;
  readonly connection: Connection;
  readonly id: string;
  readonly code: Record<string, Code>;
}

const ask = async (
  { world, connection, code }: Subscription,
  section: string,
  { webhook, parameters }: { webhook: Given; parameters: Given },
): Promise<Given> => {
  const request = overBase(base, code[section]);
  const scope = { connection: connection.values, webhook, parameters };
  const outcome = await perform(world, request, scope);
  return fill(outcome.response.data ?? {}, outcome.scope) as Given;
};

const bundleOf = ({ world, code }: Subscription, webhook: Given, delivery: Delivery): Bundle => {
  const { condition, output } = code["communication"];
  const scope = {
    now: world.now(),
    webhook,
    parameters: {},
    method: delivery.method,
    headers: delivery.headers,
    query: Object.fromEntries(new URL(delivery.path, world.origin).searchParams),
    body: JSON.parse(delivery.body),
  };
  return fill(condition, scope) ? fill(output, scope) : undefined;
};

/** Attaches the webhook of an instant trigger, as turning a scenario on does. `url` is the address Make gave it. */
export const attach = async (
  world: World,
  connection: Connection,
  trigger: string,
  { url, parameters: given = {} }: { url: string; parameters?: Given },
): Promise<Attached> => {
  const id = component("module", trigger).webhook ?? "";
  const subscription = { world, connection, id, code: codeOf("webhook", id) };
  const parameters = accepted(subscription.code["params"], given);
  let webhook: Given = { id: 1, url };
  webhook = { ...webhook, ...(await ask(subscription, "attach", { webhook, parameters })) };
  return {
    saved: webhook,
    receive: (delivery) => bundleOf(subscription, webhook, delivery),
    async update(changed) {
      const answered = await ask(subscription, "update", {
        webhook,
        parameters: accepted(subscription.code["params"], changed),
      });
      webhook = { ...webhook, ...answered };
    },
    async detach() {
      await ask(subscription, "detach", { webhook, parameters });
    },
  };
};
