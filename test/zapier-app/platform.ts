import { startReceiver, type Receiver } from "../support/receiver.ts";
import type { Answer, Stage } from "./stage.ts";
import { catalog, operationOf, run, type Input } from "./support.ts";

/*
 * Stands for Zapier's servers around the app. An address a Zap: it takes events while the Zap is on and answers 410 once the Zap
 * is deleted. The editor's test asks for recent events and falls back to the sample. Whatever is mapped into a step comes as
 * text, and what was mapped to nothing comes as "", since the app's cleanInputData flag is off. Deleting a Zap unsubscribes with
 * the key of the connection, alive or dead, once; a failure of that is dropped.
 */

export interface Zap {
  /** What the editor's test shows for the trigger. */
  editorTest(): Promise<Answer[]>;
  turnOn(): Promise<{ id: string }>;
  /** The records of the runs that the events so far have started. */
  runs(count: number): Promise<Answer[]>;
  /** Turns the Zap off for ever; gives what the unsubscribing ended with, if it failed. */
  remove(): Promise<unknown>;
  readonly address: Receiver;
}

/** What a step is given, as the platform hands it on: everything as text, nothing as "". */
export const mapped = (values: Input): Input =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      value === null || value === undefined ? "" : typeof value === "number" ? String(value) : value,
    ]),
  );

/** Builds a Zap on one trigger with the connection of the stage, or another key. */
export const buildZap = async (
  stage: Stage,
  trigger: string,
  { input = {}, key = stage.auth["api_key"] ?? "" }: { input?: Input; key?: string } = {},
): Promise<Zap> => {
  const address = await startReceiver();
  const operation = operationOf("triggers", trigger);
  const auth = { ...stage.auth, api_key: key };
  let subscription: { id: string; zone?: string } | undefined;
  return {
    address,
    async editorTest() {
      const recent = (await run(operation.performList, { auth, input: mapped(input) })) as Answer[];
      return recent.length > 0 ? recent : [catalog.triggers.find((one) => one.key === trigger)?.sample];
    },
    async turnOn() {
      const options = { auth, input: mapped(input), targetUrl: address.url };
      subscription = (await run(operation.performSubscribe, options)) as { id: string };
      return subscription;
    },
    async runs(count) {
      const requests = await address.arrived(count);
      const started = requests.map(async ({ body }) => {
        const delivered = { ...(JSON.parse(body) as object), querystring: {} };
        return (await run(operation.perform, {
          auth,
          delivered,
          ...(subscription && { subscribeData: subscription }),
        })) as Answer[];
      });
      return (await Promise.all(started)).flat();
    },
    async remove() {
      address.always({ status: 410 });
      const options = { auth, ...(subscription && { subscribeData: subscription }) };
      return run(operation.performUnsubscribe, options).then(
        () => undefined,
        (error: unknown) => error,
      );
    },
  };
};
