import { strict as assert } from "node:assert";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { after, before, describe, it } from "mocha";
import { freePort } from "../support/free-port.ts";
import { startTestApp, type Tenant, type TestApp } from "../support/app.ts";
import {
  snippetLanguages,
  snippetOf,
  type SnippetLanguage,
} from "../../server/console/pages/integrations/webhooks/snippets.ts";

/** How a program is run in the folder it stands in. */
interface Run {
  readonly file: string;
  readonly version: readonly [program: string, argument: string];
  readonly compile?: readonly [compiler: string, ...rest: string[]];
  start(port: string): readonly [program: string, ...rest: string[]];
  /** Where it says what came, and what stands in front of it. */
  readonly says: readonly ["stdout" | "stderr", prefix: string];
  /** Whether it looks at the path itself; in PHP the web server does. */
  readonly ownsPath: boolean;
}

const says: Run["says"] = ["stdout", ""];

const runs: Readonly<Record<SnippetLanguage, Run>> = {
  node: {
    file: "receive.mjs",
    version: [process.execPath, "--version"],
    start: () => [process.execPath, "receive.mjs"],
    says,
    ownsPath: true,
  },
  python: {
    file: "receive.py",
    version: ["python3", "--version"],
    start: () => ["python3", "receive.py"],
    says,
    ownsPath: true,
  },
  php: {
    file: "receive.php",
    version: ["php", "--version"],
    start: (port) => ["php", "-S", `127.0.0.1:${port}`, "receive.php"],
    // The time stands in front of what PHP logs.
    says: ["stderr", "\\[.+\\] "],
    ownsPath: false,
  },
  go: {
    file: "receive.go",
    version: ["go", "version"],
    compile: ["go", "build", "-o", "receive", "receive.go"],
    start: () => ["./receive"],
    says,
    ownsPath: true,
  },
};

const isThere = ([command, argument]: Run["version"]): boolean => spawnSync(command, [argument]).status === 0;

/** The next line that is like the pattern; PHP's own server says more. */
const whichSays = async (output: Readable, pattern: RegExp): Promise<string> => {
  for await (const line of createInterface({ input: output })) if (pattern.test(line)) return line;
  return assert.fail(`nothing said ${String(pattern)}`);
};

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

  const start = async (language: SnippetLanguage, target: string, secret: string): Promise<ChildProcess> => {
    const { file, compile, start } = runs[language];
    await writeFile(join(folder, file), snippetOf(language, target));
    const { port } = new URL(target);
    if (compile !== undefined) {
      const [compiler, ...rest] = compile;
      const made = spawnSync(compiler, rest, { cwd: folder, encoding: "utf8" });
      assert.equal(made.status, 0, made.stderr);
    }
    const [program, ...rest] = start(port);
    const child = spawn(program, rest, {
      cwd: folder,
      env: { ...process.env, WEBHOOK_SECRET: secret, PORT: port },
    });
    child.stdout.resume();
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

  for (const language of snippetLanguages) {
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
        const [stream, prefix] = runs[language].says;
        const output = program[stream];
        assert.ok(output);
        const said = whichSays(output, new RegExp(`^${prefix}evt_\\w+ card_issued$`));
        const test = await tenant.owner.post(`/hooks/${id}/test`, {});
        assert.deepEqual([test.body.delivered, test.body.attempt.status], [true, 204], test.text);
        assert.ok((await said).endsWith(`${String(test.body.event_id)} card_issued`));

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
        if (runs[language].ownsPath)
          assert.equal(await send({}, body, target.replace("/crm", "/other")), 404);
      } finally {
        program.kill();
      }
    });
  }

  it("stands for this very hook in every language: its address, and no line that an address could end", () => {
    const target = "https://crm.example.com/hooks/7stamp?a=%22?>";
    for (const language of snippetLanguages) {
      const code = snippetOf(language, target);
      assert.match(code, /crm\.example\.com\/hooks\/7stamp/);
      assert.doesNotMatch(code, /\?>/);
    }
  });
});
