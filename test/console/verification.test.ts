import { strict as assert } from "node:assert";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "mocha";
import { freePort } from "../support/free-port.ts";
import { startTestApp, type Tenant, type TestApp } from "../support/app.ts";
import {
  snippetLanguages,
  snippetOf,
  type SnippetLanguage,
} from "../../server/console/pages/integrations/webhooks/snippets.ts";

/** How each program is run where its language is; PHP runs under a web server of its own, and is not run here. */
const runs = {
  node: { file: "receive.mjs", version: [process.execPath, "--version"], compile: null },
  python: { file: "receive.py", version: ["python3", "--version"], compile: null },
  go: {
    file: "receive.go",
    version: ["go", "version"],
    compile: ["go", "build", "-o", "receive", "receive.go"],
  },
} as const;
type Runnable = keyof typeof runs;

const isThere = ([command, argument]: readonly [string, string]): boolean =>
  spawnSync(command, [argument]).status === 0;

describe("console › the code that verifies deliveries", () => {
  let app: TestApp;
  let tenant: Tenant;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "7stamp-receiver-"));
    app = await startTestApp();
    tenant = await app.tenant();
  });
  after(async () => {
    await app.stop();
    await rm(folder, { recursive: true });
  });

  const start = async (language: Runnable, target: string, secret: string): Promise<ChildProcess> => {
    const { file, version, compile } = runs[language];
    await writeFile(join(folder, file), snippetOf(language, target));
    const { port } = new URL(target);
    const [program, ...given]: readonly string[] =
      compile === null ? [version[0], join(folder, file)] : [join(folder, "receive")];
    if (compile !== null) {
      const [compiler, ...rest] = compile;
      const made = spawnSync(compiler, rest, { cwd: folder, encoding: "utf8" });
      assert.equal(made.status, 0, made.stderr);
    }
    const child = spawn(program ?? "", given, {
      env: { ...process.env, WEBHOOK_SECRET: secret, PORT: port },
    });
    child.stderr.resume();
    return child;
  };

  /** Asks until somebody answers: the program has begun to listen. */
  const listening = async (target: string): Promise<void> => {
    for (;;) {
      try {
        await fetch(target, { method: "POST", body: "{}" });
        return;
      } catch {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  };

  for (const language of Object.keys(runs) as Runnable[]) {
    if (!isThere(runs[language].version)) {
      it(`is skipped in ${language}, which is not on this machine`, () => undefined);
      continue;
    }
    it(`takes ours and refuses what is not, in ${language}`, async function () {
      this.timeout(300_000);
      const target = `http://127.0.0.1:${await freePort()}/crm?shop=1`;
      const made = await tenant.owner.post("/hooks", { target_url: target, events: ["card_issued"] });
      const { id, secret } = made.body;
      const program = await start(language, target, secret);
      try {
        await listening(target);
        assert.ok(program.stdout);
        const lines = createInterface({ input: program.stdout });
        const line = once(lines, "line");
        const test = await tenant.owner.post(`/hooks/${id}/test`, {});
        assert.deepEqual([test.body.delivered, test.body.attempt.status], [true, 204], test.text);
        assert.match(String((await line)[0]), new RegExp(`^${String(test.body.event_id)} card_issued`));

        // Both sign while a secret is replaced: the old one is still enough.
        assert.equal((await tenant.owner.post(`/hooks/${id}/rotate-secret`, {})).status, 200);
        assert.equal((await tenant.owner.post(`/hooks/${id}/test`, {})).body.attempt.status, 204);

        const kept = await tenant.owner.get(`/deliveries/${test.body.delivery_id}`);
        const { headers, body } = kept.body.attempts[0].request;
        const send = async (changes: object, sent: string, path = target): Promise<number> =>
          (await fetch(path, { method: "POST", headers: { ...headers, ...changes }, body: sent })).status;
        assert.equal(await send({}, body), 204);
        assert.equal(await send({}, `${body} `), 401);
        assert.equal(await send({ "webhook-id": "evt_other" }, body), 401);
        // What was signed long ago is refused although the signature fits: it may be somebody's copy.
        const longAgo = String(Math.floor(Date.now() / 1_000) - 600);
        const signed = `${String(headers["webhook-id"])}.${longAgo}.${String(body)}`;
        const key = Buffer.from(String(secret).replace("whsec_", ""), "base64");
        const signature = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
        const copy = { "webhook-timestamp": longAgo, "webhook-signature": signature };
        assert.equal(await send(copy, body), 401);
        assert.equal(await send({ "webhook-signature": "v1,AAAA" }, body), 401);
        assert.equal(await send({}, body, target.replace("/crm", "/other")), 404);
      } finally {
        program.kill();
      }
    });
  }

  it("stands for this very hook in every language: its address, and no line that an address could end", () => {
    const target = "https://crm.example.com/hooks/7stamp?a=%22?>";
    for (const language of snippetLanguages satisfies readonly SnippetLanguage[]) {
      const code = snippetOf(language, target);
      assert.match(code, /crm\.example\.com\/hooks\/7stamp/);
      assert.doesNotMatch(code, /\?>/);
    }
  });
});
