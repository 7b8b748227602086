import assert from "node:assert/strict";
import { startTestApp } from "../support/app.ts";
import { TestClock } from "../support/clock.ts";
import { expiryIndexes } from "../support/expiry.ts";

describe("expiry in tests", () => {
  it("is not judged by the store's clock where the test has set another", async () => {
    const app = await startTestApp({ clock: new TestClock() });
    const second = await startTestApp({ clock: new TestClock(), databaseUri: app.databaseUri });
    assert.deepEqual(await expiryIndexes(app.platform.store), []);
    await second.stop();
    await app.stop();
  });

  it("is left to the store where the clock is the machine's", async () => {
    const app = await startTestApp();
    assert.ok((await expiryIndexes(app.platform.store)).length > 5);
    await app.stop();
  });
});
