import { createHash } from "node:crypto";

/** Webhooks of Poster's stand-in: signed, in order, sent again up to 15 times, holding back the later ones. */

export interface PosterMessage {
  readonly action: string;
  readonly object?: string;
  readonly object_id: string | number;
  readonly time?: string;
  readonly data?: string;
  readonly account?: string;
  readonly account_number?: string;
  /** Replaces the right one. */
  readonly verify?: string;
}

export interface PosterHooks {
  /** The body of a webhook, signed. */
  body(message: PosterMessage): string;
  /** Puts webhooks in the line. */
  queue(...messages: PosterMessage[]): void;
  /** What a whole order sends: a burst of `changed` with its lines, then `closed`. */
  burst(orderId: string): PosterMessage[];
  /** Sends the line in order; stops at one that is not accepted, as the real one does until its next attempt. */
  flush(url: string): Promise<number[]>;
  readonly waiting: number;
}

const maxAttempts = 15;

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

export const createPosterHooks = (options: {
  account: string;
  accountNumber: string;
  secret: string;
}): PosterHooks => {
  const line: { body: string; attempts: number }[] = [];
  let clock = 1_764_000_000;

  const body = (message: PosterMessage): string => {
    clock += 1;
    const { object = "transaction", object_id, action, data } = message;
    const account = message.account ?? options.account;
    const time = message.time ?? String(clock);
    const parts = [account, object, String(object_id), action, ...(data === undefined ? [] : [data])];
    return JSON.stringify({
      account,
      object,
      object_id,
      action,
      time,
      verify: message.verify ?? md5([...parts, time, options.secret].join(";")),
      account_number: message.account_number ?? options.accountNumber,
      ...(data === undefined ? {} : { data }),
    });
  };

  const history = (type_history: string): string =>
    JSON.stringify({
      transactions_history: {
        type_history,
        time: clock * 1000 + 123,
        value: 3,
        value2: 2750,
        value_text: JSON.stringify({ payments: { cash: 27.5 } }),
        user_id: 6,
        spot_tablet_id: 1,
      },
    });

  return {
    body,
    get waiting() {
      return line.length;
    },
    queue: (...messages) => void line.push(...messages.map((one) => ({ body: body(one), attempts: 0 }))),
    burst: (object_id) => [
      { action: "added", object_id: Number(object_id) },
      ...["open", "additem", "additem", "comment", "close"].map((kind) => ({
        action: "changed",
        object_id: Number(object_id),
        data: history(kind),
      })),
      { action: "closed", object_id },
    ],
    async flush(url) {
      const statuses: number[] = [];
      for (let first = line[0]; first !== undefined; first = line[0]) {
        const headers = { "content-type": "application/json" };
        const { status } = await fetch(url, { method: "POST", headers, body: first.body });
        statuses.push(status);
        first.attempts += 1;
        if (status !== 200 && first.attempts < maxAttempts) break;
        line.shift();
      }
      return statuses;
    },
  };
};
