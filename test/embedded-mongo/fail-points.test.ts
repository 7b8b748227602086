import assert from "node:assert/strict";
import { startEmbeddedMongo } from "../../server/src/embedded-mongo/index.ts";
import { collectionOf, type Doc, MongoClient, refusal, temporaryFolder, useStore } from "./support.ts";

describe("embedded-mongo › fail points", () => {
  const store = useStore({ testCommands: true });
  const plain = useStore();
  const admin = (command: Doc) => store.client.db("admin").command(command);
  const point = {
    configureFailPoint: "failCommand",
    mode: "alwaysOn",
    data: { failCommands: ["find"], errorCode: 8 },
  };

  afterEach(() => admin({ configureFailPoint: "failCommand", mode: "off" }));

  it("are there only where tests were asked for", async () => {
    assert.equal((await refusal(plain.client.db("admin").command(point))).code, 59);
    assert.deepEqual(await collectionOf(plain.db).find().toArray(), []);
  });

  it("are there in a store of its own thread too, when it is told so", async () => {
    const { folder, remove } = temporaryFolder();
    const started = await startEmbeddedMongo({ folder, testCommands: true });
    const client = await new MongoClient(started.uri).connect();
    await client.db("admin").command(point);
    assert.equal((await refusal(collectionOf(client.db("test")).findOne({}))).code, 8);
    await client.close();
    await started.stop();
    remove();
  });

  it("count their turns: some pass, some fail, until they are switched off", async () => {
    const outcomes = async (mode: unknown): Promise<string> => {
      await admin({ ...point, mode });
      const found: string[] = [];
      for (let turn = 0; turn < 4; turn++)
        found.push(
          await collectionOf(store.db)
            .findOne({})
            .then(
              () => "ok",
              () => "failed",
            ),
        );
      return found.join(" ");
    };
    assert.equal(await outcomes({ times: 2 }), "failed failed ok ok");
    assert.equal(await outcomes({ skip: 3 }), "ok ok ok failed");
    assert.equal(await outcomes("alwaysOn"), "failed failed failed failed");
    assert.equal(await outcomes("off"), "ok ok ok ok");
  });

  it("fail the commands of one application alone", async () => {
    await admin({ ...point, data: { ...point.data, appName: "meant" } });
    const meant = await new MongoClient(store.served.uri, { appName: "meant" }).connect();
    assert.equal((await refusal(collectionOf(meant.db("test")).findOne({}))).code, 8);
    assert.equal(await collectionOf(store.db).findOne({}), null);
    await meant.close();
  });

  it("refuse what they do not know", async () => {
    const code = async (command: Doc): Promise<unknown> => (await refusal(admin(command))).code;
    assert.equal(await code({ ...point, configureFailPoint: "hangForEver" }), 2);
    assert.equal(await code({ ...point, mode: "sometimes" }), 2);
    assert.equal(await code({ ...point, data: { failCommands: ["find"], errorCod: 8 } }), 2);
    assert.equal((await refusal(store.db.command(point))).code, 13);
  });
});
