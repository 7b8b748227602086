import { createHmac, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Receiver } from "../support/receiver.ts";
import { readStory, type StoryRequest } from "./http-file.ts";

export interface Playing {
  /** Values instead of those at the top of the file: baseUrl, apiKey … */
  readonly variables: Readonly<Record<string, string>>;
  /** Where the hooks of the story send to. */
  readonly receiver: Receiver;
  readonly told?: (line: string) => void;
  /** Takes what a call that makes something was answered. */
  readonly made?: (answer: unknown) => void;
}

/** Resolves when the event has come after those before it, a test of it not counted. */
const arrived = async (receiver: Receiver, event: string, before: number): Promise<void> => {
  for (let count = before + 1; ; count += 1) {
    const last = JSON.parse((await receiver.arrived(count)).at(-1)?.body ?? "{}") as Record<string, unknown>;
    if (last["event"] === event && last["test"] !== true) return;
  }
};

interface Answered {
  readonly status: number;
  readonly body: unknown;
}

const memberOf = (value: unknown, path: string): unknown =>
  path
    .split(/[.[\]]+/)
    .filter((part) => part !== "")
    .reduce<unknown>((inner, part) => (inner as Record<string, unknown> | undefined)?.[part], value);

/** Fills in what an editor would. @throws when a variable has no value: an answer without that member */
const fill = (
  text: string,
  values: Readonly<Record<string, string>>,
  answers: Map<string, Answered>,
): string =>
  text.replaceAll(/\{\{([^}]+)\}\}/g, (_whole, name: string) => {
    if (name === "$guid") return randomUUID();
    const [, request = "", path = ""] = /^(\w+)\.response\.body\.\$\.(.+)$/.exec(name) ?? [];
    const value = request === "" ? values[name] : memberOf(answers.get(request)?.body, path);
    if (typeof value !== "string" && typeof value !== "number") throw new Error(`{{${name}}} has no value`);
    return String(value);
  });

/** The header of a till's sale, by the secret that the story was shown last. */
const signatureOf = (body: string, secret: string): string => {
  const time = Math.floor(Date.now() / 1_000);
  const signature = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
  return `t=${time},v1=${signature}`;
};

const send = async (request: StoryRequest, url: string, sent: Record<string, string>, body: string) => {
  const response = await fetch(url, {
    method: request.method,
    headers: sent,
    ...(body === "" ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
};

const assertAnswer = (
  { title, method, answer }: StoryRequest,
  url: string,
  { status, body }: Answered,
): void => {
  const isRight = answer === undefined ? status >= 200 && status < 300 : status === answer.status;
  const isCode = answer?.code === undefined || memberOf(body, "code") === answer.code;
  if (!isRight || !isCode)
    throw new Error(`${title}: ${method} ${url} answered ${status} ${JSON.stringify(body)}`);
};

/**
 * Plays the requests of a file one after the other, as a person with an editor would.
 * @returns every answer with a secret in it, for who checks what was signed
 * @throws at the first request that is not answered as it says
 */
export const playStory = async (
  file: string,
  { variables, receiver, told, made }: Playing,
): Promise<readonly string[]> => {
  const story = readStory(readFileSync(file, "utf8"));
  const answers = new Map<string, Answered>();
  const secrets: string[] = [];
  const before = receiver.requests.length;
  for (const [index, request] of story.requests.entries()) {
    for (const event of request.awaited) await arrived(receiver, event, before);
    const values: Record<string, string> = { ...story.variables, receiver: receiver.url, ...variables };
    const [, from] = /^< (.+)$/.exec(request.body) ?? [];
    const body =
      from === undefined
        ? fill(request.body, values, answers)
        : readFileSync(join(dirname(file), from), "utf8");
    if (request.prompts.includes("signature")) values["signature"] = signatureOf(body, secrets.at(-1) ?? "");
    const url = fill(request.url, values, answers);
    const headers = Object.entries(request.headers).map(([name, value]) => [
      name,
      fill(value, values, answers),
    ]);
    const answered = await send(request, url, Object.fromEntries(headers) as Record<string, string>, body);
    assertAnswer(request, url, answered);
    if (request.method === "POST") made?.(answered.body);
    const secret = memberOf(answered.body, "secret");
    if (typeof secret === "string") secrets.push(secret);
    answers.set(request.name ?? `#${index}`, answered);
    told?.(`  ${answered.status} ${request.method.padEnd(6)} ${url.replace(/^.*\/v1/, "")}`);
  }
  return secrets;
};
