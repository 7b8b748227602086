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
  /** The time, in milliseconds; it passes by waiting. */
  let at: number;
  const time = { now: () => at, wait: async (ms: number) => void (at += ms) };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "make-deploy-"));
    await writeFile(join(folder, "key"), `${token}\n`);
  });
  beforeEach(async () => {
    lines = [];
    at = 0;
    await rm(join(folder, ".deployed-loyalty-1.json"), { force: true });
    api = await startMakeApi({ appId: "loyalty", token, now: () => at, perMinute: 60 });
  });
  afterEach(() => api.close());
  after(() => rm(folder, { recursive: true }));

  /** The real files with one origin: the stand-in. */
  const app = (changes: Partial<LocalApp> = {}, apikeyFile = "key"): LocalApp => {
    const origin = { label: "Local", baseUrl: api.baseUrl, appId: "loyalty", appVersion: 1, apikeyFile };
    const manifest = { ...real.manifest, origins: [origin] };
    return { folder, manifest, text: real.text, ...changes };
  };
  const run = (args: string[], local = app()) =>
    runCommand(local, args, { say: (line) => lines.push(line), time });
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
    await assert.doesNotReject(deployed());
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

  it("keeps to what the plan allows, a call at a time, and is refused nothing", async () => {
    await deployed();
    assert.ok(api.calls.length > 300);
    assert.ok(api.mostInAMinute <= 60, String(api.mostInAMinute));
    assert.ok(at >= (api.calls.length - 2) * 1_000, "it did not wait");
  });

  it("waits a minute when Make is busy all the same, and goes on", async () => {
    await assert.doesNotReject(run(["--origin", "Local", "--per-minute", "6000"]));
    assert.match(lines.at(-1) ?? "", /^Local: \d+ created, \d+ set, 0 unchanged\.$/);
    assert.equal(api.mostInAMinute, 60);
    api.faults.push(429, 429, 429, 429, 429);
    await assert.rejects(deployed(), /Slow down/);
  });

  it("asks for the lists only when nothing changed, and for every text when told to look afresh", async () => {
    await deployed();
    api.calls.length = 0;
    await deployed();
    assert.ok(api.calls.length <= 9, api.calls.join("\n"));
    const other = [...api.parts.modules.values()][0];
    other?.sections.set("api", '{"changed":"by hand"}');
    await run(["--origin", "Local", "--afresh"]);
    assert.deepEqual(callsOf(/^PUT/).length, 1);
  });

  it("goes on where it was stopped", async () => {
    api.faults.push(...Array.from({ length: 200 }, () => undefined as unknown as number), 400);
    await assert.rejects(deployed());
    const before = api.calls.length;
    await deployed();
    const again = api.calls.slice(before).filter((call) => /^PATCH/.test(call));
    const first = api.calls.slice(0, before - 1).filter((call) => /^PATCH/.test(call));
    assert.ok(again.every((call) => !first.slice(0, -1).includes(call)));
  });

  it("wants a whole number of calls a minute", async () => {
    await assert.rejects(run(["--origin", "Local", "--per-minute", "none"]), CommandError);
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
