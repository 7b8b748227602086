import type { z } from "zod";
import type { ActionDefinition } from "../catalog/index.ts";
import type { Page } from "../core/paging.ts";
import type { Caller, Platform } from "../platform/index.ts";

/** One parsed call. Params, query and body have passed the action's schemas. */
export interface Call<A extends ActionDefinition = ActionDefinition> {
  readonly platform: Platform;
  /** Set for access `caller` and `session`. */
  readonly caller: Caller;
  readonly params: z.output<A["params"]>;
  readonly query: z.output<A["query"]>;
  readonly body: z.output<A["body"]>;
  readonly request: CallRequest;
}

export interface CookieLife {
  readonly maxAgeMs: number;
  /** `lax` for one that must come back from another site's redirect; else it stays on this site. */
  readonly sameSite?: "lax";
}

/** What a few operations need of the transport: the log-in, the tills' signatures. */
export interface CallRequest {
  readonly id: string;
  /** The client's: the peer's, or what trusted proxies tell. */
  readonly address: string;
  /** The body as it came, before parsing. */
  readonly rawBody: string;
  header(name: string): string;
  /** Empty when there is none. */
  cookie(name: string): string;
  setCookie(name: string, value: string, options: CookieLife | "clear"): void;
}

/** An answer with another success status than the action's usual one. */
export class Answer<T> {
  readonly status: number;
  readonly body: T;

  constructor(status: number, body: T) {
    this.status = status;
    this.body = body;
  }
}

/** The answer's exact bytes, for bodies that must not be serialised again. */
export class RawJson {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }
}

/** A page of a list whose items are JSON already. */
export const rawPage = ({ data, ...rest }: Page<string>): RawJson =>
  new RawJson(`{"data":[${data.join(",")}],${JSON.stringify(rest).slice(1)}`);

/** An answer that goes on until the caller hangs up or the server stops: server-sent events. */
export class LiveText {
  readonly type: string;
  readonly chunks: (signal: AbortSignal) => AsyncIterable<string>;

  constructor(type: string, chunks: (signal: AbortSignal) => AsyncIterable<string>) {
    this.type = type;
    this.chunks = chunks;
  }
}

type Result<A extends ActionDefinition> = z.input<A["result"]>;

/** A call before its query and body were judged. */
export type Admission = Pick<Call, "platform" | "request"> & { readonly params: unknown };

export interface Operation {
  readonly action: ActionDefinition;
  readonly run: (call: Call) => Promise<unknown>;
  /** For access `till`: proves who calls by the raw body, before anything else of it is judged or replayed. */
  readonly admit?: (admission: Admission) => Promise<void>;
}

/** Binds a catalogue action to the function that does it. */
export const bind = <A extends ActionDefinition>(
  action: A,
  run: (call: Call<A>) => Promise<Result<A> | Answer<Result<A>> | RawJson | LiveText>,
): Operation => ({ action, run: run as unknown as Operation["run"] });

/** Binds an action whose callers prove themselves by signing the body. @see Operation.admit */
export const bindSigned = <A extends ActionDefinition>(
  action: A,
  admit: (admission: Admission & { params: Call<A>["params"] }) => Promise<void>,
  run: (call: Call<A>) => Promise<Result<A> | Answer<Result<A>>>,
): Operation => ({ ...bind(action, run), admit: admit as unknown as NonNullable<Operation["admit"]> });

/** Binds an action whose answer has no body. */
export const bindSilent = <A extends ActionDefinition>(
  action: A,
  run: (call: Call<A>) => Promise<void>,
): Operation => ({
  action,
  run: run as unknown as Operation["run"],
});
