import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { catalog, operationOf, refusal, run, type Input } from "./support.ts";

/** A running installation, and the key of a staff member there, as a connection holds them. */
export interface Installation {
  readonly base_url: string;
  readonly api_key: string;
}

interface Found {
  readonly id: string;
}

/**
 * What the app does on an installation that runs, whosever it is: it needs nothing there, and takes back what it makes.
 * @param installation asked for when the tests begin
 */
export const describeOn = (installation: () => Installation): void => {
  const auth = () => ({ ...installation() });
  const search = (key: string, input: Input) =>
    run(operationOf("searches", key).perform, { auth: auth(), input }) as Promise<Found[]>;

  it("connects, and says whose the key is", async () => {
    const { authentication } = (await import("../../zapier-app/src/index.ts")).default;
    const whose = await run(authentication?.test as never, { auth: auth() });
    assert.deepEqual(Object.keys(whose as object), [
      "business_id",
      "business_name",
      "staff_id",
      "staff_name",
      "staff_role",
    ]);
  });

  it("refuses a key that is none", async () => {
    const wrong = { ...auth(), api_key: "7loc_sc_none" };
    const failed = await refusal(
      run(operationOf("searches", "find_customer").perform, {
        auth: wrong,
        input: { email: "a@example.com" },
      }),
    );
    assert.equal(failed.name, "ExpiredAuthError");
  });

  it("fills its drop-downs", async () => {
    for (const { key } of catalog.dropdowns) {
      const options = (await run(operationOf("triggers", key).perform, { auth: auth() })) as Found[];
      assert.ok(
        options.every(({ id }) => typeof id === "string"),
        key,
      );
    }
  });

  for (const { key } of catalog.triggers)
    it(`${key}: lists, is turned on and off`, async () => {
      const { performList, performSubscribe, performUnsubscribe } = operationOf("triggers", key);
      const listed = await run(performList, { auth: auth() });
      assert.ok(Array.isArray(listed));
      const targetUrl = `https://hooks.zapier.com/hooks/standard/0/${randomUUID()}/`;
      const subscribeData = (await run(performSubscribe, { auth: auth(), targetUrl })) as Found;
      assert.match(subscribeData.id, /^hook_/);
      await run(performUnsubscribe, { auth: auth(), subscribeData });
    });

  it("saves a customer, finds them by their number and takes them back", async () => {
    const external_id = `test-${randomUUID()}`;
    const input = { external_id, name: "Test Person", email: `${randomUUID()}@example.com` };
    assert.deepEqual(await search("find_customer", { external_id }), []);
    const saved = (await run(operationOf("creates", "save_customer").perform, {
      auth: auth(),
      input,
    })) as Found;
    try {
      assert.deepEqual(
        (await search("find_customer", { external_id })).map(({ id }) => id),
        [saved.id],
      );
    } finally {
      const { base_url, api_key } = auth();
      const headers = { authorization: `Bearer ${api_key}` };
      await fetch(`${base_url.replace(/\/$/, "")}/v1/customers/${saved.id}`, { method: "DELETE", headers });
    }
    assert.deepEqual(await search("find_customer", { external_id }), []);
  });
};
