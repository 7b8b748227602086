import type { Answered } from "../../core/safe-fetch.ts";
import { readRetryAfter } from "../../core/retry-after.ts";
import { refused, type SendOutcome, type SendProblem } from "../../core/send-outcome.ts";
import { overLimit, type MessengerAccount, type MessengerPort } from "../port.ts";
import { checkPath, messageBody, messagesPath } from "./contract.ts";

/** Shorter than a claim on a recipient lasts. */
const timeoutMs = 10_000;
/** What a 429 without Retry-After means. */
const defaultPauseMs = 30_000;
const longestPauseMs = 3_600_000;

const bodyProblems: ReadonlySet<string> = new Set<SendProblem>([
  "opted_out",
  "unreachable",
  "window_closed",
  "template",
  "invalid",
]);

const parsed = (body: string | null): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(body ?? "");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

const pauseOf = ({ retryAfter }: Answered): number =>
  readRetryAfter(retryAfter, { now: new Date(), longestMs: longestPauseMs }) ?? defaultPauseMs;

const problemOf = (answer: Answered): SendOutcome => {
  const { status } = answer;
  // Nothing came back: the message may be with the provider, and a repeat under its key is harmless.
  if (status === null) return refused("unknown_outcome", answer.error ?? "no answer");
  if (status === 401 || status === 403) return refused("auth", `7loc.com refused the token (${status})`);
  if (status === 402) return refused("billing", "7loc.com wants the account to be topped up (402)");
  if (status === 429) return refused("rate_limited", "7loc.com asks for a pause (429)", pauseOf(answer));
  if (status === 422 || status === 400) {
    const { code } = (parsed(answer.body)["error"] ?? {}) as { code?: unknown };
    const known = typeof code === "string" && bodyProblems.has(code);
    return refused(known ? (code as SendProblem) : "invalid", `7loc.com said ${status} ${known ? code : ""}`);
  }
  if (status >= 500 || status === 408) return refused("temporary", `7loc.com said ${status}`);
  return refused("invalid", `7loc.com said ${status}`);
};

/** The messenger port over one account at 7loc.com. */
export const sevenLoc = (account: MessengerAccount): MessengerPort => {
  const post = (path: string, body: unknown, headers: Record<string, string>): Promise<Answered> =>
    account.outbound.post(`${account.baseUrl.replace(/\/+$/, "")}${path}`, {
      headers: {
        authorization: `Bearer ${account.token}`,
        "content-type": "application/json",
        ...headers,
      },
      body: JSON.stringify(body),
      timeoutMs,
    });
  return {
    channels: account.channels,
    async send(message) {
      const over = overLimit(message);
      if (over !== null) return over;
      const answer = await post(messagesPath, messageBody(message, account.callbackUrl), {
        "idempotency-key": message.idempotency_key,
      });
      if (answer.status === null || answer.status >= 300) return problemOf(answer);
      const { id } = parsed(answer.body);
      return { state: "accepted", message_id: typeof id === "string" ? id : null };
    },
    async check() {
      const answer = await post(checkPath, {}, {});
      if (answer.status === null || answer.status >= 300) return problemOf(answer);
      return { state: "accepted", message_id: null };
    },
  };
};
