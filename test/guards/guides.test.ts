import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { Webhook } from "standardwebhooks";
import { signatureHeaders } from "../../server/src/hooks/sign.ts";
import { commandsShown, isRun, looseScripts, lostRuns } from "./commands.ts";
import { expectNone, filesBelow, root, textOf } from "./tree.ts";

const pages = [
  "README.md",
  "CHANGELOG.md",
  ...filesBelow("server/docs").filter((path) => path.endsWith(".md")),
];

/** What runs the blocks of a section; a block of any other section must be said to be not run here. */
const runBy: Readonly<Record<string, string>> = {
  "README.md › Two commands": ".ci/run",
  "README.md › Five minutes to a verified webhook": "test/server/process/readme.test.ts",
  "server/docs/OPERATE.md › Start": "test/built/run.ts",
  "server/docs/OPERATE.md › Backup and restore": "test/server/process/backup.test.ts",
  "server/docs/TILLS.md › Any other till": "test/server/docs/tills.test.ts",
  "server/docs/VERIFY.md › Programs": "test/guards/guides.test.ts",
  "zapier-app/README.md › Tests": "test/zapier-app/running-server.test.ts",
  "samples/n8n.md › The hook in n8n": "test/guards/n8n.test.ts",
};

/** Blocks that are no commands. */
const pictures = ["README.md › Where everything is"];

const allPages = [
  ...pages,
  ...["samples", "zapier-app", "make-app"].flatMap((folder) =>
    filesBelow(folder).filter((path) => path.endsWith(".md")),
  ),
];

/** Sections that show something to run, by page and heading, with their text. */
const sectionsToRun = (): (readonly [string, string])[] =>
  allPages.flatMap((page) =>
    textOf(page)
      .split(/^#+ /m)
      .filter((section) => /^ *```/m.test(section))
      .map((section) => [`${page} › ${section.split("\n")[0] ?? ""}`, section] as const),
  );

describe("guides", () => {
  it("show no command that nothing runs, unless they say so", () => {
    const sections = sectionsToRun();
    const loose = sections.filter(
      ([name, text]) => runBy[name] === undefined && !pictures.includes(name) && !/not run here/i.test(text),
    );
    expectNone(
      loose.map(([name]) => name),
      "Run the blocks of these sections by a test and say which in runBy, or say in them that they are not run here:",
    );
    const names = sections.map(([name]) => name);
    expectNone(
      Object.entries(runBy)
        .filter(([name, file]) => !names.includes(name) || !existsSync(join(root, file)))
        .map(([name]) => name),
      "These are in runBy, but the section or what runs it is gone:",
    );
  });

  it("name no command in their text that nothing runs, unless they say so", () => {
    const shown = allPages.filter((page) => page !== "CHANGELOG.md").flatMap(commandsShown);
    const marked = shown.filter(({ isMarked }) => isMarked);
    // README says it for every page.
    const isMarked = (page: string, command: string): boolean =>
      marked.some((one) => one.command === command && [page, "README.md"].includes(one.page));
    const loose = shown
      .filter(({ page, command }) => !isMarked(page, command) && !isRun(command))
      .map(({ page, command }) => `${page}: ${command}`);
    expectNone(
      [...new Set(loose)],
      "Run these by a test and say which in test/guards/commands.ts, or say on the page that they are not run here:",
    );
    expectNone(lostRuns(), "test/guards/commands.ts says what runs these, but it does not any more:");
  });

  it("say of every script that nothing runs that it is not run here, also where it is named in short", () => {
    const marked = commandsShown("README.md")
      .filter(({ isMarked }) => isMarked)
      .map(({ command }) => command);
    expectNone(
      looseScripts().filter((name) => !marked.includes(`npm run ${name}`)),
      "Run these scripts by a test and say which in test/guards/commands.ts, or say in README that they are not run here:",
    );
  });

  it("name only scripts that package.json has", () => {
    const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
    const unknown = allPages
      .filter((page) => page !== "CHANGELOG.md")
      .flatMap((page) =>
        [...textOf(page).matchAll(/npm run (?:-s )?([a-z][a-z:-]*)/g)]
          .map(([, name = ""]) => name)
          .filter((name) => scripts[name] === undefined)
          .map((name) => `${page}: npm run ${name}`),
      );
    expectNone(unknown, "There are no such scripts:");
  });

  it("name only scripts that package.json has, also where a row of README names them in short", () => {
    const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
    const unknown = [...textOf("README.md").matchAll(/^\| `npm run ([^\s`]+)[^`]*`([^|]*)\|/gm)].flatMap(
      ([, first = "", others = ""]) =>
        [...others.matchAll(/`(?!npm )([a-z:-]+)[^`]*`/g)]
          .map(([, name = ""]) => (name.startsWith(":") ? first.replace(/:.*/, name) : name))
          .filter((name) => scripts[name] === undefined),
    );
    expectNone(unknown, "README's table of commands names scripts that are not there:");
  });

  it("show where everything is: README names each folder of the server", () => {
    const [, shown = ""] = textOf("README.md").split("## Where everything is");
    const folders = readdirSync(join(root, "server/src"), { withFileTypes: true }).filter((one) =>
      one.isDirectory(),
    );
    expectNone(
      folders.map(({ name }) => name).filter((name) => !shown.includes(`${name}/`)),
      "README › Where everything is says nothing of these folders of server/src:",
    );
  });

  it("link to files that are there", () => {
    const lost = pages.flatMap((page) =>
      [...textOf(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)]
        .map(([, target = ""]) => target)
        .filter((target) => !existsSync(join(root, dirname(page), target)))
        .map((target) => `${page} → ${target}`),
    );
    expectNone(lost, "These links lead nowhere:");
  });

  it("give a test vector that our signature has", () => {
    const page = textOf("server/docs/VERIFY.md");
    const valueOf = (name: string): string =>
      new RegExp(`^\\| ${name} +\\| \`([^\`]+)\``, "m").exec(page)?.[1] ?? "";
    const headers = signatureHeaders({
      id: valueOf("`webhook-id`"),
      at: new Date(Number(valueOf("`webhook-timestamp`")) * 1_000),
      body: valueOf("body"),
      secrets: [valueOf("secret")],
    });
    for (const name of ["webhook-id", "webhook-signature", "x-7stamp-id-signature"] as const)
      assert.equal(headers[name], valueOf(`\`${name}\``), name);
    // The library that the page names, with the class that it shows.
    assert.match(page, /import \{ Webhook \} from "standardwebhooks";/);
    const sentAt = new Date(Number(valueOf("`webhook-timestamp`")) * 1_000);
    assert.equal(
      new Webhook(valueOf("secret")).sign(valueOf("`webhook-id`"), sentAt, valueOf("body")),
      valueOf("`webhook-signature`"),
    );
  });
});
