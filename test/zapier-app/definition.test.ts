import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import packageJson from "../../zapier-app/package.json" with { type: "json" };
import { readContract, readDefinition, schemaErrors, type Contract } from "./definition.ts";
import { app, catalog } from "./support.ts";

interface Lockfile {
  readonly packages: Record<string, { dependencies?: object; devDependencies?: object }>;
}
const lockfile = JSON.parse(
  await readFile(new URL("../../zapier-app/package-lock.json", import.meta.url), "utf8"),
) as Lockfile;

const readReleases = async (): Promise<Contract[]> => {
  const names = (await readdir(import.meta.dirname)).filter((name) => /^definition-[\d.]+\.json$/.test(name));
  return Promise.all(
    names.map(async (name) => JSON.parse(await readFile(new URL(name, import.meta.url), "utf8")) as Contract),
  );
};

const lost = (was: readonly string[], now: readonly string[], what: string): string[] =>
  was.filter((key) => !now.includes(key)).map((key) => `${what} ${key} is gone`);

const broken = (kind: "triggers" | "creates" | "searches", was: Contract, now: Contract): string[] =>
  Object.entries(was[kind]).flatMap(([key, old]) => {
    const item = now[kind][key];
    if (!item) return [`${kind} ${key} is gone`];
    return [
      ...(item.type === old.type ? [] : [`${key} was of type ${old.type}`]),
      ...lost(old.inputs, item.inputs, `${key}: input`),
      ...lost(old.outputs, item.outputs, `${key}: output`),
      ...lost(old.sample, item.sample, `${key}: sample key`),
      ...lost(item.required, old.required, `${key}: optional input`).map((text) =>
        text.replace("is gone", "became required"),
      ),
    ];
  });

const majorOf = ({ version }: { version: string }): string | undefined => version.split(".")[0];

describe("zapier definition", () => {
  it("has no errors in the platform's schema", async () => {
    assert.deepEqual(await schemaErrors(), []);
  });

  it("has every event, step, search and drop-down of the catalogue, under its key", async () => {
    const { triggers, creates, searches, searchOrCreates } = await readDefinition();
    const keys = (items: readonly { key: string }[]) => items.map(({ key }) => key).sort();
    assert.deepEqual(Object.keys(triggers).sort(), keys([...catalog.triggers, ...catalog.dropdowns]));
    assert.deepEqual(Object.keys(creates).sort(), keys(catalog.creates));
    assert.deepEqual(Object.keys(searches).sort(), keys(catalog.searches));
    assert.deepEqual(Object.keys(searchOrCreates).sort(), keys(catalog.searchOrCreates));
  });

  it("keeps everything that Zaps of released versions rely on", async () => {
    const now = await readContract();
    const releases = (await readReleases()).filter((release) => majorOf(release) === majorOf(now));
    assert.ok(releases.length > 0, "no release is written down");
    for (const was of releases) {
      const found = [
        ...broken("triggers", was, now),
        ...broken("creates", was, now),
        ...broken("searches", was, now),
        ...lost(was.searchOrCreates, now.searchOrCreates, "search or create"),
        ...(was.authentication === now.authentication ? [] : ["the connection is of another type"]),
      ];
      assert.deepEqual(
        found,
        [],
        `Zaps built on ${was.version} would break; ship a new key beside the old one`,
      );
    }
  });

  it("notices a lost key, a changed type and a field that became required", () => {
    const item = { type: "hook", inputs: ["a", "b"], required: [], outputs: ["id"], sample: ["id"] };
    const was = { triggers: { one: item, two: item } } as unknown as Contract;
    const worse = { ...item, type: "polling", inputs: ["a"], required: ["a"], outputs: [] };
    assert.deepEqual(broken("triggers", was, { triggers: { one: worse } } as unknown as Contract), [
      "one was of type hook",
      "one: input b is gone",
      "one: output id is gone",
      "one: optional input a became required",
      "triggers two is gone",
    ]);
  });

  it("hands blanks and 429 answers to the app, and names the platform it is built on", () => {
    assert.deepEqual(app.flags, {
      cleanInputData: false,
      throwForThrottlingEarly: false,
      skipHttpPatch: true,
    });
    assert.equal(app.platformVersion, "19.1.0");
  });

  it("is packed with the dependencies its own lockfile pins, exactly", () => {
    const [root] = Object.values(lockfile.packages);
    assert.deepEqual(root?.dependencies, packageJson.dependencies);
    assert.deepEqual(root?.devDependencies, packageJson.devDependencies);
    for (const version of Object.values(packageJson.dependencies)) assert.match(version, /^\d+\.\d+\.\d+$/);
  });
});
