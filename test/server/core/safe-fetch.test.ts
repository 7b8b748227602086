import assert from "node:assert/strict";
import { createServer, type Server } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import {
  notAllowedText,
  openOutbound,
  type Outbound,
  type OutboundOptions,
} from "../../../server/src/core/safe-fetch.ts";
import { causeOfFailure } from "../../../server/src/core/safe-answer.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";

const post = { headers: { "content-type": "application/json" }, body: "{}", timeoutMs: 2_000 };
const addresses = (...list: string[]) =>
  list.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

describe("safe-fetch", () => {
  let receiver: Receiver;
  const opened: Outbound[] = [];
  const raws: Server[] = [];
  const open = (options: Partial<OutboundOptions> = {}): Outbound => {
    const made = openOutbound({ allowedHosts: [], allowedCidrs: [], allowedPorts: [], ...options });
    opened.push(made);
    return made;
  };

  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((outbound) => outbound.close()));
    for (const raw of raws.splice(0)) raw.close();
    await receiver.close();
  });

  /** Answers with these pieces, each a moment after the other, whatever is asked. */
  const startRaw = async (pieces: readonly string[]) => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.on("data", () => {
        void (async () => {
          for (const piece of pieces) {
            await new Promise((written) => socket.write(piece, written));
            await new Promise((next) => setImmediate(next));
          }
        })();
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    raws.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  };

  it("passes interim answers over that nobody asked for, whole or in pieces, also on a connection used again", async () => {
    const outbound = open({ allowedHosts: ["127.0.0.1"] });
    const made = "HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\nmade";
    const interim = "HTTP/1.1 100 Continue\r\nX-Of: it\r\n\r\n";
    const ways = [
      [interim + made],
      [interim, made],
      [...`${interim}${interim}`, ...made],
      ["HTTP/1.0 100\r\n\r\n", made],
      ["HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", made],
      [interim.slice(0, 15), interim.slice(15) + made.slice(0, 9), made.slice(9)],
    ];
    for (const pieces of ways) {
      const url = await startRaw(pieces);
      for (const time of ["first", "again"]) {
        const answer = await outbound.post(url, post);
        assert.deepEqual(
          [answer.status, answer.body, answer.error],
          [201, "made", null],
          `${time}: ${pieces.join("|")}`,
        );
      }
    }
  });

  it("says of an answer that is no HTTP, or breaks off as an interim one, what it is", async () => {
    const outbound = open({ allowedHosts: ["127.0.0.1"] });
    for (const pieces of [["hello\r\n\r\n"], ["HTTP/1.1 abc\r\n\r\n"], ["HTTP/1.1 200 OK\r\n: x\r\n\r\n"]]) {
      const answer = await outbound.post(await startRaw(pieces), post);
      assert.match(answer.error ?? "", /^the answer cannot be read/, pieces.join());
      assert.equal(causeOfFailure(answer.error ?? ""), "unreadable");
    }
    const endless = await outbound.post(await startRaw(["HTTP/1.1 100 Continue\r\n"]), {
      ...post,
      timeoutMs: 300,
    });
    assert.match(endless.error ?? "", /^no answer within/);
  });

  it("posts to an exact host and reads the answer", async () => {
    receiver.reply({ status: 201, body: "made", headers: { "retry-after": "5" } });
    const answer = await open({ allowedHosts: ["127.0.0.1"] }).post(receiver.url, post);
    assert.deepEqual([answer.status, answer.body, answer.error, answer.retryAfter], [201, "made", null, "5"]);
    const [request] = receiver.requests;
    assert.equal(request?.body, "{}");
    assert.equal(request.headers["accept-encoding"], "identity");
  });

  it("keeps connections alive", async () => {
    const outbound = open({ allowedHosts: ["127.0.0.1"] });
    const ports = new Set<number | undefined>();
    receiver.always((response) => {
      ports.add(response.socket?.remotePort);
      response.end("ok");
    });
    for (let turn = 0; turn < 10; turn += 1) await outbound.post(receiver.url, post);
    assert.ok(ports.size <= 3, `${ports.size} connections for ten requests`);
  });

  it("does not follow redirects", async () => {
    receiver.reply({ status: 302, headers: { location: "/elsewhere" } });
    const answer = await open({ allowedHosts: ["127.0.0.1"] }).post(receiver.url, post);
    assert.equal(answer.status, 302);
    assert.equal(receiver.requests.length, 1);
  });

  it("keeps the first 20 kB of an answer and hangs up after 64 KB", async () => {
    const outbound = open({ allowedHosts: ["127.0.0.1"] });
    receiver.reply({ status: 200, body: `${"x".repeat(19_999)}☕${"y".repeat(10)}` });
    const cut = await outbound.post(receiver.url, post);
    assert.equal(cut.body, "x".repeat(19_999));
    receiver.reply((response) => {
      response.writeHead(200);
      const pour = (): void => {
        while (response.writable && response.write("z".repeat(16_384)));
        response.once("drain", pour);
      };
      pour();
    });
    const endless = await outbound.post(receiver.url, post);
    assert.deepEqual([endless.status, endless.body?.length], [200, 20_000]);
  });

  it("leaves no timer behind when a request has ended before its time", async () => {
    const outbound = open({ allowedHosts: ["127.0.0.1"] });
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
    await outbound.post(receiver.url, { ...post, timeoutMs: 500_000 });
    const before = timers();
    for (let at = 0; at < 20; at += 1) await outbound.post(receiver.url, { ...post, timeoutMs: 500_000 });
    assert.ok(timers() < before + 10, `${timers()} timers, ${before} before`);
  });

  it("gives up at the deadline, whether nothing comes or a drip", async () => {
    const outbound = open({ allowedHosts: ["127.0.0.1"] });
    receiver.reply("hang");
    const silent = await outbound.post(receiver.url, { ...post, timeoutMs: 100 });
    assert.deepEqual([silent.status, silent.error], [null, "no answer within 0.1 s"]);
    receiver.reply((response) => void response.writeHead(200).write("drip"));
    const dripping = await outbound.post(receiver.url, { ...post, timeoutMs: 100 });
    assert.deepEqual([dripping.status, dripping.body], [200, "drip"]);
  });

  it("says in words why there was no answer", async () => {
    const outbound = open({ allowedHosts: ["127.0.0.1"] });
    receiver.reply("reset");
    const reset = await outbound.post(receiver.url, post);
    assert.match(reset.error ?? "", /^the connection was closed without an answer/);
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    silent.close();
    await once(silent, "close");
    const closed = await outbound.post(`http://127.0.0.1:${port}/`, post);
    assert.match(closed.error ?? "", /^the connection was refused/);
    const secure = await outbound.post(receiver.url.replace("http:", "https:"), post);
    assert.match(secure.error ?? "", /^no secure connection could be made/);
    const nameless = open({
      resolve: () => Promise.reject(Object.assign(new Error(), { code: "ENOTFOUND" })),
    });
    const unknown = await nameless.post("https://nowhere.example/", post);
    assert.equal(unknown.error, "the name does not resolve (ENOTFOUND)");
  });

  it("refuses a target by its text without a connection", async () => {
    const outbound = open();
    assert.equal(await outbound.allows(receiver.url), false);
    const answer = await outbound.post(receiver.url, post);
    assert.deepEqual([answer.status, answer.error, answer.body], [null, notAllowedText, null]);
    assert.equal(receiver.requests.length, 0);
  });

  it("refuses a name when any of its addresses is not allowed, with the same words", async () => {
    for (const list of [
      ["127.0.0.1"],
      ["1.1.1.1", "10.0.0.1"],
      ["::1"],
      ["2606:4700::1", "::ffff:10.0.0.1"],
    ]) {
      const outbound = open({
        resolve: () => Promise.resolve(addresses(...list)),
        allowedPorts: [receiver.port],
      });
      const target = `https://rebind.example:${receiver.port}/`;
      assert.equal(await outbound.allows(target), false, list.join());
      assert.equal((await outbound.post(target, post)).error, notAllowedText, list.join());
    }
    assert.equal(receiver.requests.length, 0);
  });

  it("judges a name again at each attempt: what resolved well at create may point inside later", async () => {
    const answers = [addresses("1.1.1.1"), addresses("127.0.0.1")];
    const asked: string[] = [];
    const outbound = open({
      allowedPorts: [receiver.port],
      resolve: (name) => {
        asked.push(name);
        return Promise.resolve(answers.shift() ?? []);
      },
    });
    const target = `https://rebind.example:${receiver.port}/`;
    assert.equal(await outbound.allows(target), true);
    assert.equal((await outbound.post(target, post)).error, notAllowedText);
    assert.deepEqual(asked, ["rebind.example", "rebind.example"]);
    assert.equal(receiver.requests.length, 0);
  });

  it("accepts a name that does not resolve yet, or not in time", async () => {
    const failing = open({ resolve: () => Promise.reject(new Error("no such name")) });
    assert.equal(await failing.allows("https://later.example/"), true);
    const slow = open({ resolve: () => new Promise(() => undefined) });
    assert.equal(await slow.allows("https://slow.example/"), true);
  });

  it("accepts a name with public addresses only", async () => {
    const outbound = open({ resolve: () => Promise.resolve(addresses("1.1.1.1", "2606:4700::1")) });
    assert.equal(await outbound.allows("https://good.example/"), true);
  });
});
