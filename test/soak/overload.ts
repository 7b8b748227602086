import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openLine, type Answer } from "./calls.ts";
import type { Crowd } from "./crowd.ts";
import type { Stage } from "./stage.ts";

export interface Flood {
  readonly path: string;
  readonly callers: number;
  /** For so long. */
  readonly ms: number;
  /** And so many calls. */
  readonly atLeast: number;
}

/** What came of more calls at once than a key may make. */
export interface Overload {
  readonly crowd: Crowd;
  /** Of a caller with the same key that calls now and then, on a clock that nothing keeps waiting. */
  readonly refused: readonly number[];
  readonly withoutRetryAfter: number;
  /** Of the crowd's member that calls with another key meanwhile. */
  readonly accepted: readonly number[];
  readonly others: number;
  /** The longest that the measuring process kept its own clock waiting. */
  readonly lagMs: number;
}

const script = fileURLToPath(new URL("./crowd.ts", import.meta.url));
const betweenMs = 25;

const runCrowd = async (...args: readonly (string | number)[]): Promise<Crowd> => {
  const program = ["--import", import.meta.resolve("tsx"), script, ...args.map(String)];
  const child = spawn(process.execPath, program, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await once(child, "close");
  return JSON.parse(said) as Crowd;
};

/** Calls now and then until it is over. */
const probe = async (url: string, key: string, path: string, over: AbortSignal) => {
  const line = openLine(url, key, 4);
  const answers: Answer[] = [];
  while (!over.aborted) {
    answers.push(await line.get(path));
    await pause(betweenMs);
  }
  await line.close();
  return { answers, lagMs: line.lagMs() };
};

const isRefusal = ({ status }: Answer): boolean => status === 429 || status === 503;

/** Floods the API with one key, and calls it calmly with the same and with another one meanwhile. */
export const overload = async (
  { url, key, otherKey }: Stage,
  { path, callers, ms, atLeast }: Flood,
): Promise<Overload> => {
  const over = new AbortController();
  const probes = [probe(url, otherKey, path, over.signal), probe(url, key, path, over.signal)] as const;
  const crowd = await runCrowd(url, otherKey, path, callers, ms, atLeast);
  over.abort();
  const [same, other] = await Promise.all(probes);
  const refused = same.answers.filter(isRefusal);
  const answers = [...same.answers, ...other.answers];
  return {
    crowd,
    refused: refused.map((answer) => answer.ms),
    withoutRetryAfter: crowd.withoutRetryAfter + refused.filter(({ hasRetryAfter }) => !hasRetryAfter).length,
    accepted: answers.filter(({ status }) => status === 200).map((answer) => answer.ms),
    others:
      answers.filter((answer) => answer.status !== 200 && !isRefusal(answer)).length +
      Object.entries(crowd.answers).reduce(
        (sum, [status, count]) => sum + (["200", "429", "503"].includes(status) ? 0 : count),
        0,
      ),
    lagMs: Math.max(same.lagMs, other.lagMs),
  };
};
