import { runMocha } from "../support/mocha-process.ts";
import type { Told } from "../support/progress.ts";
import type { Mutant } from "./mutant.ts";

/** What became of a test. */
export type Verdict =
  | { readonly kind: "passed"; readonly ms: number }
  /** It said no, or ran out of its time. */
  | { readonly kind: "failed" }
  /** It broke otherwise: nothing was loaded, a hook failed, or an error came that nobody expected. */
  | { readonly kind: "broken"; readonly text: string };

/** Loading and the hooks before the test. */
const startLimitMs = 120_000;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const isOf = (told: { readonly title: string }, title: string): boolean =>
  told.title === title || told.title.endsWith(` › ${title}`);

/** Runs one test in a folder. @param limitMs how long it may run, whatever it says of itself */
export const tryTest = async (
  folder: string,
  { test, title }: Pick<Mutant, "test" | "title">,
  limitMs: number,
): Promise<Verdict> => {
  const stop = new AbortController();
  let verdict: Verdict | undefined;
  let began = 0;
  let written = "";
  const end = (after: Verdict): void => {
    verdict = after;
    stop.abort();
  };
  let timer = setTimeout(() => end({ kind: "broken", text: "it never began" }), startLimitMs);
  const tell = (told: Told): void => {
    if (verdict !== undefined) return;
    if (told.kind === "began" && isOf(told, title)) {
      began = Date.now();
      clearTimeout(timer);
      timer = setTimeout(() => end({ kind: "failed" }), limitMs);
    }
    if (told.kind === "passed" && isOf(told, title)) verdict = { kind: "passed", ms: Date.now() - began };
    if (told.kind !== "failed") return;
    const isSaid = isOf(told, title) && told.cause !== "other";
    end(isSaid ? { kind: "failed" } : { kind: "broken", text: told.text });
  };
  await runMocha({
    folder,
    args: [test, "--grep", `${escaped(title)}$`],
    tell,
    write: (text) => (written += text),
    signal: stop.signal,
  });
  clearTimeout(timer);
  return verdict ?? { kind: "broken", text: written.trim() || "no test has this title" };
};
