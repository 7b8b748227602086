import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  blueprintOf,
  recipes,
  type Recipe,
} from "../../server/console/pages/integrations/recipes/recipes.ts";
import type { EventName } from "../../server/src/catalog/index.ts";
import { cause, made, newEmail } from "../support/causes.ts";
import { startReceiver, type Received, type Receiver } from "../support/receiver.ts";
import { filesBelow, textOf } from "../guards/tree.ts";
import { fill } from "../make-app/iml/template.ts";
import { connect, runModule, type Connection } from "../make-app/runner/run.ts";
import { attach } from "../make-app/runner/webhook.ts";
import { address, worldAt, type World } from "../make-app/runner/world.ts";
import { startOtherApps, type OtherApps, type OutsideCall } from "./other-apps.ts";
import { openRecipeShop, type RecipeShop } from "./shop.ts";

interface Node {
  readonly id: number;
  readonly module: string;
  readonly version: number;
  readonly parameters: object;
  readonly mapper: Record<string, unknown>;
  readonly filter?: { readonly conditions: readonly (readonly { a: string; o: string; b: string }[])[] };
}

interface Blueprint {
  readonly name: string;
  readonly flow: readonly Node[];
  readonly metadata: { readonly instant: boolean };
}

const own = "app#seven-stamp-connect:";
const blueprint = (recipe: Recipe): Blueprint => JSON.parse(textOf(blueprintOf(recipe))) as Blueprint;

/** Module ids and versions of other apps that were seen in exports of real scenarios. */
const known: Readonly<Record<string, number>> = {
  "http:ActionSendData": 3,
  "slack:CreateMessage": 4,
  "google-sheets:addRow": 2,
  "hubspotcrm:MakeAnApiCall": 2,
  "pipedrive:MakeAPICallV2": 2,
  "mailchimp:watchSubscribers": 1,
  "gateway:CustomWebHook": 1,
};

const manifest = JSON.parse(textOf("make-app/makecomapp.json")) as {
  components: { module: Record<string, { label: string }> };
};

/** `{{1.customer.email}}` is a member of what the first module gave. */
const filled = (template: unknown, bundle: unknown): unknown => {
  const text = JSON.stringify(template).replaceAll(/\b1\.(?=[a-z])/g, "first.");
  return fill(JSON.parse(text), { first: bundle });
};

const passes = ({ filter }: Node, bundle: unknown): boolean =>
  (filter?.conditions ?? [[]]).some((all) =>
    all.every(({ a, o, b }) => {
      assert.equal(o, "boolean:equal");
      return String(filled(a, bundle)) === b;
    }),
  );

/** The call that a module of another app makes. */
const callOf = (module: string, mapper: Record<string, unknown>): OutsideCall => {
  const json = (value: unknown): unknown => JSON.parse(String(value)) as unknown;
  const text = (name: string): string => String(mapper[name]);
  if (module === "http:ActionSendData") {
    // Mailchimp takes any name before the key.
    const [{ value = "" } = {}] = mapper["headers"] as { value?: string }[];
    assert.equal(value, `Basic ${Buffer.from("any:<Mailchimp API key>").toString("base64")}`);
    return {
      url: text("url").replace("<dc>", "us1"),
      method: text("method").toUpperCase(),
      body: json(mapper["data"]),
    };
  }
  if (module === "slack:CreateMessage")
    return { url: "https://slack.com/api/chat.postMessage", method: "POST", body: mapper };
  if (module === "hubspotcrm:MakeAnApiCall")
    return {
      url: `https://api.hubapi.com${text("url")}`,
      method: text("method"),
      body: json(mapper["body"]),
    };
  if (module === "pipedrive:MakeAPICallV2")
    return {
      url: `https://api.pipedrive.com${text("url")}`,
      method: text("method"),
      body: json(mapper["body"]),
    };
  assert.equal(module, "google-sheets:addRow");
  return {
    url: "https://sheets.googleapis.com/v4/spreadsheets/1/values/A1:append",
    method: "POST",
    // A member that the event has not leaves its cell empty.
    body: { values: [Object.values(mapper["values"] as object).map((value: unknown) => value ?? "")] },
  };
};

const starts: Readonly<Record<string, () => object>> = {
  mailchimp_card: () => ({ email: newEmail(), first_name: "Ann" }),
  order_stamp: () => ({ email: "ann.lee@example.com", order: "W-1042" }),
  win_back: () => ({}),
};

