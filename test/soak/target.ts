import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The clock that the processes of a run have in common, in ms. */
export const nowMs = (): number => performance.timeOrigin + performance.now();

/** What the receivers' process is asked. */
export type Ask = "count" | "arrivals";

/** What it says. */
export type Told =
  | { readonly port: number }
  | { readonly count: number; readonly repeats: number }
  | { readonly arrivals: readonly (readonly [string, number])[]; readonly repeats: number };

/** Many receivers, of which those below `bad` hang or fail (receivers.ts). */
export interface Target {
  url(place: number): string;
  /** How many deliveries the healthy ones have had that were not taken yet. */
  count(): Promise<number>;
  /** Takes them: when each came first, by `<receipt> <place>`. */
  arrivals(): Promise<ReadonlyMap<string, number>>;
  /** Deliveries that came to a healthy one again, as of the last question. */
  readonly repeats: number;
  close(): void;
}

const script = fileURLToPath(new URL("./receivers.ts", import.meta.url));

export const startTarget = async (bad: number): Promise<Target> => {
  const child = fork(script, [String(bad)], { execArgv: ["--import", import.meta.resolve("tsx")] });
  const told = async (): Promise<Told> => ((await once(child, "message")) as [Told])[0];
  const first = await told();
  const port = "port" in first ? first.port : 0;
  let repeats = 0;
  const ask = async (question: Ask): Promise<Told> => {
    const answer = told();
    child.send(question);
    const known = await answer;
    if ("repeats" in known) repeats = known.repeats;
    return known;
  };
  return {
    url: (place) => `http://127.0.0.1:${port}/${place}`,
    async count() {
      const known = await ask("count");
      return "count" in known ? known.count : 0;
    },
    async arrivals() {
      const known = await ask("arrivals");
      return new Map("arrivals" in known ? known.arrivals : []);
    },
    get repeats() {
      return repeats;
    },
    close: () => child.disconnect(),
  };
};
