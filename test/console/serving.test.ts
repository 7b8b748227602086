import { strict as assert } from "node:assert";
import childProcess, { type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { request, type IncomingHttpHeaders } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Koa from "koa";
import { after, before, describe, it } from "mocha";
import { consolePage, prepareBundle } from "../../server/src/console/index.ts";
import { bundleConsole } from "../../server/src/console/bundler.ts";
import { root } from "../guards/tree.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** As bytes on the line: fetch would unpack them. */
const ask = (url: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.on("error", reject).end();
  });

const html = { accept: "text/html" };

const policyOf = ({ headers }: Answer): Record<string, string> => {
  const policy = headers["content-security-policy"];
  assert.equal(typeof policy, "string");
  return Object.fromEntries(
    String(policy)
      .split("; ")
      .map((directive) => [directive.split(" ")[0] ?? "", directive.split(" ").slice(1).join(" ")]),
  );
};

describe("console › serving", () => {
  let app: TestApp;
  let entry: string;
  before(async () => {
    app = await startTestApp();
    entry = (await prepareBundle("")).manifest.entry;
  });
  after(() => app.stop());

  it("answers the page at every address below /console, never kept, with a policy that lets in no inline script", async () => {
    for (const path of ["/console", "/console/", "/console/tills", "/console/customers/c_1?tab=cards"]) {
      const answer = await ask(app.url + path, html);
      assert.equal(answer.status, 200, path);
      assert.match(answer.headers["content-type"] ?? "", /^text\/html/);
      assert.equal(answer.headers["cache-control"], "no-store");
    }
    const page = await ask(`${app.url}/console`, html);
    const { "style-src": style, ...policy } = policyOf(page);
    assert.deepEqual(policy, {
      "default-src": "'none'",
      "script-src": "'self'",
      "img-src": "'self' data: blob:",
      "connect-src": "'self'",
      "frame-src": "'self'",
      "form-action": "'self'",
      "base-uri": "'none'",
      "frame-ancestors": "'none'",
    });
    const nonce = /^'self' 'nonce-([\w-]{20,})'$/.exec(style ?? "")?.[1];
    assert.ok(nonce !== undefined && page.body.includes(nonce), style);
    assert.notEqual(policyOf(await ask(`${app.url}/console`, html))["style-src"], style);
    assert.doesNotMatch(page.body.toString(), /<script(?![^>]*\bsrc=)|\son\w+=|style=/);
  });

  it("answers the page to GET and HEAD of who takes HTML, and to nobody else", async () => {
    const head = await ask(`${app.url}/console/tills`, html, "HEAD");
    assert.deepEqual([head.status, head.body.length], [200, 0]);
    assert.ok(policyOf(head)["script-src"]);
    const others = [
      await ask(`${app.url}/console/tills`, { accept: "application/json" }),
      await ask(`${app.url}/console/tills`, html, "POST"),
      await ask(`${app.url}/consoles`, html),
    ];
    assert.deepEqual(
      others.map(({ status }) => status),
      [404, 404, 404],
    );
  });

  it("answers files to be kept for ever, packed as the browser takes them", async () => {
    const url = `${app.url}/console/assets/${entry}`;
    const plain = await ask(url);
    const packed = await ask(url, { "accept-encoding": "gzip" });
    const tight = await ask(url, { "accept-encoding": "gzip, br" });
    for (const answer of [plain, packed, tight]) {
      assert.equal(answer.status, 200);
      assert.equal(answer.headers["cache-control"], "public, max-age=31536000, immutable");
      assert.equal(answer.headers["content-type"], "text/javascript; charset=utf-8");
      assert.match(answer.headers.vary ?? "", /accept-encoding/i);
      assert.equal(answer.headers["x-content-type-options"], "nosniff");
    }
    assert.deepEqual(
      [plain, packed, tight].map(({ headers }) => headers["content-encoding"]),
      [undefined, "gzip", "br"],
    );
    assert.deepEqual(gunzipSync(packed.body), plain.body);
    assert.deepEqual(brotliDecompressSync(tight.body), plain.body);
    assert.equal((await ask(url, {}, "HEAD")).status, 200);
  });

  it("answers 404 for a file that there is not, never the page in its place, and nobody keeps it", async () => {
    for (const name of ["gone-ABCDEFGH.js", "..%2Fmanifest.json", "manifest.json", "console.js.gz", ""]) {
      const answer = await ask(`${app.url}/console/assets/${name}`, html);
      assert.equal(answer.status, 404, name);
      assert.equal(answer.headers["cache-control"], "no-store", name);
      assert.match(answer.headers["content-type"] ?? "", /^text\/plain/, name);
    }
  });

  describe("behind a path", () => {
    let server: Server;
    let url: string;
    before(async () => {
      const koa = new Koa();
      koa.use(consolePage({ publicUrl: "https://shop.example.com/loyalty/", dataFolder: "" }).middleware);
      server = createServer(koa.callback());
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    after(() => server.close());

    it("puts the path of PUBLIC_URL in front of every address of the page", async () => {
      const page = (await ask(`${url}/console`, html)).body.toString();
      assert.match(page, /<html [^>]*data-base="\/loyalty"/);
      const addresses = [...page.matchAll(/(?:src|href)="(\/[^"]*)"/g)].map(([, address = ""]) => address);
      assert.ok(addresses.length > 3);
      for (const address of addresses) assert.match(address, /^\/loyalty\/(console\/assets\/|docs$)/);
    });
  });

  it("is bundled by a process that ends with it, two at once as well", async () => {
    const original = childProcess.spawn;
    const begun: ChildProcess[] = [];
    childProcess.spawn = ((...given: Parameters<typeof original>) => {
      const child = original(...given);
      begun.push(child);
      return child;
    }) as typeof original;
    const sources = join(root, "server/console");
    try {
      const both = await Promise.all([bundleConsole(sources, "/one"), bundleConsole(sources, "/one")]);
      assert.deepEqual(both[0], both[1]);
    } finally {
      childProcess.spawn = original;
    }
    assert.notEqual(begun.length, 0);
    for (const child of begun) {
      if (child.exitCode === null && child.signalCode === null) assert.ok(child.killed, "it is told to end");
    }
  });
});
