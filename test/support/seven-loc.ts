import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sevenLocPage } from "./seven-loc-page.ts";

/*
 * 7loc.com as its contract describes it (server/src/messengers/seven-loc/contract.ts), failures included: a wrong token,
 * an empty account, too many messages, trouble of its own, dead numbers, people who opted out, connections that break off
 * before and after a message was taken, and callbacks that come late, doubled, out of order or not at all.
 */

export interface AcceptedMessage {
  readonly id: string;
  /** The Idempotency-Key it came with. */
  readonly key: string;
  readonly channel: string;
  readonly to: string;
  readonly text: string;
  readonly callbackUrl: string;
  readonly at: Date;
  /** Milliseconds on the process's own clock, for counting by the second. */
  readonly tick: number;
  /** How often it was handed over; it counts as one message. */
  requests: number;
  status: string;
}

/** What the next message is answered instead; `taken-then-reset` accepts it and hangs up without a word. */
export type Trouble =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly code?: string }
  | "reset"
  | "taken-then-reset";

export interface ReportOptions {
  readonly id?: string;
  readonly error?: string;
  /** Signs with another token, or as of another time. */
  readonly token?: string;
  readonly at?: Date;
  /** Posts it so many times. */
  readonly times?: number;
}

export interface SevenLoc {
  readonly url: string;
  readonly token: string;
  /** Each message once, however often it was handed over. */
  readonly accepted: readonly AcceptedMessage[];
  readonly deadNumbers: Set<string>;
  /** `<channel>:<phone>` */
  readonly optedOut: Set<string>;
  /** Troubles for the next messages, one each. */
  trouble(...troubles: readonly Trouble[]): void;
  /** Every message is answered like this until it is set to null. */
  always(trouble: Trouble | null): void;
  /** Messages a second it bears; more are answered 429. */
  limit(perSecond: number): void;
  /** Messages that arrived, accepted or not. */
  readonly arrivals: number;
  /** Resolves when that many messages have been accepted. */
  took(count: number, deadlineMs?: number): Promise<void>;
  /** Posts a status of an accepted message. @returns the status of the last answer */
  report(message: AcceptedMessage, status: string, options?: ReportOptions): Promise<number>;
  /** Tells that a person wants no more. */
  optOut(message: AcceptedMessage, options?: ReportOptions): Promise<number>;
  stop(): Promise<void>;
}

export interface SevenLocOptions {
  readonly port?: number;
  readonly token?: string;
  /** What callbacks are signed as of. */
  readonly now?: () => Date;
  /** Reports sent, delivered and read by itself, for people who look at it in a browser. */
  readonly reportsByItself?: boolean;
}

const limits: Readonly<Record<string, number>> = { whatsapp: 4096, telegram: 4096, viber: 7000 };

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

const answer = (response: ServerResponse, status: number, body: unknown, headers = {}): void => {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
};

const refuse = (response: ServerResponse, code: string): void =>
  answer(response, 422, { error: { code, message: code } });

interface Posted {
  channel: string;
  to: string;
  kind: string;
  text: string;
  reference: string;
  callback_url: string;
}

