/*
 * What a run of the tests says while it goes on, in plain lines: each failure with its reason when it happens, a line per
 * finished suite, and, when nothing else was said for some seconds, what is running. At the end everything once more.
 */

/** What a process that runs tests tells. */
export type Told =
  | { readonly kind: "began"; readonly title: string }
  | { readonly kind: "passed"; readonly title: string }
  | { readonly kind: "failed"; readonly title: string; readonly text: string; readonly cause: FailureCause }
  | {
      readonly kind: "suite";
      readonly name: string;
      readonly passed: number;
      readonly failed: number;
      readonly ms: number;
    }
  | { readonly kind: "ended" };

/** `assertion` and `time`: the test itself says no; `other`: it broke, in a hook or by an error nobody expected. */
export type FailureCause = "assertion" | "time" | "other";

const quietMs = 8_000;

const seconds = (ms: number): string =>
  ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;

const minutes = (ms: number): string =>
  ms < 60_000 ? seconds(ms) : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;

/** Indents a failure and gives it its number. */
const numbered = (number: number, text: string): string => text.replace(/^(\s*)1\) /, `$1${number}) `);

export class Progress {
  readonly #print: (text: string) => void;
  readonly #now: () => number;
  readonly #beganAt: number;
  readonly #running = new Map<string, { title: string; since: number }>();
  readonly #failures: string[] = [];
  readonly #timer: NodeJS.Timeout;
  #passed = 0;
  #saidAt: number;

  constructor(print: (text: string) => void, now: () => number = Date.now) {
    this.#print = print;
    this.#now = now;
    this.#beganAt = this.#saidAt = now();
    this.#timer = setInterval(() => this.sayWhatRuns(), 1_000);
    this.#timer.unref();
  }

  get failed(): number {
    return this.#failures.length;
  }

  /** Takes in what one process tells; `source` names it. */
  take(source: string, told: Told): void {
    if (told.kind === "began") this.#running.set(source, { title: told.title, since: this.#now() });
    if (told.kind === "passed") this.#passed += 1;
    if (told.kind === "failed") this.fail(told.text);
    if (told.kind === "suite") {
      const failed = told.failed === 0 ? "" : `, ${told.failed} failed`;
      this.#say(
        `${told.failed === 0 ? "✔" : "✘"} ${told.name}: ${told.passed}${failed} in ${seconds(told.ms)}`,
      );
    }
    if (told.kind === "ended") this.#running.delete(source);
  }

  /** A failure, as it is listed: it begins with `1) `, whatever its number. */
  fail(text: string): void {
    this.#failures.push(text);
    this.#say(`\n${numbered(this.#failures.length, text)}\n`);
  }

  /** Text that a process wrote by itself. */
  pass(text: string): void {
    this.#saidAt = this.#now();
    this.#print(text);
  }

  /** The counts, and every failure once more. */
  end(): void {
    clearInterval(this.#timer);
    this.#say(`\n  ${this.#passed} passing (${minutes(this.#now() - this.#beganAt)})`);
    if (this.failed === 0) return;
    this.#say(`  ${this.failed} failing\n`);
    this.#failures.forEach((text, at) => this.#say(`${numbered(at + 1, text)}\n`));
  }

  #say(text: string): void {
    this.pass(`${text}\n`);
  }

  /** Called each second: says what is running when nothing else was said for some seconds. */
  sayWhatRuns(): void {
    const now = this.#now();
    if (now - this.#saidAt < quietMs) return;
    for (const { title, since } of this.#running.values()) this.#say(`  … ${seconds(now - since)}  ${title}`);
  }
}
