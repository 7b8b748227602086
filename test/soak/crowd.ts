import { openLine } from "./calls.ts";

/*
 * A crowd, as a process of its own: so many callers with one key, each calling again as soon as it is answered, for so
 * long and so many calls at least. Says what they were answered.
 */

const [url = "", key = "", path = "", callers = "0", ms = "0", atLeast = "0"] = process.argv.slice(2);

/** What a crowd was answered, by status; how often without saying when to come again. */
export interface Crowd {
  readonly answers: Readonly<Record<string, number>>;
  readonly withoutRetryAfter: number;
}

const line = openLine(url, key, Number(callers));
const until = performance.now() + Number(ms);
const answers: Record<string, number> = {};
let withoutRetryAfter = 0;
let calls = 0;
const call = async (): Promise<void> => {
  while (performance.now() < until || calls < Number(atLeast)) {
    calls += 1;
    const { status, hasRetryAfter } = await line.get(path);
    answers[status] = (answers[status] ?? 0) + 1;
    if (status !== 200 && !hasRetryAfter) withoutRetryAfter += 1;
  }
};
await Promise.all(Array.from({ length: Number(callers) }, call));
await line.close();
process.stdout.write(JSON.stringify({ answers, withoutRetryAfter } satisfies Crowd));