/** Starts the stand-in on 127.0.0.1; the page at / shows what it has accepted. */
export const startSevenLoc = async (options: SevenLocOptions = {}): Promise<SevenLoc> => {
  const token = options.token ?? "seven-loc-demo-token";
  const now = options.now ?? (() => new Date());
  const byKey = new Map<string, AcceptedMessage>();
  const troubles: Trouble[] = [];
  const deadNumbers = new Set<string>();
  const optedOut = new Set<string>();
  const watchers = new Set<() => void>();
  const state = { always: null as Trouble | null, perSecond: Infinity, arrivals: 0, minted: 0 };

  const post = async (url: string, event: Record<string, unknown>, how: ReportOptions): Promise<number> => {
    let status = 0;
    for (let time = 0; time < (how.times ?? 1); time += 1) {
      const body = JSON.stringify({ events: [event] });
      const seconds = Math.floor((how.at ?? now()).getTime() / 1000);
      const mac = createHmac("sha256", how.token ?? token)
        .update(`${seconds}.${body}`)
        .digest("hex");
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", "x-7loc-signature": `t=${seconds},v1=${mac}` },
        body,
      });
      status = response.status;
      await response.arrayBuffer();
    }
    return status;
  };
  const eventId = (): string => `ev_${(state.minted += 1)}`;
  const report: SevenLoc["report"] = async (message, status, how = {}) => {
    message.status = status;
    const event = {
      id: how.id ?? eventId(),
      type: "status",
      at: now().toISOString(),
      message_id: message.id,
      reference: message.key,
      status,
      ...(how.error && { error: how.error }),
    };
    return post(message.callbackUrl, event, how);
  };

  const reportByItself = (message: AcceptedMessage): void => {
    ["sent", "delivered", "read"].forEach((status, step) => {
      setTimeout(() => void report(message, status).catch(() => undefined), 500 * (step + 1)).unref();
    });
  };

  const isTooFast = (channel: string): boolean => {
    const tick = performance.now();
    const recent = [...byKey.values()].filter((one) => one.channel === channel && one.tick > tick - 1000);
    return recent.length >= state.perSecond;
  };

  const take = (key: string, posted: Posted): AcceptedMessage => {
    const message: AcceptedMessage = {
      id: `m_${(state.minted += 1)}`,
      key,
      channel: posted.channel,
      to: posted.to,
      text: posted.text,
      callbackUrl: posted.callback_url,
      at: now(),
      tick: performance.now(),
      requests: 1,
      status: "accepted",
    };
    byKey.set(key, message);
    for (const watch of watchers) watch();
    if (options.reportsByItself) reportByItself(message);
    return message;
  };

  const judge = (response: ServerResponse, key: string, posted: Posted): void => {
    const { channel, to, text } = posted;
    if (key === "" || posted.reference !== key || posted.kind !== "text") return refuse(response, "invalid");
    if (!(channel in limits) || text === "" || text.length > (limits[channel] ?? 0))
      return refuse(response, "invalid");
    const known = byKey.get(key);
    if (known !== undefined) {
      known.requests += 1;
      return answer(response, 202, { id: known.id, state: "accepted" });
    }
    if (isTooFast(channel)) return answer(response, 429, {}, { "retry-after": "1" });
    if (deadNumbers.has(to)) return refuse(response, "unreachable");
    if (optedOut.has(`${channel}:${to}`)) return refuse(response, "opted_out");
    answer(response, 202, { id: take(key, posted).id, state: "accepted" });
  };

  const receive = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    if (request.headers.authorization !== `Bearer ${token}`) return answer(response, 401, {});
    if (request.url === "/v1/check") return answer(response, 200, {});
    if (request.url !== "/v1/messages") return answer(response, 404, {});
    state.arrivals += 1;
    const key = String(request.headers["idempotency-key"] ?? "");
    const posted = JSON.parse(body) as Posted;
    const trouble = troubles.shift() ?? state.always;
    if (trouble === null) return judge(response, key, posted);
    if (typeof trouble !== "string") {
      const { status, headers, code } = trouble;
      return answer(response, status, code === undefined ? {} : { error: { code } }, headers);
    }
    if (trouble === "taken-then-reset" && !byKey.has(key)) take(key, posted);
    response.socket?.destroy();
  };

  const server = createServer((request, response) => {
    if (request.method === "GET") {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      response.end(sevenLocPage([...byKey.values()], token));
      return;
    }
    void readBody(request).then((body) => receive(request, response, body));
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    deadNumbers,
    optedOut,
    get accepted() {
      return [...byKey.values()];
    },
    get arrivals() {
      return state.arrivals;
    },
    trouble: (...more) => void troubles.push(...more),
    always(trouble) {
      state.always = trouble;
    },
    limit(perSecond) {
      state.perSecond = perSecond;
    },
    async took(count, deadlineMs = 60_000) {
      let timer: NodeJS.Timeout | undefined;
      let watch: () => void = () => undefined;
      const reached = new Promise<void>((resolve) => {
        watch = () => (byKey.size >= count ? resolve() : undefined);
        watchers.add(watch);
        watch();
      });
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`${byKey.size} of ${count} messages came`)), deadlineMs);
      });
      await Promise.race([reached, late]).finally(() => {
        clearTimeout(timer);
        watchers.delete(watch);
      });
    },
    report,
    optOut: (message, how = {}) =>
      post(
        message.callbackUrl,
        {
          id: how.id ?? eventId(),
          type: "opt_out",
          at: now().toISOString(),
          channel: message.channel,
          phone: message.to,
        },
        how,
      ),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
