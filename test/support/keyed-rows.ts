import assert from "node:assert/strict";
import { hooksCollection } from "../../server/src/hooks/model.ts";
import { staffCollection } from "../../server/src/staff/model.ts";
import { testPassword } from "./app.ts";
import { made } from "./calls.ts";
import {
  callback,
  cardOf,
  connectSevenLoc,
  deliveriesOf,
  failedDeliveries,
  newHook,
  operatorToken,
  program,
  reachable,
  secretOfHook,
  worksAsKey,
  staffMember,
  type Row,
} from "./keyed-world.ts";
import { tillRows } from "./keyed-till-rows.ts";

/*
 * One row for each POST of the catalogue that a key can be sent with: what has to stand before, the call, and what of its
 * effect the lists do not show. Whoever adds a POST adds its row.
 */

const spin = { type: "lottery", name: "Spin", play: "customer" };
const win = { type: "award", probability: 100, name: "Cake" };

const onePixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

/** By the action's name; several where an action has several ways to go. */
export const keyedRows: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  create_business: {
    new: async ({ app, owner, unique }) => {
      const login = `boss-${unique}`;
      const stored = app.platform.store.collection(staffCollection);
      return {
        path: "/businesses",
        bearer: operatorToken,
        body: { name: "Tea", login, password: testPassword },
        look: () => stored.countDocuments({ login_key: login }),
        async verify({ business }) {
          const session = await owner.post("/session", { login, password: testPassword });
          assert.equal(session.body.business.id, business.id);
        },
      };
    },
  },
  upload_picture: {
    new: async () => ({ path: "/pictures?kind=logo", body: new Blob([onePixel], { type: "image/png" }) }),
  },
  create_staff: {
    new: async ({ unique }) => ({
      path: "/staff",
      body: { name: "Kim", login: `kim-${unique}`, password: testPassword, role: "scanner" },
    }),
  },
  create_api_key: {
    new: async (world) => ({
      path: "/api-keys",
      body: { staff_id: (await staffMember(world)).id },
      verify: worksAsKey(world),
    }),
  },
  regenerate_api_key: {
    new: async (world) => {
      const key = await made(world.owner, "/api-keys", { staff_id: (await staffMember(world)).id });
      return { path: `/api-keys/${key.id}/regenerate`, verify: worksAsKey(world) };
    },
  },
  create_location: { new: async () => ({ path: "/locations", body: { name: "Here" } }) },
  create_template: {
    new: async () => ({
      path: "/templates",
      body: { name: "Tea", goals: [{ stamps: 3, reward: { ...spin, variants: [win] } }] },
    }),
  },
  preview_template: {
    new: async () => ({ path: "/templates/preview", body: { template: { name: "Tea" }, stamps: 2 } }),
  },
  preview_audience: {
    all: async () => ({ path: "/audiences/preview", body: { audience: { all: true } } }),
  },
  apply_template: {
    "cards behind": async (world) => {
      const card = await cardOf(world);
      await world.owner.patch(`/templates/${card.template_id}`, { goals: [] });
      return { path: `/templates/${card.template_id}/apply` };
    },
  },
  create_voucher_template: { new: async () => ({ path: "/voucher-templates", body: { title: "Coffee" } }) },
  save_customer: {
    new: async () => ({ path: "/customers", body: { email: "bob@example.com", name: "Bob" } }),
    "without a name to find by": async () => ({ path: "/customers", body: { name: "Bob" } }),
    found: async ({ owner }) => {
      await made(owner, "/customers", { email: "bob@example.com", name: "Bob" });
      return { path: "/customers", body: { email: "bob@example.com", name: "Robert" } };
    },
  },
  issue_card: {
    new: async (world) => ({
      path: "/cards",
      body: { template_id: await program(world), email: "bob@example.com", name: "Bob" },
    }),
    found: async (world) => {
      const { template_id } = await cardOf(world);
      return { path: "/cards", body: { template_id, email: "ann@example.com", name: "Ann" } };
    },
  },
  report_card_saved: {
    new: async (world) => ({ path: `/cards/${(await cardOf(world)).id}/saved`, body: { platform: "apple" } }),
  },
  add_stamps: {
    "to the goal": async (world) => {
      const { id } = await made(world.owner, "/voucher-templates", { title: "Gift" });
      const goals = [{ stamps: 2, reward: { type: "voucher", voucher_template_id: id } }];
      const card = await cardOf(world, goals);
      return { path: "/stamps", body: { card_id: card.id, count: 2, receipt_id: "R-1" } };
    },
  },
  play_reward: {
    new: async (world) => {
      const card = await cardOf(world, [{ stamps: 1, reward: { ...spin, variants: [win] } }]);
      const { rewards } = await made(world.owner, "/stamps", { card_id: card.id });
      return { path: `/rewards/${rewards[0].id}/play` };
    },
  },
  issue_voucher: {
    "to the bearer, with a code of its own": async () => ({
      path: "/vouchers",
      body: { title: "Gift", redeem_code: "GIFT-77" },
    }),
    "on a card": async (world) => ({
      path: "/vouchers",
      body: { title: "Gift", card_id: (await cardOf(world)).id },
    }),
  },
  redeem_voucher: {
    new: async ({ owner }) => ({
      path: `/vouchers/${(await made(owner, "/vouchers", { title: "Gift" })).id}/redeem`,
    }),
  },
  redeem_code: {
    new: async ({ owner }) => {
      await made(owner, "/vouchers", { title: "Gift", redeem_code: "GIFT-77" });
      return { path: "/redemptions", body: { code: "GIFT-77" } };
    },
  },
  cancel_voucher: {
    new: async ({ owner }) => ({
      path: `/vouchers/${(await made(owner, "/vouchers", { title: "Gift" })).id}/cancel`,
    }),
  },
  create_campaign: {
    new: async (world) => {
      await reachable(world);
      const audience = { all: true };
      return { path: "/campaigns", body: { name: "N", channels: ["messengers"], message: "Hi", audience } };
    },
  },
  send_broadcast: {
    new: async (world) => {
      await reachable(world);
      return { path: "/broadcasts", body: { channel: "whatsapp", message: "Hi", audience: { all: true } } };
    },
  },
  connect_messenger: {
    new: async ({ sevenLoc: { url, token } }) => ({ path: "/messengers", body: { base_url: url, token } }),
    again: async (world) => {
      await connectSevenLoc(world);
      const { url, token } = world.sevenLoc;
      return { path: "/messengers", body: { base_url: url, token, channels: ["viber"] } };
    },
  },
  test_messenger: {
    "a message": async (world) => {
      await connectSevenLoc(world);
      const before = world.sevenLoc.accepted.length;
      return {
        path: "/messengers/test",
        body: { channel: "whatsapp", phone: "+380671112233" },
        look: async () => world.sevenLoc.accepted.length - before,
      };
    },
  },
  receive_seven_loc: { "an opt-out": callback },
  create_hook: {
    new: async (world) => ({
      path: "/hooks",
      body: { target_url: world.receiver.url, events: ["*"] },
      verify: secretOfHook(world),
    }),
  },
  test_hook: {
    "sends one id": async (world) => {
      const { id } = await newHook(world);
      const before = world.receiver.requests.length;
      const look = async () =>
        new Set(world.receiver.requests.slice(before).map(({ headers }) => headers["webhook-id"])).size;
      return { path: `/hooks/${id}/test`, look };
    },
  },
  rotate_secret: {
    new: async (world) => {
      const { id } = await newHook(world);
      const look = async () =>
        (await world.app.platform.store.collection(hooksCollection).findOne({ _id: id }))?.secrets.length;
      return { path: `/hooks/${id}/rotate-secret`, look, verify: secretOfHook(world) };
    },
  },
  recover_hook: {
    "three failed": async (world) => {
      const id = await failedDeliveries(world);
      return {
        path: `/hooks/${id}/recover`,
        body: { since: "2026-01-01T00:00:00Z" },
        look: deliveriesOf(world, id),
      };
    },
  },
  retry_delivery: {
    "one that failed": async (world) => {
      const hook = await failedDeliveries(world);
      const [first] = (await world.owner.get(`/hooks/${hook}/deliveries`)).body.data;
      return { path: `/deliveries/${first.id}/retry`, look: deliveriesOf(world, hook) };
    },
  },
  ...tillRows,
};
