import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { actions } from "../../server/src/catalog/index.ts";
import { expectNone, filesBelow, root, textOf } from "../guards/tree.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { startReceiver, type Receiver } from "../support/receiver.ts";
import { startSevenLoc, type SevenLoc } from "../support/seven-loc.ts";
import { readStory } from "./http-file.ts";
import { playStory } from "./http-player.ts";

const stories = filesBelow("samples/http").filter((file) => file.endsWith(".http"));

/** What no story has, and why a newcomer does not miss it. */
const aside: Readonly<Record<string, string>> = {
  create_business: "wants the operator's token",
  log_in: "the console's",
  get_session: "the console's",
  log_out: "the console's",
  connect_till: "leads a browser to Poster",
  receive_seven_loc: "7loc.com calls it",
  stream_events: "never ends",
  preview_template: "the designer's",
  upload_picture: "wants a picture of yours; the console has the place for it",
  list_pictures: "as upload_picture",
  delete_picture: "as upload_picture",
  retry_delivery: "wants a delivery that failed",
};

/** The operation that a request of a story is for. */
const operationOf = (method: string, url: string): string | undefined => {
  const path = url
    .replace("{{baseUrl}}", "")
    .replace(/\?.*/, "")
    .replaceAll(/\{\{[^}]+\}\}/g, ":id");
  return actions.find((action) => action.method === method && action.path === path)?.name;
};

describe("samples › stories to send from an editor", () => {
  let app: TestApp;
  let receiver: Receiver;
  let sevenLoc: SevenLoc;
  let key: string;
  before(async () => {
    app = await startTestApp();
    key = (await app.tenant()).owner.key;
    receiver = await startReceiver();
    sevenLoc = await startSevenLoc();
  });
  after(async () => {
    await app.stop();
    await receiver.close();
    await sevenLoc.stop();
  });

  const play = async (file: string, target = receiver): Promise<readonly string[]> =>
    await playStory(join(root, file), {
      variables: {
        baseUrl: `${app.url}/v1`,
        apiKey: key,
        sevenLoc: sevenLoc.url,
        sevenLocToken: sevenLoc.token,
      },
      receiver: target,
    });

  for (const file of stories)
    it(`${file} is answered as it says, and once more in the same business`, async () => {
      await play(file);
      await play(file);
    });

  it("the webhook's deliveries have signatures that an independent library takes", async () => {
    const own = await startReceiver();
    try {
      const [secret = ""] = await play("samples/http/webhook.http", own);
      for (const { body, headers } of await own.arrived(3)) new Webhook(secret).verify(body, headers);
    } finally {
      await own.close();
    }
  });

  /** What `npm run samples` says, and what it ends with. */
  const playAll = async (...given: string[]): Promise<{ code: number | null; said: string }> => {
    const child = spawn(process.execPath, ["--import", "tsx", "test/samples/play.ts", ...given], {
      cwd: root,
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, said };
  };

  it("tell by npm run samples when the server takes no more calls of the key, and when it does again", async () => {
    const busy = await startTestApp({ env: { RATE_LIMIT_PER_MINUTE: "1" } });
    const { owner } = await busy.tenant();
    const { code, said } = await playAll(owner.key, busy.url);
    await busy.stop();
    assert.equal(code, 1);
    assert.match(said, /^GET \S+ answered 429\. .+ Try again in \d+ s\.\n$/);
  });

  it("are played against a running server by npm run samples, which says what stays", async () => {
    const idsOf = async (list: string): Promise<string[]> => {
      const answer = await fetch(`${app.url}/v1/${list}?limit=100`, {
        headers: { authorization: `Bearer ${key}` },
      });
      return ((await answer.json()) as { data: { id: string }[] }).data.map(({ id }) => id).sort();
    };
    const before = await Promise.all(["customers", "hooks"].map(idsOf));
    const { code, said } = await playAll(key, app.url);
    assert.equal(code, 0, said);
    for (const file of stories) assert.ok(said.includes(`${file}\n`), file);
    assert.match(said, /⇐ stamp_added, signature verified/);
    assert.deepEqual(await Promise.all(["customers", "hooks"].map(idsOf)), before);
    assert.match(said, /stays in the business: \d+ programs, \d+ voucher templates/);
  });

  it("have every operation that a newcomer needs", () => {
    const played = new Set(
      stories.flatMap((file) =>
        readStory(textOf(file)).requests.map(({ method, url }) => operationOf(method, url)),
      ),
    );
    assert.ok(!played.has(undefined), "a request of a story is no operation");
    const names = actions.map(({ name }) => name);
    expectNone(
      names.filter((name) => !played.has(name) && aside[name] === undefined),
      "No story of samples/http has these; put each into one, or say in aside why not:",
    );
    expectNone(
      Object.keys(aside).filter((name) => played.has(name) || !names.includes(name)),
      "These are in aside without need:",
    );
  });

  it("take every id from an answer before, and name no value that a person would have to look up", () => {
    const typed = stories.flatMap((file) =>
      [...textOf(file).matchAll(/\b(?:b|loc|st|key|tpl|vt|c|card|rw|v|cmp|till|evt|hook|dlv)_\d\w*/g)].map(
        ([id]) => `${file}: ${id}`,
      ),
    );
    expectNone(typed, "Ids typed into stories:");
  });

  it("sign.mjs prints a till's signature of the file's bytes", () => {
    const printed = execFileSync(
      process.execPath,
      ["samples/http/sign.mjs", "a secret", "samples/http/sale.json"],
      { cwd: root, encoding: "utf8" },
    );
    const [, time = "", signature] = /^t=(\d+),v1=(\w+)\n$/.exec(printed) ?? [];
    const expected = createHmac("sha256", "a secret").update(`${time}.${textOf("samples/http/sale.json")}`);
    assert.equal(signature, expected.digest("hex"));
  });
});
