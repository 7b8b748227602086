import assert from "node:assert/strict";
import type { z } from "zod";
import { actions, type ActionDefinition } from "../../../server/src/catalog/index.ts";
import { hooksCollection } from "../../../server/src/hooks/model.ts";
import { staffCollection } from "../../../server/src/staff/model.ts";
import { startTestApp, testPassword, type Client, type TestApp } from "../../support/app.ts";
import { made } from "../../support/calls.ts";

/*
 * A PATCH writes what was sent and nothing else: every member of every PATCH of the catalogue is changed by a call of its
 * own, all at the same moment, and all changes stand. A new action or member without a row fails.
 */

interface Change {
  /** The address of something fresh to change. */
  readonly path: string;
  /** A value for each member, other than the one it has. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What stands afterwards, where the address itself does not show all of it. */
  shown?(): Promise<Record<string, unknown>>;
}

const rounds = 6;

describe("http › changes", () => {
  let app: TestApp;
  let owner: Client;
  let template: string;
  let location: string;

  before(async () => {
    app = await startTestApp({ env: { ROLE: "api", RATE_LIMIT_PER_MINUTE: "100000" } });
    ({ owner } = await app.tenant());
    template = (await made(owner, "/templates", { name: "Other", goals: [] })).id;
    location = (await made(owner, "/locations", { name: "Other" })).id;
  });
  after(() => app.stop());

  const fresh = async (path: string, body: unknown): Promise<string> => {
    const { id } = await made(owner, path, body);
    return `${path}/${id}`;
  };

  const lookOf = (color: string) => ({
    color,
    logo_url: "https://example.com/logo.png",
    picture_url: "https://example.com/shop.jpg",
    address: "12 Main Street",
  });

  const rows: Readonly<Record<string, (round: number) => Promise<Change>>> = {
    async update_business(round) {
      return {
        path: "/business",
        values: {
          name: `Tea ${round}`,
          country: round % 2 ? "DE" : "FR",
          time_zone: round % 2 ? "Europe/Berlin" : "Europe/Paris",
          language: round % 2 ? "de" : "fr",
          currency: round % 2 ? "CHF" : "GBP",
          look: lookOf(round % 2 ? "#112233" : "#aabbcc"),
        },
      };
    },
    update_hook: async () => ({
      path: await fresh("/hooks", { target_url: "http://127.0.0.1:9/old", events: ["*"] }),
      values: {
        target_url: "http://127.0.0.1:9/new",
        events: ["stamp_added"],
        filters: { template_id: template },
        customer_fields: "contact",
        description: "changed",
        status: "disabled",
        rate_per_second: 3,
        concurrency: 2,
      },
    }),
    update_customer: async (round) => ({
      path: await fresh("/customers", { email: `old${round}@example.com` }),
      values: {
        name: "Ann Lee",
        first_name: "Ann",
        last_name: "Lee",
        email: `new${round}@example.com`,
        phone: `+38067111220${round}`,
        birthday: "1990-05-14",
        language: "de",
        external_id: `ext-${round}`,
        consents: { email: true, whatsapp: true, telegram: false, viber: false },
      },
    }),
    update_template: async () => ({
      path: await fresh("/templates", { name: "Coffee", goals: [] }),
      values: {
        name: "Tea",
        earn: { type: "by_amount", amount_per_stamp: "5.00", currency: "EUR" },
        goals: [{ stamps: 3, reward: { type: "award", name: "Cake", description: null, image_url: null } }],
        after_final_goal: "stop",
        limits: { max_stamps_per_call: 7, daily_stamps_per_card: 8, cooldown_seconds: 9 },
        birthday: { enabled: true, days_before: 3, voucher_template_id: null },
        inactivity: { enabled: true, days: 40, voucher_template_id: null },
        look: lookOf("#112233"),
      },
    }),
    update_voucher_template: async () => ({
      path: await fresh("/voucher-templates", { title: "Coffee" }),
      values: {
        title: "Tea",
        description: "Hot",
        image_url: "https://example.com/tea.png",
        code: { mode: "shared", value: "TEA" },
        formats: ["barcode"],
        validity: { type: "days", value: 3 },
        remind_days_before: 2,
      },
    }),
    update_location: async () => ({
      path: await fresh("/locations", { name: "Here" }),
      values: { name: "There", address: "12 Main Street" },
    }),
    async update_staff() {
      const login = app.platform.newId("st");
      const member = { name: "Sam", login, password: testPassword, role: "scanner" };
      const path = await fresh("/staff", member);
      const values = {
        name: "Kim",
        login: app.platform.newId("st"),
        password: "another password",
        role: "manager",
        location_id: location,
        status: "disabled",
      };
      const shown = async () => {
        const _id = path.slice("/staff/".length);
        const stored = await app.platform.store.collection(staffCollection).findOne({ _id });
        return { ...stored, password: stored?.password_version === 2 ? values.password : "the old one" };
      };
      return { path, values, shown };
    },
    async update_till() {
      const path = await fresh("/tills", {
        name: "Counter",
        kind: "generic",
        template_id: await otherTemplate(),
      });
      const mapping = {
        fields: { receipt_id: "/no", amount: "/sum" },
        amount_unit: "minor",
        currency: "EUR",
      };
      return { path, values: { name: "Door", location_id: location, template_id: template, mapping } };
    },
  };

  const otherTemplate = async (): Promise<string> =>
    (await made(owner, "/templates", { name: "Till", goals: [] })).id;

  const patches = actions.filter(({ method }) => method === "PATCH");
  const membersOf = ({ body }: ActionDefinition): string[] =>
    Object.keys((body as z.ZodObject<z.ZodRawShape>).shape).sort();

  for (const action of patches)
    it(`of ${action.path}, each member by a call of its own at the same moment, all stand`, async () => {
      for (let round = 0; round < rounds; round += 1) {
        const change = await rows[action.name]?.(round);
        assert.ok(change, `${action.name} has a row`);
        const { path, values } = change;
        assert.deepEqual(Object.keys(values).sort(), membersOf(action));
        const calls = Object.entries(values).map(([name, value]) => owner.patch(path, { [name]: value }));
        for (const answer of await Promise.all(calls)) assert.equal(answer.status, 200, answer.text);
        const stands = await (change.shown?.() ?? owner.get(path).then(({ body }) => body));
        for (const [name, value] of Object.entries(values)) assert.deepEqual(stands[name], value, name);
      }
    });

  it("of a hook's target begins its health anew, and leaves it when only the description changes", async () => {
    const path = await fresh("/hooks", { target_url: "http://127.0.0.1:9/a", events: ["*"] });
    const hooks = app.platform.store.connection.collection("hooks");
    const _id = path.slice("/hooks/".length) as never;
    await hooks.updateOne({ _id }, { $set: { "health.consecutive_failures": 3 } });
    const described = await owner.patch(path, { description: "d", target_url: "http://127.0.0.1:9/a" });
    assert.equal(described.body.health.consecutive_failures, 3);
    const moved = await owner.patch(path, { target_url: "http://127.0.0.1:9/b" });
    assert.equal(moved.body.health.consecutive_failures, 0);
  });

  it("of a hook's description leaves the target that it was given since the hook was read", async () => {
    const path = await fresh("/hooks", { target_url: "http://127.0.0.1:9/old", events: ["*"] });
    const hooks = app.platform.store.collection(hooksCollection);
    const write = hooks.findOneAndUpdate.bind(hooks) as (...args: unknown[]) => Promise<unknown>;
    hooks.findOneAndUpdate = (async (...args: unknown[]) => {
      Reflect.deleteProperty(hooks, "findOneAndUpdate");
      assert.equal((await owner.patch(path, { target_url: "http://127.0.0.1:9/new" })).status, 200);
      return write(...args);
    }) as typeof hooks.findOneAndUpdate;
    const { status, body } = await owner.patch(path, { description: "changed" });
    assert.deepEqual([status, body.description, body.target_url], [200, "changed", "http://127.0.0.1:9/new"]);
  });

  it("of two owners who make each other scanners leaves one, and undoes nothing else", async () => {
    for (let round = 0; round < 4; round += 1) {
      const tenant = await app.tenant();
      const boss = tenant.owner;
      const login = app.platform.newId("st");
      const second = { name: "Two", login, password: testPassword, role: "owner" };
      const [{ id: two }, me] = [await made(boss, "/staff", second), (await boss.get("/me")).body.staff.id];
      await Promise.all([
        boss.patch(`/staff/${two}`, { role: "manager" }),
        boss.patch(`/staff/${me}`, { role: "manager" }),
        boss.patch(`/staff/${two}`, { name: "Renamed" }),
      ]);
      const members = await app.platform.store
        .collection(staffCollection)
        .find({ business_id: tenant.business.id })
        .toArray();
      assert.ok(members.some(({ role, status }) => role === "owner" && status === "active"));
      assert.ok(members.some(({ name }) => name === "Renamed"));
    }
  });
});
