import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A part as the stand-in keeps it. */
export interface Part {
  name: string;
  label: string;
  connection?: string | null;
  webhook?: string | null;
  crud?: string | null;
  typeId?: number;
  sections: Map<string, string>;
}

/** What the API calls each kind. */
const kinds = {
  connections: "appConnection",
  webhooks: "appWebhook",
  modules: "appModule",
  rpcs: "appRpc",
} as const;
type Plural = keyof typeof kinds;

export interface MakeApi {
  readonly baseUrl: string;
  /** Method and path of each call. */
  readonly calls: string[];
  readonly parts: Record<Plural, Map<string, Part>>;
  readonly general: Map<string, string>;
  /** The most calls that came within one minute of the time given. */
  readonly mostInAMinute: number;
  /** Answers the next calls with these statuses. */
  readonly faults: number[];
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly text?: string;
}

const notFound: Answer = { status: 404, body: { message: "Not found" } };
const done: Answer = { status: 200, body: { changed: true } };

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
};

/** A stand-in for Make's API of apps, as its SDK calls it: one app, `token` is the only key. */
export const startMakeApi = async ({
  appId,
  token,
  now,
  perMinute,
}: {
  appId: string;
  token: string;
  now: () => number;
  /** What the plan allows; over it the answer is 429. */
  perMinute: number;
}): Promise<MakeApi> => {
  const times: number[] = [];
  let most = 0;
  const isTooFast = (): boolean => {
    const at = now();
    const within = times.filter((time) => time > at - 60_000).length + 1;
    if (within > perMinute) return true;
    times.push(at);
    most = Math.max(most, within);
    return false;
  };
  const calls: string[] = [];
  const faults: number[] = [];
  const general = new Map<string, string>();
  const parts = {
    connections: new Map(),
    webhooks: new Map(),
    modules: new Map(),
    rpcs: new Map(),
  } as Record<Plural, Map<string, Part>>;
  let named = 0;

  const create = (plural: Plural, text: string): Answer => {
    const given = JSON.parse(text);
    if (given.typeId === 10 && !given.webhook)
      return { status: 400, body: { message: "Webhook is missing" } };
    const isNamedByMake = plural === "connections" || plural === "webhooks";
    if (isNamedByMake) named += 1;
    const name = isNamedByMake ? `${appId}${named === 1 ? "" : named}` : given.name;
    if (parts[plural].has(name)) return { status: 409, body: { message: "It exists already" } };
    parts[plural].set(name, { ...given, name, sections: new Map() });
    return { status: 200, body: { [kinds[plural]]: { label: given.label } } };
  };
  const listed = (plural: Plural): Answer => {
    const all = [...parts[plural].values()].map(({ sections: _sections, ...part }) => part);
    return { status: 200, body: { [`${kinds[plural]}s`]: all } };
  };
  const onSection = (store: Map<string, string>, section: string, { method, text }: Ask): Answer => {
    if (method !== "PUT") return { status: 200, text: store.get(section) ?? "" };
    store.set(section, text);
    return done;
  };
  const onPart = (plural: Plural, [name = "", section]: string[], ask: Ask): Answer => {
    const part = parts[plural].get(name);
    if (!part) return notFound;
    if (section !== undefined) return onSection(part.sections, section, ask);
    if (ask.method === "PATCH") {
      const changes = JSON.parse(ask.text);
      if (Object.values(changes).includes(null))
        return { status: 400, body: { message: "Null is no value" } };
      Object.assign(part, changes);
    }
    return { status: 200, body: { [kinds[plural]]: { name: part.name, label: part.label } } };
  };
  const inKind = (plural: Plural, rest: string[], ask: Ask): Answer => {
    if (rest.length > 0) return onPart(plural, rest, ask);
    return ask.method === "POST" ? create(plural, ask.text) : listed(plural);
  };
  const route = (ask: Ask): Answer => {
    const [first = "", second = "", third, ...rest] = ask.path;
    if (first === "connections" || first === "webhooks")
      return onPart(first, [second, ...(third === undefined ? [] : [third])], ask);
    if (first !== appId) return notFound;
    if (second === "connections" || second === "webhooks") return inKind(second, [], ask);
    if (second !== "1") return notFound;
    if (third === undefined) return { status: 200, body: { app: { name: appId, version: 1 } } };
    if (third === "modules" || third === "rpcs") return inKind(third, rest, ask);
    return onSection(general, third, ask);
  };

  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const { method = "", url = "" } = request;
      calls.push(`${method} ${url}`);
      const fault = faults.shift() ?? (isTooFast() ? 429 : undefined);
      const isKnown = request.headers.authorization?.endsWith(` ${token}`);
      const path = url.replace("/api/v2/sdk/apps/", "").split(/[/?]/);
      const refusal: Answer | undefined =
        fault !== undefined
          ? { status: fault, body: { message: "Slow down" } }
          : isKnown
            ? undefined
            : { status: 401, body: { message: "Access denied" } };
      const answer = refusal ?? route({ method, path, text });
      const isText = answer.text !== undefined;
      response.writeHead(answer.status, {
        "content-type": isText ? "application/jsonc" : "application/json",
      });
      response.end(isText ? answer.text : JSON.stringify(answer.body));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/api`,
    calls,
    parts,
    general,
    faults,
    get mostInAMinute() {
      return most;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

interface Ask {
  readonly method: string;
  readonly path: readonly string[];
  readonly text: string;
}
