import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError, runCommand } from "../../../make-app/deploy/command.ts";
import { readApp, type LocalApp } from "../../../make-app/deploy/manifest.ts";
import { component, idsOf } from "../runner/files.ts";
import { startMakeApi, type MakeApi } from "./make-api.ts";

const token = "a1b2c3d4-0000-4000-8000-a1b2c3d4e5f6";
const real = readApp();

describe("make:deploy", () => {
  let api: MakeApi;
  let folder: string;
  let lines: string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "make-deploy-"));
    await writeFile(join(folder, "key"), `${token}\n`);
  });
  beforeEach(async () => {
    lines = [];
    api = await startMakeApi({ appId: "loyalty", token });
  });
  afterEach(() => api.close());
  after(() => rm(folder, { recursive: true }));

  /** The real files with one origin: the stand-in. */
  const app = (changes: Partial<LocalApp> = {}, apikeyFile = "key"): LocalApp => {
    const origin = { label: "Local", baseUrl: api.baseUrl, appId: "loyalty", appVersion: 1, apikeyFile };
    const manifest = { ...real.manifest, origins: [origin] };
    return { folder, manifest, text: real.text, ...changes };
  };
  const run = (args: string[], local = app()) => runCommand(local, args, (line) => lines.push(line));
  const deployed = () => run(["--origin", "Local"]);
  const callsOf = (pattern: RegExp): string[] => api.calls.filter((call) => pattern.test(call));

  it("sends nothing unless an origin is named, and shows every part with its sections", async () => {
    await run([]);
    assert.deepEqual(api.calls, []);
    assert.ok(lines.includes("module addStamp: api, parameters, expect, interface, samples, scope"));
    assert.ok(lines.includes("webhook stampAdded: api, parameters, attach, detach, update"));
    assert.match(lines.at(-1) ?? "", /^Nothing was sent/);
  });

  it("creates every part, what is referred to first, and fills every section with its file", async () => {
    await deployed();
    const created = callsOf(/^POST/).map((call) => call.split("/").at(-1) ?? "");
    assert.deepEqual([...new Set(created)], ["connections", "rpcs", "webhooks", "modules"]);
    const { connections, rpcs, webhooks, modules } = api.parts;
    assert.deepEqual(
      [connections.size, rpcs.size, webhooks.size, modules.size],
      (["connection", "rpc", "webhook", "module"] as const).map((kind) => idsOf(kind).length),
    );
    const { codeFiles } = component("module", "addStamp");
    const { sections } = modules.get("addStamp") ?? { sections: new Map<string, string>() };
    assert.equal(sections.get("api"), real.text(codeFiles["communication"] ?? ""));
    assert.equal(sections.get("expect"), real.text(codeFiles["mappableParams"] ?? ""));
    assert.deepEqual([...api.general.keys()], ["base", "groups", "readme"]);
  });

  it("refers to the names that Make gave, and says type and kind of change", async () => {
    await deployed();
    const { webhooks, modules, rpcs } = api.parts;
    const webhook = [...webhooks.values()].find(({ label }) => label === "Added stamps");
    assert.equal(webhook?.connection, "loyalty");
    assert.notEqual(webhook.name, "stampAdded");
    assert.equal(modules.get("watchStampsAdded")?.webhook, webhook.name);
    assert.equal(rpcs.get("listTemplates")?.connection, "loyalty");
    const types = ["watchStampsAdded", "addStamp", "searchCards", "makeApiCall"].map(
      (id) => modules.get(id)?.typeId,
    );
    assert.deepEqual(types, [10, 4, 9, 12]);
    assert.equal(modules.get("addStamp")?.crud, "update");
  });

  it("changes nothing the second time, and one section when one file changed", async () => {
    await deployed();
    api.calls.length = 0;
    await deployed();
    assert.deepEqual(callsOf(/^(POST|PUT)/), []);
    const path = component("module", "getCard").codeFiles["communication"];
    const text = (asked: string) => (asked === path ? '{"url":"/v1/cards/changed"}' : real.text(asked));
    await run(["--origin", "Local"], app({ text }));
    assert.deepEqual(callsOf(/^PUT/), ["PUT /api/v2/sdk/apps/loyalty/1/modules/getCard/api"]);
  });

  it("leaves alone what is on Make only, and says so", async () => {
    await deployed();
    const stranger = { name: "oldModule", label: "Old", sections: new Map<string, string>() };
    api.parts.modules.set("oldModule", stranger);
    await deployed();
    assert.ok(api.parts.modules.has("oldModule"));
    assert.ok(lines.includes("left alone: module oldModule is on Make only"));
    assert.deepEqual(callsOf(/^DELETE/), []);
  });

  it("waits and tries again when Make is busy", async () => {
    await deployed();
    api.faults.push(429);
    await deployed();
    assert.match(lines.at(-1) ?? "", /^Local: 0 created, 0 set, \d+ unchanged\.$/);
  });

  it("refuses an unknown origin, a missing key and an address without https, in sentences", async () => {
    await assert.rejects(run(["--origin", "Nowhere"]), /no origin "Nowhere".*Choose one of: Local\./);
    await assert.rejects(run(["--origin", "Local"], app({}, "none")), /Put a Make API key with the scopes/);
    const local = app();
    const [origin] = local.manifest.origins;
    const plain = { ...local.manifest, origins: [{ ...origin, baseUrl: "http://make.example/api" }] };
    await assert.rejects(
      run(["--origin", "Local"], { ...local, manifest: plain as typeof local.manifest }),
      CommandError,
    );
    assert.deepEqual(api.calls, []);
  });

  it("never says the key", async () => {
    await deployed();
    await writeFile(join(folder, "wrong"), "not-the-key-at-all");
    const failed = await run(["--origin", "Local"], app({}, "wrong")).catch((error: Error) => error.message);
    assert.match(String(failed), /Access denied/);
    assert.ok(!lines.join("\n").includes(token) && !String(failed).includes("not-the-key-at-all"));
  });
});
