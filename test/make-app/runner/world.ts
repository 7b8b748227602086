import type { Code } from "./files.ts";

/** A line of Make's log: one request and its answer, sanitised as the app says. */
export interface LogLine {
  readonly request: { method: string; url: string; headers: object; body: unknown };
  readonly response: { statusCode: number; headers: object; body: unknown };
}

export interface Answer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
  readonly sanitize: readonly string[];
}

/** Where components run: the address users know, what answers there, and what the log kept. */
export interface World {
  /** The installation's address as a user enters it. */
  readonly origin: string;
  readonly logs: LogLine[];
  readonly calls: Call[];
  now(): Date;
  send(call: Call): Promise<Answer>;
}

export const address = "https://connect.example.com";

const hidden = "[sanitised]";

/** The keys of a path such as `` request.headers.`x-api-key` ``. */
const keysOf = (path: string): string[] =>
  [...path.matchAll(/`([^`]+)`|([^.`]+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");

const hide = (value: unknown, keys: readonly string[]): unknown => {
  const [key, ...others] = keys;
  if (key === undefined) return hidden;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return value;
  return { ...value, [key]: hide((value as Record<string, unknown>)[key], others) };
};

const sanitised = (line: LogLine, paths: readonly string[]): LogLine =>
  paths.reduce<unknown>((kept, path) => hide(kept, keysOf(path)), line) as LogLine;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const lowerCased = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value]));

/**
 * A world in which `address` is answered by the server at `url`. A call to any other address throws: the key would
 * have left our installation.
 */
export const worldAt = (url: string, now: () => Date = () => new Date()): World => {
  const logs: LogLine[] = [];
  const calls: Call[] = [];
  const send = async (call: Call): Promise<Answer> => {
    const target = new URL(call.url);
    if (target.origin !== address) throw new Error(`a call left our address: ${target.origin}`);
    calls.push(call);
    const response = await fetch(`${url}${target.pathname}${target.search}`, {
      method: call.method,
      headers: call.headers,
      redirect: "manual",
      ...(call.body !== undefined && { body: call.body }),
    });
    const text = await response.text();
    const answer = {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: text === "" ? undefined : parsed(text),
    };
    const { method, headers, body } = call;
    const request = { method, url: call.url, headers: lowerCased(headers), body: body && parsed(body) };
    logs.push(sanitised({ request, response: answer }, call.sanitize));
    return answer;
  };
  return { origin: address, logs, calls, now, send };
};

/** Refuses directives that the runner does not carry out, instead of passing over them. */
export const onlyKnown = (what: string, given: Code, known: readonly string[]): void => {
  const unknown = Object.keys(given ?? {}).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new Error(`the runner does not know ${unknown.join(", ")} in ${what}`);
};
