import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { tillSignature } from "../../../server/src/tills/index.ts";
import type { Answered, Client, TestApp } from "../../support/app.ts";
import type { TestClock } from "../../support/clock.ts";

/** What till tests share: things made over the API, and a till that signs. */

export const made = async (client: Client, path: string, body: unknown, status = 201) => {
  const answer = await client.post(path, body);
  assert.equal(answer.status, status, answer.text);
  return answer.body;
};

export const award = (stamps: number) => ({ stamps, reward: { type: "award", name: `Award ${stamps}` } });

export const newEmail = (): string => `${randomUUID()}@example.com`;

export interface SigningTill {
  readonly id: string;
  readonly secret: string;
  /** Sends a body, signed. */
  send(body: unknown, options?: { at?: Date; signature?: string; raw?: string }): Promise<Answered>;
}

/** A till as a shop would set it up, sending over a socket. */
export const signingTill = (
  app: TestApp,
  clock: TestClock,
  till: { id: string; secret: string },
): SigningTill => ({
  ...till,
  async send(body, options = {}) {
    const raw = options.raw ?? JSON.stringify(body);
    const at = Math.floor((options.at ?? clock.now()).getTime() / 1000);
    const response = await fetch(`${app.url}/v1/tills/${till.id}/sales`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-7stamp-signature": options.signature ?? tillSignature(till.secret, at, raw),
      },
      body: raw,
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text === "" ? undefined : JSON.parse(text),
    };
  },
});

/** A new till of Serve's kind for a program. */
export const serveTill = async (app: TestApp, clock: TestClock, owner: Client, templateId: string) =>
  signingTill(
    app,
    clock,
    await made(owner, "/tills", { name: "Counter", kind: "serve", template_id: templateId }),
  );

let receipts = 0;

/** A sale of our own shape with a fresh receipt. */
export const sale = (more: Record<string, unknown> = {}): Record<string, unknown> => {
  receipts += 1;
  return {
    receipt_id: `R-${receipts}`,
    sold_at: "2026-05-11T12:34:50Z",
    amount: "12.50",
    currency: "EUR",
    ...more,
  };
};
