import { startReceiver, type Received } from "../../support/receiver.ts";

/** Make's gateway for one webhook, as it treats deliveries whether its scenario is on or off. */
export interface Gateway {
  readonly url: string;
  /** What waits for the scenario, in the order of arrival. */
  readonly queue: readonly Received[];
  /** How many deliveries were turned away while the scenario was off. */
  readonly turnedAway: number;
  switchOn(): void;
  switchOff(): void;
  /** Resolves when that many deliveries were turned away, or wait. */
  dealtWith(count: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the gateway with the scenario off, as it is when a webhook has just been made in the editor. Off, it answers
 * 410 "There is no scenario listening for this webhook."; on, it queues and answers at once, before the scenario runs.
 */
export const startGateway = async (): Promise<Gateway> => {
  const receiver = await startReceiver();
  const queue: Received[] = [];
  let isOn = false;
  let turnedAway = 0;
  receiver.decide((delivery) => {
    if (!isOn) {
      turnedAway += 1;
      return { status: 410, body: "There is no scenario listening for this webhook." };
    }
    queue.push(delivery);
    return { status: 200, body: '{"accepted":true}' };
  });
  return {
    url: receiver.url,
    queue,
    get turnedAway() {
      return turnedAway;
    },
    switchOn: () => void (isOn = true),
    switchOff: () => void (isOn = false),
    dealtWith: async (count) => void (await receiver.arrived(count, 20_000)),
    close: () => receiver.close(),
  };
};
