import { lookup as systemLookup, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction, type Socket } from "node:net";
import { Agent, buildConnector, request } from "undici";
import { createTargetPolicy, type TargetPolicy, type TargetRules } from "./target-policy.ts";
import { Deadline, failureText, notAllowedText, readAnswerBody, readAnswerHeaders } from "./safe-answer.ts";
import { passOverContinue } from "./interim.ts";
import { resolvePublicName, type Resolve } from "./resolve.ts";

/*
 * Outbound HTTP to addresses that strangers choose. The URL's text is judged first; a name is resolved by our own lookup,
 * which refuses it when any of its addresses is not allowed, and the socket dials what was judged: there is no second
 * resolution to rebind. Once connected the peer's address is judged again. Redirects are never followed, one deadline
 * covers everything, and at most 64 KB of an answer are read. Nothing is stored here: a crash loses the answer of the
 * requests under way and nothing else; whoever sent them sends them again.
 */

/** What came of one request; `status` is null when there was no answer, and then `error` says why. */
export interface Answered {
  readonly status: number | null;
  readonly error: string | null;
  /** The first 20 kB as text; null when there was no answer. */
  readonly body: string | null;
  readonly retryAfter: string | null;
  /** Without cookies; null when there was no answer. */
  readonly headers: Readonly<Record<string, string>> | null;
  readonly durationMs: number;
}

export interface OutboundPost {
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly timeoutMs: number;
}

export interface Outbound {
  /** Judges a target before it is stored: its text, and the addresses of its name if it resolves already. */
  allows(target: string): Promise<boolean>;
  /** Posts once. Never throws for what the other side does. */
  post(target: string, post: OutboundPost): Promise<Answered>;
  close(): Promise<void>;
}

export interface OutboundOptions extends TargetRules {
  /** For tests: what names resolve to. */
  readonly resolve?: Resolve;
}

export { notAllowedText };

class DestinationNotAllowed extends Error {
  readonly code = "DESTINATION_NOT_ALLOWED";
}

const connectTimeoutMs = 5_000;
const resolveAtCreateMs = 1_000;

const refusal = (): Error => new DestinationNotAllowed(notAllowedText);

const guardedLookup =
  (policy: TargetPolicy, resolve: Resolve): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined || !addresses.every(({ address }) => policy.allowsAddress(address)))
          callback(refusal() as NodeJS.ErrnoException, []);
        else if (options.all === true) callback(null, addresses as LookupAddress[]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };

const connectorOptions = { timeout: connectTimeoutMs, autoSelectFamily: true, allowH2: false };

/** Dials what the policy allows, and looks again at whom it has reached. */
const guardedConnector = (policy: TargetPolicy, resolve: Resolve): buildConnector.connector => {
  const free = buildConnector({ ...connectorOptions, lookup: systemLookup as LookupFunction } as never);
  const guarded = buildConnector({ ...connectorOptions, lookup: guardedLookup(policy, resolve) } as never);
  return (options, given) => {
    const callback: typeof given = (...[error, socket]) => {
      if (error !== null) return given(error, null);
      passOverContinue(socket);
      return given(null, socket);
    };
    const secure = options.protocol === "https:";
    const port = Number(options.port || (secure ? 443 : 80));
    const verdict = policy.judgeHost({ protocol: options.protocol, hostname: options.hostname, port });
    if (verdict === "refused") return callback(refusal(), null);
    if (verdict === "exact") return free(options, callback);
    return guarded(options, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      const peer = (socket as Socket).remoteAddress ?? "";
      if (policy.allowsAddress(peer)) return callback(null, socket as Socket);
      socket?.destroy();
      return callback(refusal(), null);
    });
  };
};

const createAgent = (policy: TargetPolicy, resolve: Resolve): Agent =>
  new Agent({
    connect: guardedConnector(policy, resolve),
    pipelining: 1,
    // no cap per origin: hooks of many businesses share hooks.zapier.com, and a slow one must not hold the others up
    connections: null,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 10_000,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: 16_384,
  });

const unanswered = { status: null, body: null, retryAfter: null, headers: null } as const;

const postThrough = async (agent: Agent, target: string, post: OutboundPost): Promise<Answered> => {
  const started = performance.now();
  const elapsed = (): number => Math.round(performance.now() - started);
  const deadline = new Deadline(post.timeoutMs);
  try {
    const answer = await deadline.within(
      request(target, {
        dispatcher: agent,
        method: "POST",
        headers: { ...post.headers, "accept-encoding": "identity" },
        body: post.body,
        signal: deadline.signal,
      }),
    );
    const retryAfter = answer.headers["retry-after"];
    return {
      status: answer.statusCode,
      error: null,
      body: await readAnswerBody(answer.body),
      retryAfter: typeof retryAfter === "string" ? retryAfter : null,
      headers: readAnswerHeaders(answer.headers),
      durationMs: elapsed(),
    };
  } catch (error) {
    const text = error instanceof DestinationNotAllowed ? notAllowedText : failureText(error, post.timeoutMs);
    return { ...unanswered, error: text, durationMs: elapsed() };
  } finally {
    deadline.end();
  }
};

const resolvesToAllowed = async (
  policy: TargetPolicy,
  resolve: Resolve,
  hostname: string,
): Promise<boolean> => {
  if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0) return true;
  const deadline = new Deadline(resolveAtCreateMs);
  try {
    const addresses = await deadline.within(resolve(hostname));
    return addresses.every(({ address }) => policy.allowsAddress(address));
  } catch {
    return true; // does not resolve yet; each attempt judges it again
  } finally {
    deadline.end();
  }
};

/** The guard itself, for adapters that speak a vendor's protocol: it dials what the rules allow, and nothing else. */
export const openGuardedAgent = (options: OutboundOptions): Agent =>
  createAgent(createTargetPolicy(options), options.resolve ?? resolvePublicName);

/** Opens the one way out for requests to addresses that users chose. */
export const openOutbound = (options: OutboundOptions): Outbound => {
  const policy = createTargetPolicy(options);
  const resolve = options.resolve ?? resolvePublicName;
  const agent = createAgent(policy, resolve);
  return {
    async allows(target) {
      const verdict = policy.judge(target);
      if (verdict !== "guarded") return verdict === "exact";
      return resolvesToAllowed(policy, resolve, new URL(target).hostname);
    },
    async post(target, post) {
      if (policy.judge(target) !== "refused") return postThrough(agent, target, post);
      return { ...unanswered, error: notAllowedText, durationMs: 0 };
    },
    close: () => agent.close(),
  };
};
