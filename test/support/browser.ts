import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "mocha";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { watchFaults, type Faults } from "./browser-faults.ts";
import { textOf, type Language } from "./console-texts.ts";

/*
 * The console in a real browser: Debian's Chromium, one for all tests of a process, a fresh profile for each visit. A
 * test fails by any error of the page, any error line of its console and anything the Content-Security-Policy refuses.
 * Nothing is waited for by time: ask for what a person would see, by its role and its name from the texts.
 */

/** The first that is there; the headless shell takes two thirds of what the whole browser takes. */
const places = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
const executablePath = places.find((place) => existsSync(place));

let shared: Promise<Browser> | undefined;

const browser = (): Promise<Browser> =>
  (shared ??= chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    // Drawing for a screen that is not there took a fifth of the time.
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-software-rasterizer",
      "--disable-background-networking",
      "--disable-dev-shm-usage",
    ],
  }));

after(async () => {
  await (await shared)?.close();
  shared = undefined;
});

export interface VisitOptions {
  /** Of the browser, and so of the console; English by default. */
  readonly language?: Language;
  readonly colorScheme?: "light" | "dark";
  /** 1280 by default, 360 is a phone. */
  readonly width?: number;
  readonly height?: number;
}

/** One person at one browser: what they open shares cookies and storage. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly language: Language;
  /** A text of the console in the language of this visit; the area is the folder of its page. */
  text(id: string, values?: Record<string, string | number>, area?: string): string;
  /** Another tab. */
  openTab(): Promise<Page>;
  /** Says that calls below this path of the server are meant to be answered with this status. */
  expectAnswer(status: number, path: string): void;
  /** Says that the server is meant not to be reached from now on, or again reached. */
  setOffline(isOffline: boolean): Promise<void>;
}

export interface Stage {
  /** Begins a visit in a fresh profile. */
  visit(options?: VisitOptions): Promise<Visit>;
}

interface Opened {
  readonly visit: Visit;
  readonly faults: Faults;
}

const begin = async (options: VisitOptions): Promise<Opened> => {
  const language = options.language ?? "en";
  const context = await (
    await browser()
  ).newContext({
    locale: language === "hi" ? "hi-IN" : "en-GB",
    timezoneId: "Europe/Berlin",
    colorScheme: options.colorScheme ?? "light",
    reducedMotion: "reduce",
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
  });
  context.setDefaultTimeout(20_000);
  const faults = await watchFaults(context);
  const visit: Visit = {
    page: await context.newPage(),
    context,
    language,
    text: (id, values, area) => textOf(language, id, values, area),
    openTab: () => context.newPage(),
    expectAnswer: (status, path) => faults.expectAnswer(status, path),
    setOffline: async (isOffline) => {
      if (isOffline) faults.expectOffline();
      await context.setOffline(isOffline);
    },
  };
  return { visit, faults };
};

/** What the pages looked like when the test failed. */
const keepPictures = async (opened: readonly Opened[]): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "7stamp-console-"));
  const pages = opened.flatMap(({ visit }) => visit.context.pages());
  await Promise.all(
    pages.map((page, at) => page.screenshot({ path: join(folder, `${at}.png`) }).catch(() => null)),
  );
  return folder;
};

const play = async (story: (stage: Stage) => Promise<void>): Promise<void> => {
  const opened: Opened[] = [];
  const stage: Stage = {
    async visit(options = {}) {
      const one = await begin(options);
      opened.push(one);
      return one.visit;
    },
  };
  try {
    await story(stage);
    for (const { faults } of opened) faults.expectNone();
  } catch (error) {
    const told = opened.flatMap(({ faults }) => faults.all);
    const folder = await keepPictures(opened);
    if (error instanceof Error) {
      error.message += `\nPictures: ${folder}${told.length > 0 ? `\nTold by the page:\n${told.join("\n")}` : ""}`;
    }
    throw error;
  } finally {
    await Promise.all(opened.map(({ visit }) => visit.context.close()));
  }
};

/**
 * A test that opens the console; each visit it begins is ended, and its faults fail it.
 * @param limitMs for one that takes longer than others
 */
export const itInBrowser = (
  title: string,
  story: (stage: Stage) => Promise<void>,
  limitMs?: number,
): void => {
  const test = it(title, () => play(story));
  if (limitMs !== undefined) test.timeout(limitMs);
};

/** A suite of tests that need a browser. Where there is none it says so, and that is all it does. */
export const describeInBrowser = (title: string, body: () => void): void => {
  if (executablePath !== undefined) {
    describe(title, body);
    return;
  }
  describe(`${title} (skipped: there is no Chromium on this machine)`, () => {
    it("is skipped", () => undefined);
  });
};

/** Signs in on the page as a person does; `place` is where in the console they end. */
export const signIn = async (
  visit: Visit,
  url: string,
  who: { readonly login: string; readonly password: string },
  place = "/",
): Promise<Page> => {
  const { page, text } = visit;
  await page.goto(`${url}/console${place}`);
  await page.getByLabel(text("sign_in.login")).fill(who.login);
  await page.getByLabel(text("sign_in.password")).fill(who.password);
  await page.getByRole("button", { name: text("sign_in"), exact: true }).click();
  await page.locator("main#content").waitFor();
  return page;
};
