import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Koa from "koa";
import { docsPage } from "../../../server/src/docs/index.ts";
import { guides } from "../../../server/src/docs/guides.ts";

const pages = [
  "",
  ...guides.map(({ slug }) => `/${slug}`),
  "/reference",
  "/reference/stamps",
  "/files/samples",
];

type Paths = Record<string, Record<string, { operationId: string }>>;
interface Document {
  readonly tags: { readonly name: string }[];
  readonly paths: Paths;
  readonly webhooks: Paths;
}

const idsOf = ({ paths, webhooks }: Document): string[] =>
  [paths, webhooks].flatMap((part) =>
    Object.values(part).flatMap((path) => Object.values(path).map(({ operationId }) => operationId)),
  );

describe("docs page", () => {
  let server: Server;
  let base: string;

  before((done) => {
    const koa = new Koa();
    koa.use(docsPage("https://loyalty.example.com/"));
    server = createServer(koa.callback()).listen(0, "127.0.0.1", () => {
      base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      done();
    });
  });

  after((done) => {
    server.closeAllConnections();
    server.close(done);
  });

  const answer = async (path: string) => {
    const response = await fetch(base + path, { redirect: "manual" });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  it("shows pages whose scripts and styles all come from this server", async () => {
    for (const page of pages) {
      const { status, headers, text } = await answer(`/docs${page}`);
      assert.equal(status, 200, page);
      assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'; script-src 'self';/);
      assert.doesNotMatch(text, /<script(?![^>]*\bsrc=)|\son\w+=|style=/, page);
      assert.doesNotMatch(text, /(src|href)="(https?:)?\/\/[^"]+\.(js|css)"/, page);
    }
  });

  it("has no link of its own that leads nowhere", async () => {
    const followed = new Set<string>();
    for (const page of pages) {
      const { text } = await answer(`/docs${page}`);
      for (const [, link = ""] of text.matchAll(/(?:src|href|data-document)="(\/[^"#]*)(?:#[^"]*)?"/g)) {
        if (followed.has(link) || link === "/console") continue;
        followed.add(link);
        assert.equal((await answer(link)).status, 200, `${page} → ${link}`);
      }
    }
    assert.ok(followed.size > 30, `${followed.size} links`);
    for (const { slug } of guides) assert.ok(followed.has(`/docs/${slug}`), slug);
  });

  it("points to headings that the pages have", async () => {
    const ids = new Map<string, readonly string[]>();
    const headingsOf = async (path: string): Promise<readonly string[]> => {
      const known = ids.get(path);
      if (known) return known;
      const found = [...(await answer(path)).text.matchAll(/ id="([^"]+)"/g)].map(([, id = ""]) => id);
      ids.set(path, found);
      return found;
    };
    for (const page of pages) {
      const here = `/docs${page}`;
      for (const [, path = "", id = ""] of (await answer(here)).text.matchAll(
        /href="(\/docs[^"#]*)?#([^"/]+)"/g,
      ))
        assert.ok((await headingsOf(path === "" ? here : path)).includes(id), `${here} → ${path}#${id}`);
    }
  });

  it("names this installation in commands that were written for a first try", async () => {
    const { text } = await answer("/docs/five-minutes");
    assert.match(text, /https:\/\/loyalty\.example\.com\/v1\/\$path/);
    assert.doesNotMatch(text, /localhost:7070/);
  });

  it("puts the path of the public address in front of every link", async () => {
    const koa = new Koa();
    koa.use(docsPage("https://example.com/loyalty"));
    const other = createServer(koa.callback());
    await new Promise<void>((ready) => other.listen(0, "127.0.0.1", ready));
    const { port } = other.address() as AddressInfo;
    for (const page of pages) {
      const text = await (await fetch(`http://127.0.0.1:${port}/docs${page}`)).text();
      const links = [...text.matchAll(/(?:src|href|data-document)="(\/[^"]*)"/g)].map(
        ([, link = ""]) => link,
      );
      assert.deepEqual(
        links.filter((link) => !link.startsWith("/loyalty/")),
        [],
        page,
      );
    }
    other.closeAllConnections();
    await new Promise((done) => other.close(done));
  });

  it("shows every call and every webhook in one chapter of the reference", async () => {
    const whole = JSON.parse((await answer("/openapi.json")).text) as Document;
    const { text } = await answer("/docs/reference");
    const shown: string[] = [];
    for (const { name } of whole.tags) {
      const path = `/docs/reference/${name.toLowerCase().replaceAll(" ", "-")}`;
      assert.equal((await answer(path)).status, 200, path);
      const chapter = JSON.parse((await answer(`${path}.json`)).text) as Document;
      for (const id of idsOf(chapter)) {
        shown.push(id);
        assert.ok(text.includes(`href="${path}#operation/${id}"`), id);
      }
    }
    assert.deepEqual(shown.sort(), idsOf(whole).sort());
  });

  it("serves the document with this installation's address", async () => {
    const document = JSON.parse((await answer("/openapi.json")).text) as { servers: object; openapi: string };
    assert.equal(document.openapi, "3.1.0");
    assert.deepEqual(document.servers, [{ url: "https://loyalty.example.com/v1" }]);
  });

  it("shows samples as they are", async () => {
    const { text, headers } = await answer("/docs/files/samples/events/voucher_redeemed.json");
    assert.match(headers.get("content-type") ?? "", /^application\/json/);
    assert.ok("contact" in (JSON.parse(text) as object));
    assert.match(
      (await answer("/docs/files/samples/receivers/receive.php")).headers.get("content-type") ?? "",
      /^text\/plain/,
    );
  });

  it("shows no other file of the project or of a package", async () => {
    const others = [
      "/docs/assets/package.json",
      "/docs/assets/..%2fdocs.css",
      "/docs/assets/toString",
      "/docs/files/package.json",
      "/docs/files/.env",
      "/docs/files/samples/..%2fpackage.json",
      "/docs/files/samples/%2e%2e/%2e%2e/etc/passwd",
      "/docs/files/samples/none.json",
      "/docs/files/samples/%00",
      "/docs/files/%E0%A4%A",
      "/docs/nothing",
    ];
    for (const path of others) assert.equal((await answer(path)).status, 404, path);
  });

  it("lets other requests and methods pass", async () => {
    assert.equal((await answer("/elsewhere")).status, 404);
    assert.equal((await fetch(`${base}/docs`, { method: "POST" })).status, 404);
  });
});
