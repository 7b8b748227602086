import { strict as assert } from "node:assert";
import type { BrowserContext, ConsoleMessage } from "playwright-core";

/*
 * What goes wrong in a page: errors nobody caught, error lines of its console (a call that was answered with 4xx or 5xx
 * is one), and what the Content-Security-Policy refused.
 */

export interface Faults {
  readonly all: readonly string[];
  expectAnswer(status: number, path: string): void;
  expectOffline(): void;
  /** @throws AssertionError that lists them */
  expectNone(): void;
}

/** The first question of a page whose person is not signed in yet. */
const notSignedIn = { status: 401, path: "/v1/session" };

const tellViolations = `document.addEventListener("securitypolicyviolation", (event) =>
  console.error("securitypolicyviolation", event.violatedDirective, event.blockedURI, event.sourceFile, event.sample))`;

export const watchFaults = async (context: BrowserContext): Promise<Faults> => {
  const all: string[] = [];
  const expected = [notSignedIn];
  let mayBeOffline = false;
  const isExpected = (message: ConsoleMessage): boolean => {
    const text = message.text();
    if (mayBeOffline && text.includes("net::ERR_INTERNET_DISCONNECTED")) return true;
    const status = Number(/responded with a status of (\d+)/.exec(text)?.[1]);
    const { url } = message.location();
    return (
      URL.canParse(url) &&
      expected.some((one) => one.status === status && new URL(url).pathname.startsWith(one.path))
    );
  };
  context.on("console", (message) => {
    if (message.type() !== "error" || isExpected(message)) return;
    all.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (event) => all.push(`page: ${event.error().stack ?? event.error().message}`));
  await context.addInitScript(tellViolations);
  return {
    all,
    expectAnswer: (status, path) => void expected.push({ status, path }),
    expectOffline: () => {
      mayBeOffline = true;
    },
    expectNone: () => assert.deepEqual(all, [], "the page told of faults"),
  };
};
