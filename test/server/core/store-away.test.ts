import assert from "node:assert/strict";
import {
  beginStream,
  checkStamps,
  setUp,
  startStore,
  until,
  type Stage,
  type Stream,
} from "./store-stage.ts";

/*
 * The store over a wire that is slow, breaks, goes silent, or ends on one side; a store that is killed and comes back, that
 * loses its answers and that changes over. Under each of these stamps are sent, again under their keys until they are
 * answered.
 */

const patienceMs = 1_000;
/** A call makes few waits of this length; without a limit of time there would be no answer at all. */
const boundMs = 20_000;

const writes = ["bulkWrite", "insert", "update", "findAndModify"];

const failCommand = (times: number, data: Record<string, unknown>) => ({
  configureFailPoint: "failCommand",
  mode: { times },
  data: { failCommands: writes, ...data },
});

for (const mode of ["atomic", "staged"] as const)
  describe(`a store that is away, commits ${mode}`, () => {
    let stage: Stage;
    let stream: Stream;

    before(async () => void (stage = await setUp(mode, patienceMs)));
    beforeEach(async () => void (stream = await beginStream(stage, 6)));
    afterEach(() => stream.end());
    after(() => stage.strike());

    const holds = async (): Promise<void> => {
      await stream.more(6);
      await stream.end();
      await checkStamps(stage, stream);
      assert.ok(stream.longest < boundMs, `${stream.longest} ms for an answer`);
    };

    it("delays nobody's stamp for good, and loses none, when the wire is slow and breaks", async () => {
      await stream.more(6);
      stage.proxy.delay(15);
      await stream.more(6);
      stage.proxy.delay(0);
      for (let turn = 0; turn < 4; turn += 1) {
        stage.proxy.reset();
        await stream.more(4);
      }
      stage.proxy.halfOpen();
      await holds();
    });

    it("answers 503 while it is silent, to readers and to a crowd, and does what was sent then once", async () => {
      await stream.more(6);
      stage.proxy.mute();
      const crowd = Array.from({ length: 70 }, (_, at) =>
        stage.client.post("/customers", { external_id: `crowd ${at}` }),
      );
      const [ready, read] = await Promise.all([
        fetch(`${stage.app.url}/readyz`),
        stage.client.get("/cards"),
        stream.refusal(),
      ]);
      for (const { status, headers } of [ready, read, ...(await Promise.all(crowd))]) {
        assert.equal(status, 503);
        assert.ok(Number(headers.get("retry-after")) > 0);
      }
      stage.proxy.speak();
      await holds();
    });

    it("comes back after kill -9 with all that was acknowledged", async () => {
      await stream.more(6);
      await stage.store.kill();
      await stream.refusal();
      stage.store = await startStore(stage.folder);
      stage.proxy.lead(stage.store.port);
      await holds();
    });

    it("loses answers of what it has committed, and nothing happens twice", async () => {
      for (const count of [1, 2, 6]) {
        const before = stage.proxy.lost;
        stage.proxy.loseAnswers(count, writes);
        await until("answers are lost", () => stage.proxy.lost >= before + count);
        await stream.more(4);
      }
      await stage.store.fail({
        configureFailPoint: "onPrimaryTransactionalWrite",
        mode: { times: 40 },
        data: {},
      });
      await holds();
    });

    it("changes over: each of its refusals is a 503 that may be repeated", async () => {
      for (const code of [10107, 189, 11602, 91, 6, 112]) {
        await stage.store.fail(failCommand(8, { errorCode: code }));
        await stream.more(4);
      }
      for (const code of [64, 91]) {
        const writeConcernError = { code, errmsg: "waiting for replication timed out" };
        await stage.store.fail(failCommand(8, { writeConcernError }));
        await stream.more(4);
      }
      await stage.store.fail(failCommand(4, { blockConnection: true, blockTimeMS: 1.5 * patienceMs }));
      assert.ok(stream.refused > 0);
      await holds();
    });
  });
