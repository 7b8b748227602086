import assert from "node:assert/strict";
import { once, EventEmitter } from "node:events";
import type { StoreCommand } from "../../../server/src/core/store.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { startPoster, type PosterStandIn } from "../../support/poster.ts";
import { startReceiver, type Receiver } from "../../support/receiver.ts";
import { startSevenLoc, type SevenLoc } from "../../support/seven-loc.ts";
import { install, logIn } from "../tills/poster-stage.ts";
import { made } from "../tills/stage.ts";

const writes = /^(insert|update|delete|findAndModify|bulkWrite|create|createIndexes|drop|dropIndexes)$/;

/** The commands of a store, as they go there. */
class Wire {
  readonly #told = new EventEmitter();
  #heard: StoreCommand[] = [];

  readonly listen = (command: StoreCommand): void => {
    this.#heard.push(command);
    this.#told.emit("command");
  };

  /** Forgets what was heard, and listens until these have each been asked so often. */
  async until(wanted: Readonly<Record<string, number>>): Promise<readonly StoreCommand[]> {
    this.#heard = [];
    const times = (name: string): number =>
      this.#heard.filter(({ collection }) => collection === name).length;
    while (Object.entries(wanted).some(([name, count]) => times(name) < count))
      await once(this.#told, "command");
    return this.#heard;
  }

  /** Listens until a collection is asked for seldom: three times in a row only so long after the time before. */
  async restsFrom(collection: string, milliseconds: number): Promise<void> {
    for (let rests = 0, lastAt = performance.now(); rests < 3;) {
      await this.until({ [collection]: 1 });
      const now = performance.now();
      rests = now - lastAt >= milliseconds ? rests + 1 : 0;
      lastAt = now;
    }
  }
}

describe("process › idle", function () {
  this.timeout(120_000);
  const wire = new Wire();
  let app: TestApp;
  let poster: PosterStandIn;
  let sevenLoc: SevenLoc;
  let receiver: Receiver;

  before(async () => {
    poster = await startPoster();
    sevenLoc = await startSevenLoc();
    receiver = await startReceiver();
    const env = {
      CLOCK_SWEEP_SECONDS: "0.3",
      POSTER_APPLICATION_ID: poster.application.id,
      POSTER_APPLICATION_SECRET: poster.application.secret,
      POSTER_BASE_URL: poster.url,
    };
    app = await startTestApp({ env, onCommand: wire.listen, isToldOfChanges: false });
  });
  after(async () => {
    await app.stop();
    await Promise.all([poster.close(), sevenLoc.stop(), receiver.close()]);
  });

  /** A shop with everything that could want to do something: a hook, a till with an account, campaigns in the past. */
  const furnish = async (): Promise<void> => {
    const { owner, ownerLogin } = await app.tenant({ currency: "UAH", country: "UA" });
    await made(owner, "/hooks", { target_url: receiver.url, events: ["*"] });
    const template = await made(owner, "/templates", {
      name: "Coffee",
      goals: [],
      birthday: { enabled: true, days_before: 3 },
      inactivity: { enabled: true, days: 30 },
    });
    const till = await made(owner, "/tills", { name: "Bar", kind: "poster", template_id: template.id });
    await install(app, await logIn(app, ownerLogin), till.id as string);
    await made(owner, "/messengers", { base_url: sevenLoc.url, token: sevenLoc.token });
    const card = await made(owner, "/cards", {
      template_id: template.id,
      phone: "+380671234567",
      birthday: "1990-05-11",
      consents: { whatsapp: true },
    });
    await owner.post("/stamps", { card_id: card.id });
    const sent = await owner.post("/broadcasts", {
      channel: "whatsapp",
      message: "Hello",
      audience: { all: true },
    });
    assert.equal(sent.status, 202);
    await sevenLoc.took(1);
    // card_issued, customer_created, stamp_added, campaign_sent
    await receiver.arrived(4);
    await app.app.crew?.drain();
  };

  it("writes nothing, looks for work once a second, and for what a crash left seldom", async () => {
    await furnish();
    // What was done last is marked as done a moment later, and work is looked for often for a while after it.
    await wire.restsFrom("work", 600);
    await wire.until({ campaign_enlistments: 1 });
    const begunAt = performance.now();
    // Two rounds of the sweep over leftovers, many of the crew and of the clock.
    const heard = await wire.until({ work: 6, campaign_enlistments: 2, templates: 2 });
    const seconds = (performance.now() - begunAt) / 1_000;
    assert.deepEqual(
      heard.filter(({ name }) => writes.test(name)),
      [],
    );
    const perSecond = (name: string): number =>
      heard.filter(({ collection }) => collection === name).length / seconds;
    assert.ok(perSecond("work") <= 1.25, `${perSecond("work")} looks for work a second`);
    assert.ok(
      perSecond("campaign_enlistments") <= 0.34,
      `${perSecond("campaign_enlistments")} sweeps a second`,
    );
  });
});
