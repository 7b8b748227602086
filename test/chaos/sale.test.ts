import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tillSignature } from "../../server/src/tills/index.ts";
import { apiClient } from "../support/client.ts";
import { killLeftovers, startServerProcess } from "../support/process.ts";
import { award, made, newEmail, sale } from "../server/tills/stage.ts";

/** The entries of a sale with a code: recorded, redeemed, stamped, settled. */
const entries = 4;

describe("a kill -9 in the middle of a sale", function () {
  this.timeout(600_000);
  after(killLeftovers);

  const send = async (url: string, till: { id: string; secret: string }, body: unknown) => {
    const raw = JSON.stringify(body);
    const signature = tillSignature(till.secret, Math.floor(Date.now() / 1000), raw);
    const headers = { "content-type": "application/json", "x-7stamp-signature": signature };
    const answer = await fetch(`${url}/v1/tills/${till.id}/sales`, { method: "POST", headers, body: raw });
    return { status: answer.status, body: (await answer.json()) as Record<string, Record<string, unknown>> };
  };

  it("leaves it to the repeat, after any of its entries: everything has happened, once", async () => {
    const folder = await mkdtemp(join(tmpdir(), "7stamp-sale-"));
    /** Kills itself when it has written that many entries. */
    const start = (dieAfter: number | null) =>
      startServerProcess({
        DATA_DIR: folder,
        ...(dieAfter !== null && { FAILPOINT: `after-journal:${dieAfter}` }),
      });
    const first = await start(null);
    const key = /API key: +(\S+)/.exec(first.welcome.join("\n"))?.[1] ?? "";
    const owner = apiClient(first.url, key);
    const limits = { cooldown_seconds: 86_400 };
    const template = await made(owner, "/templates", { name: "T", goals: [award(5)], limits });
    const till = await made(owner, "/tills", { name: "T", kind: "generic", template_id: template.id });
    const prepared = [];
    for (let entry = 1; entry <= entries; entry += 1) {
      const card = await made(owner, "/cards", { template_id: template.id, email: newEmail() });
      const voucher = await made(owner, "/vouchers", { title: "Once", card_id: card.id });
      const body = sale({ card_number: card.number, redeem_code: voucher.redeem_code });
      prepared.push({ cardId: card.id as string, body });
    }
    await first.kill("SIGTERM");
    let server = await start(1);
    for (const [at, { cardId, body }] of prepared.entries()) {
      await assert.rejects(send(server.url, till, body), "the process has killed itself");
      assert.equal(await server.ended, "SIGKILL");
      // The next process first writes what this sale lacks, then as much of the next sale as that one is to have.
      server = await start(at + 1 < entries ? entries - (at + 1) + (at + 2) : null);
      const repeat = await send(server.url, till, body);
      assert.equal(repeat.status, 200, JSON.stringify(repeat.body));
      assert.equal(repeat.body["stamp"]?.["count"], 1);
      assert.equal(repeat.body["redeemed"]?.["status"], "redeemed");
      assert.deepEqual(await send(server.url, till, body), repeat);
      const now = apiClient(server.url, key);
      assert.equal((await now.get(`/cards/${cardId}`)).body.total_stamps, 1);
      const { data } = (await now.get(`/events?card_id=${cardId}&limit=100`)).body;
      const names = data.map((one: { event: string }) => one.event).sort();
      assert.deepEqual(names, ["card_issued", "stamp_added", "voucher_issued", "voucher_redeemed"]);
    }
    await server.kill("SIGTERM");
    await rm(folder, { recursive: true, force: true });
  });
});
