import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { eventNamed, eventNames, steps, type StepDefinition } from "../../../server/src/catalog/index.ts";
import { filesBelow, root } from "../../guards/tree.ts";
import { component, groups, idsOf, manifest, modulesOf, type Kind } from "../runner/files.ts";

const kinds = ["connection", "webhook", "module", "rpc"] as const;
const all = kinds.flatMap((kind) => idsOf(kind).map((id) => ({ kind, id, ...component(kind, id) })));
const events = eventNames.map(eventNamed);

const idPatterns: Record<Kind, RegExp> = {
  connection: /^[a-zA-Z][0-9a-zA-Z-]{1,33}[0-9a-zA-Z]$/,
  webhook: /^[a-zA-Z][0-9a-zA-Z-]{1,33}[0-9a-zA-Z]$/,
  module: /^[a-zA-Z][0-9a-zA-Z]{2,47}$/,
  rpc: /^[a-zA-Z][0-9a-zA-Z]{2,47}$/,
};

const crudOrder = ["read", "create", "update", "delete"];

describe("Make app › manifest", () => {
  it("names every file, and every file is named", () => {
    const named = [
      ...Object.values(manifest.generalCodeFiles).filter((path) => path !== null),
      ...all.flatMap(({ codeFiles }) => Object.values(codeFiles)),
      "makecomapp.json",
      // For people, and what they upload.
      "CHANGELOG.md",
      "GO-LIVE.md",
      "icon.png",
      "icon.svg",
    ].map((path) => `make-app/${path}`);
    const present = filesBelow("make-app").filter((path) => !path.startsWith("make-app/deploy/"));
    assert.deepEqual(present.toSorted(), named.toSorted());
  });

  it("has an icon of the size that Make asks for, drawn from its source", async () => {
    const png = sharp(join(root, "make-app/icon.png"));
    const { width, height, format } = await png.metadata();
    assert.deepEqual([format, width, height], ["png", 512, 512]);
    const drawn = await sharp(join(root, "make-app/icon.svg")).resize(512, 512).raw().toBuffer();
    assert.ok(drawn.equals(await png.raw().toBuffer()));
  });

  it("has ids that Make takes, and files named as its editor binds schemas", () => {
    for (const { kind, id, codeFiles } of all) {
      assert.match(id, idPatterns[kind]);
      const kebab = id.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
      for (const path of Object.values(codeFiles))
        assert.ok(path.startsWith(`${kind}s/${kebab}/${kebab}.`), path);
    }
  });

  it("refers only to what exists", () => {
    for (const { connection, webhook } of all) {
      if (connection) assert.ok(idsOf("connection").includes(connection));
      if (webhook) assert.ok(idsOf("webhook").includes(webhook));
    }
  });

  it("gives each event one webhook and one instant trigger, each step one module, and has one universal module", () => {
    const triggers = events.map((event) => event.make.module);
    assert.deepEqual(modulesOf("instant_trigger"), triggers);
    const used = triggers.map((id) => component("module", id).webhook);
    assert.deepEqual(idsOf("webhook"), used);
    assert.equal(new Set(used).size, events.length);
    assert.deepEqual(
      modulesOf("action", "search"),
      steps.map((step) => step.make.module),
    );
    assert.deepEqual(modulesOf("universal"), ["makeApiCall"]);
  });

  it("has a README that lists every trigger with when it triggers, and every other module", () => {
    const readme = readFileSync(join(root, "make-app/README.md"), "utf8");
    const row = (label: string, text: string) => new RegExp(`\\| ${label} +\\| ${text} +\\|`);
    for (const id of modulesOf("instant_trigger")) {
      const { label, description = "" } = component("module", id);
      assert.match(readme, row(label, description.replace(/^Triggers when (.+)\.$/, "$1")));
    }
    const listed = readme.slice(readme.indexOf("## Steps and searches"));
    for (const id of modulesOf("action", "search", "universal"))
      assert.match(listed, new RegExp(`[ *]${component("module", id).label}( [·(]|$)`, "m"));
  });

  it("says of each step's module what the catalogue says", () => {
    const typeOf = (step: StepDefinition) => (step.kind === "search" ? "search" : "action");
    for (const step of steps) {
      const { label, description, moduleType, actionCrud } = component("module", step.make.module);
      assert.deepEqual(
        { label, description },
        { label: step.make.label, description: step.make.description },
      );
      assert.equal(moduleType, typeOf(step));
      assert.equal(actionCrud, step.kind === "search" ? undefined : step.make.crud);
    }
  });

  it("has labels and descriptions in the style that Make asks for", () => {
    for (const { kind, label, description, moduleType = "" } of all) {
      assert.match(label, /^[A-Z0-9][^.]*$/);
      if (kind !== "module") continue;
      if (moduleType === "instant_trigger") assert.match(label, /^Watch [a-z ]+s$/);
      if (moduleType === "search") assert.match(label, /^(List|Search) /);
      assert.match(description ?? "", /^(Triggers when|[A-Z][a-z]+s) .*\.$/);
    }
  });

  it("lists every module in one group, none alone in its group, reading before writing", () => {
    const listed = groups.flatMap(({ modules }) => modules);
    assert.deepEqual(listed.toSorted(), idsOf("module").toSorted());
    for (const { label, modules } of groups) {
      assert.ok(modules.length > 1, label);
      const order = modules.map((id) => crudOrder.indexOf(component("module", id).actionCrud ?? "read"));
      assert.deepEqual(
        order,
        order.toSorted((one, other) => one - other),
        label,
      );
    }
  });

  it("labels connections and webhooks each in its own way, since a deployment finds them by label", () => {
    const labels = all
      .filter(({ kind }) => kind === "connection" || kind === "webhook")
      .map(({ label }) => label);
    assert.equal(new Set(labels).size, labels.length);
  });

  it("points at no account: key files are outside of the repository, and no remote id is kept", () => {
    const { origins } = manifest as unknown as { origins: Record<string, unknown>[] };
    for (const origin of origins) {
      assert.match(String(origin["apikeyFile"]), /^\.\.\/\.secrets\//);
      assert.match(String(origin["appId"]), /^[a-z][0-9a-z-]{1,28}[0-9a-z]$/);
      assert.equal(origin["idMapping"], undefined);
    }
  });
});
