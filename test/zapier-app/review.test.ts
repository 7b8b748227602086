import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { root } from "../guards/tree.ts";
import { catalog } from "./support.ts";

/** What people look at when they review an app, as far as a program can see it too. */
describe("zapier review", () => {
  it("M004: the icon is a square PNG with transparency, at least 256 wide, drawn from its source", async () => {
    const png = sharp(join(root, "zapier-app/icon.png"));
    const { width, height, format, hasAlpha } = await png.metadata();
    assert.deepEqual([format, hasAlpha, width], ["png", true, height]);
    assert.ok(width >= 256);
    const drawn = await sharp(join(root, "zapier-app/icon.svg"))
      .resize(width, height)
      .ensureAlpha()
      .raw()
      .toBuffer();
    assert.ok((await png.ensureAlpha().raw().toBuffer()).equals(drawn));
  });

  it("forms ask for what is required first, and for what belongs together in one place", () => {
    for (const { key, inputFields } of [...catalog.triggers, ...catalog.creates, ...catalog.searches]) {
      const asked = inputFields.filter(({ when }) => when === undefined).map(({ required }) => required);
      assert.ok(!asked.slice(asked.indexOf(false)).includes(true) || !asked.includes(false), key);
      const places = inputFields.map((field) => field.group ?? field.key);
      const runs = places.filter((place, at) => place !== places[at - 1]);
      assert.equal(new Set(runs).size, runs.length, key);
    }
  });

  it("no action deletes anything", () => {
    const methods = catalog.creates.flatMap(({ calls }) => calls.map(({ method }) => method));
    assert.deepEqual([...new Set(methods)], ["POST"]);
  });

  it("samples hold invented people only: every address is one of example.com", () => {
    const text = JSON.stringify(
      [...catalog.triggers, ...catalog.creates, ...catalog.searches].map(({ sample }) => sample),
    );
    const hosts = [...text.matchAll(/(?:@|https?:\/\/)([a-z0-9.-]+)/gi)].map(([, host = ""]) => host);
    assert.ok(hosts.length > 0);
    assert.deepEqual(
      hosts.filter((host) => !/(^|\.)example\.com$/.test(host)),
      [],
    );
  });
});
