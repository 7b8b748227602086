import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Koa from "koa";
import { docsPage } from "../../../server/src/docs/index.ts";

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

  it("shows a page whose scripts and styles all come from this server", async () => {
    const response = await fetch(`${base}/docs`);
    const html = await response.text();
    assert.match(response.headers.get("content-security-policy") ?? "", /script-src 'self';/);
    assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|\son\w+=|style=/);
    const links = [...html.matchAll(/(?:src|href)="(docs\/[^"]+)"/g)].map(([, path]) => path);
    assert.equal(links.length, 5);
    for (const link of links) assert.equal((await fetch(`${base}/${link}`)).status, 200, link);
  });

  it("serves the document with this installation's address", async () => {
    const document = (await (await fetch(`${base}/openapi.json`)).json()) as {
      servers: object;
      openapi: string;
    };
    assert.equal(document.openapi, "3.1.0");
    assert.deepEqual(document.servers, [{ url: "https://loyalty.example.com/v1" }]);
  });

  it("leads the address with a slash to the one without", async () => {
    const response = await fetch(`${base}/docs/`, { redirect: "manual" });
    assert.equal(response.status, 302);
    assert.equal(new URL(response.headers.get("location") ?? "", `${base}/docs/`).pathname, "/docs");
  });

  it("serves no other file of the package", async () => {
    for (const name of ["index.html", "package.json", "..%2f..%2fpackage.json", "toString"]) {
      assert.equal((await fetch(`${base}/docs/assets/${name}`)).status, 404, name);
    }
  });

  it("lets other requests and methods pass", async () => {
    assert.equal((await fetch(`${base}/elsewhere`)).status, 404);
    assert.equal((await fetch(`${base}/docs`, { method: "POST" })).status, 404);
  });
});
