/** Why a message was not accepted, in words every channel shares. */
export const sendProblems = [
  /** The person does not want messages of this kind. */
  "opted_out",
  /** Nobody is reached at this address. */
  "unreachable",
  /** The messenger wants an approved template, since the person has not written for a day. */
  "window_closed",
  "template",
  "rate_limited",
  /** Credentials are refused. */
  "auth",
  "billing",
  "invalid",
  /** Not accepted now; certainly not sent. */
  "temporary",
  /** No answer came: it may or may not have been accepted. */
  "unknown_outcome",
] as const;

export type SendProblem = (typeof sendProblems)[number];

export interface Refused {
  readonly state: "refused";
  readonly problem: SendProblem;
  /** For logs and the console; holds no contact data. */
  readonly detail: string;
  /** How long the other side wants to be left alone. */
  readonly retryAfterMs?: number;
}

/** What a channel says to one message. */
export type SendOutcome = { readonly state: "accepted"; readonly message_id: string | null } | Refused;

export const refused = (problem: SendProblem, detail: string, retryAfterMs?: number): Refused => ({
  state: "refused",
  problem,
  detail,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});
