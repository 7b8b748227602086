import assert from "node:assert/strict";
import { collections } from "../../server/src/collections.ts";
import { declaredShards } from "../support/shards.ts";
import { expectNone } from "./tree.ts";

describe("the table of shard keys", () => {
  const declared = declaredShards();
  const names = [...new Set(collections.map(({ name }) => name))];

  it("has a row for each collection that the server makes, and no other", () => {
    expectNone(
      names.filter((name) => !declared.has(name)),
      "No row in server/docs/OPERATE.md:",
    );
    expectNone(
      [...declared.keys()].filter((name) => !names.includes(name)),
      "A row for nothing:",
    );
  });

  it("gives keys that MongoDB takes: unique indexes begin with them", () => {
    const unfit = collections.flatMap(({ name, indexes }) => {
      const key = declared.get(name) ?? null;
      const unique = indexes.filter(({ options }) => options?.unique === true);
      return key === null
        ? []
        : unique
            .filter(({ keys }) => Object.keys(keys)[0] !== key)
            .map(({ keys }) => `${name}: ${Object.keys(keys).join(", ")}`);
    });
    expectNone(unfit, "A unique index without the shard key before it:");
    assert.ok(declared.size > 0);
  });

  it("has no index that only MongoDB 6 knows", () => {
    const filters = collections.flatMap(({ name, indexes }) =>
      indexes.flatMap(({ options }) =>
        /"\$(in|or)"/.test(JSON.stringify(options?.partialFilterExpression ?? {})) ? [name] : [],
      ),
    );
    expectNone(filters, "A partial filter with $in or $or:");
  });
});