describe("samples › blueprints", () => {
  let place: RecipeShop | undefined;
  let apps: OtherApps;
  let make: Receiver;
  let world: World;
  let connection: Connection;

  const open = async (hasConsent: boolean): Promise<RecipeShop> => {
    const opened = await openRecipeShop({
      name: "Ann Lee",
      consents: { email: hasConsent, whatsapp: hasConsent },
    });
    world = worldAt(opened.shop.app.url, () => opened.outside.clock.now());
    connection = await connect(world, { baseUrl: address, apiKey: opened.shop.owner.key });
    place = opened;
    return opened;
  };
  beforeEach(async () => {
    apps = await startOtherApps();
    make = await startReceiver();
  });
  afterEach(async () => {
    await apps.close();
    await make.close();
    await place?.stop();
    place = undefined;
  });

  /** Runs the scenario once: its trigger really fires, and each module makes its call. */
  const run = async ({ shop, outside }: RecipeShop, recipe: Recipe): Promise<void> => {
    const { flow } = blueprint(recipe);
    const [first, ...rest] = flow;
    assert.ok(first);
    let bundle: unknown;
    if (recipe.event === null) bundle = starts[recipe.id]?.();
    else {
      const webhook = await attach(world, connection, first.module.slice(own.length), {
        url: make.url,
        parameters: {},
      });
      await cause(recipe.event as EventName, shop, outside);
      bundle = webhook.receive((await make.arrived(1))[0] as Received);
    }
    for (const node of first.module.startsWith(own) && recipe.event === null ? flow : rest) {
      if (!passes(node, bundle)) return;
      const mapper = filled(node.mapper, bundle) as Record<string, unknown>;
      if (!node.module.startsWith(own)) await apps.make(callOf(node.module, mapper));
      else {
        const given = { ...mapper, ...("template_id" in mapper && { template_id: shop.templateId }) };
        await runModule(world, connection, node.module.slice(own.length), given);
      }
    }
  };

  for (const recipe of recipes.filter(({ event }) => event !== null)) {
    it(`${recipe.id}: what happened in the shop arrives at ${recipe.apps.at(-1)}`, async () => {
      await run(await open(true), recipe);
      const outside = blueprint(recipe).flow.filter(({ module }) => !module.startsWith(own));
      assert.equal(apps.accepted.length, outside.length);
      assert.ok(outside.length > 0);
      assert.doesNotMatch(JSON.stringify(apps.accepted), /\{\{|undefined|null/);
      if (recipe.apps.includes("Google Sheets"))
        assert.match(JSON.stringify(apps.accepted), /"\d{4}-\d\d-\d\d \d\d:\d\d"/);
    });
  }

  for (const recipe of recipes.filter(
    ({ apps: [, target], event }) => event !== null && target === "Mailchimp",
  )) {
    it(`${recipe.id}: does nothing with who did not agree to mail`, async () => {
      await run(await open(false), recipe);
      assert.deepEqual(apps.accepted, []);
    });
  }

  it("mailchimp_card: a subscriber gets a card, and the same one when it runs again", async () => {
    const opened = await open(true);
    const recipe = recipes.find(({ id }) => id === "mailchimp_card");
    assert.ok(recipe);
    await run(opened, recipe);
    assert.equal((await opened.shop.owner.get("/cards")).body.data.length, 1);
  });

  it("order_stamp: an order stamps the card once, however often it is told", async () => {
    const opened = await open(true);
    const recipe = recipes.find(({ id }) => id === "order_stamp");
    assert.ok(recipe);
    const { owner, templateId } = opened.shop;
    const card = await made(owner, "/cards", { template_id: templateId, email: "ann.lee@example.com" });
    await run(opened, recipe);
    await run(opened, recipe);
    assert.equal((await owner.get(`/cards/${card.id}`)).body.total_stamps, 1);
  });

  it("win_back: reaches who agreed and stayed away", async () => {
    const opened = await open(true);
    const recipe = recipes.find(({ id }) => id === "win_back");
    assert.ok(recipe);
    const { owner, templateId } = opened.shop;
    const { sevenLoc, clock } = opened.outside;
    await made(owner, "/messengers", { base_url: sevenLoc.url, token: sevenLoc.token });
    await made(owner, "/cards", { template_id: templateId, email: newEmail(), phone: "+380671112233" });
    clock.advance({ days: 61 });
    await run(opened, recipe);
    const { data } = (await owner.get("/campaigns")).body;
    assert.deepEqual([data.length, data[0].counts.recipients ?? data[0].recipients], [1, 1]);
  });

  it("name only modules that there are, hold no id of an account, and each recipe has one", () => {
    const files = filesBelow("samples/blueprints").sort();
    assert.deepEqual(files, recipes.map(blueprintOf).sort());
    for (const recipe of recipes) {
      const { flow } = blueprint(recipe);
      for (const { module, version, parameters } of flow) {
        if (module.startsWith(own)) assert.ok(manifest.components.module[module.slice(own.length)], module);
        else assert.equal(version, known[module], module);
        assert.deepEqual(parameters, {});
      }
      const labels = flow.flatMap(({ module }) =>
        module.startsWith(own) ? [manifest.components.module[module.slice(own.length)]?.label] : [],
      );
      assert.deepEqual(
        labels,
        recipe.make.filter(({ app }) => app === "7stamp Connect").map(({ action }) => action),
      );
      assert.doesNotMatch(readFileSync(blueprintOf(recipe), "utf8"), /__IMT(CONN|HOOK)__/);
    }
  });
});
