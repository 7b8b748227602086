import assert from "node:assert/strict";
import { useStore } from "./support.ts";

describe("embedded-mongo › smoke", () => {
  const store = useStore();
  it("stores and finds", async () => {
    await store.db.collection("a").insertOne({ _id: 1 as never, x: 1 });
    assert.deepEqual(await store.db.collection("a").findOne({ x: 1 }), { _id: 1, x: 1 });
  });
});
