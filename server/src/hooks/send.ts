import { readFileSync } from "node:fs";
import type { Answered, Outbound } from "../core/safe-fetch.ts";
import type { Vault } from "../core/secrets.ts";
import type { Hook, SentRequest } from "./model.ts";
import { signatureHeaders, timestampOf } from "./sign.ts";

const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** A receiver has this long for its whole answer. */
export const attemptTimeoutMs = 15_000;

/** One event on its way to one hook. */
export interface Outgoing {
  readonly hook: Hook;
  readonly event_id: string;
  readonly event: string;
  readonly delivery_id: string;
  /** The exact bytes. */
  readonly body: string;
  readonly at: Date;
}

export interface SendParts {
  readonly outbound: Outbound;
  readonly vault: Vault;
  readonly timeoutMs: number;
}

/** Secrets opened last; each is opened anew beyond them. */
const mostOpened = 1_000;
const opened = new WeakMap<Vault, Map<string, string>>();

/** A secret is asked for with each delivery, and what is sealed never says anything else. */
const openOnce = (vault: Vault, sealed: string): string => {
  const known = opened.get(vault) ?? new Map<string, string>();
  opened.set(vault, known);
  const held = known.get(sealed);
  if (held !== undefined) return held;
  if (known.size >= mostOpened) known.clear();
  const secret = vault.open(sealed);
  known.set(sealed, secret);
  return secret;
};

/** The secrets that sign now, newest first. */
const liveSecrets = (hook: Hook, vault: Vault, at: Date): string[] =>
  hook.secrets
    .filter(({ expires_at }) => expires_at === null || expires_at > at)
    .map(({ sealed }) => openOnce(vault, sealed));

/** What came of one request, and what of it cannot be told from the message. */
export interface Sent {
  readonly answered: Answered;
  readonly request: Omit<SentRequest, "form">;
}

const agent = `7stamp-connect/${version}`;

/** The headers of a request, as they were sent. */
export const requestHeaders = (
  message: Pick<Outgoing, "event" | "delivery_id" | "event_id" | "at">,
  sent: Pick<SentRequest, "agent" | "signature" | "id_signature">,
): Record<string, string> => ({
  "content-type": "application/json",
  "user-agent": sent.agent,
  "x-7stamp-event": message.event,
  "x-7stamp-delivery": message.delivery_id,
  "webhook-id": message.event_id,
  "webhook-timestamp": timestampOf(message.at),
  "webhook-signature": sent.signature,
  "x-7stamp-id-signature": sent.id_signature,
});

/** What an answer's status means in the delivery log; null for success. */
const statusError = (status: number): string | null => {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `the receiver answered ${status}; redirects are not followed`;
  return `the receiver answered ${status}`;
};

/** Signs and posts once. Never throws for what the receiver does. */
export const sendSigned = async (parts: SendParts, message: Outgoing): Promise<Sent> => {
  const { hook, at, body } = message;
  const secrets = liveSecrets(hook, parts.vault, at);
  const signed = signatureHeaders({ id: message.event_id, at, body, secrets });
  const request = {
    url: hook.target_url,
    agent,
    signature: signed["webhook-signature"],
    id_signature: signed["x-7stamp-id-signature"],
  };
  const answered = await parts.outbound.post(hook.target_url, {
    timeoutMs: parts.timeoutMs,
    body,
    headers: requestHeaders(message, request),
  });
  if (answered.status === null) return { answered, request };
  return { answered: { ...answered, error: statusError(answered.status) }, request };
};

export const isSuccess = (answered: Answered): boolean => answered.status !== null && answered.error === null;
