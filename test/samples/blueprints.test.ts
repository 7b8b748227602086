import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  blueprintOf,
  recipes,
  type Recipe,
} from "../../server/console/pages/integrations/recipes/recipes.ts";
import type { EventName } from "../../server/src/catalog/index.ts";
import { cause, type Shop } from "../support/causes.ts";
import { startReceiver, type Received } from "../support/receiver.ts";
import { filesBelow, textOf } from "../guards/tree.ts";
import { fill } from "../make-app/iml/template.ts";
import { connect, runModule, type Connection } from "../make-app/runner/run.ts";
import { attach } from "../make-app/runner/webhook.ts";
import { address, worldAt, type World } from "../make-app/runner/world.ts";
import { expectArrivals } from "./arrivals.ts";
import { begunElsewhere } from "./begun-elsewhere.ts";
import { callOf, known } from "./make-modules.ts";
import { intoMailchimp, mergedNames, namesInPart } from "./names-in-part.ts";
import { startOtherApps, type OtherApps } from "./other-apps.ts";
import { openRecipeShop, type Person, type RecipeShop } from "./shop.ts";

interface Node {
  readonly id: number;
  readonly module: string;
  readonly version: number;
  readonly parameters: object;
  readonly mapper: Record<string, unknown> | null;
  readonly filter?: { readonly conditions: readonly (readonly { a: string; o: string; b?: string }[])[] };
  /** Of a router: each is run as far as its filters let it. */
  readonly routes?: readonly { readonly flow: readonly Node[] }[];
}

interface Blueprint {
  readonly name: string;
  readonly flow: readonly Node[];
  readonly metadata: { readonly instant: boolean };
}

const own = "app#seven-stamp-connect:";
const blueprint = (recipe: Recipe): Blueprint => JSON.parse(textOf(blueprintOf(recipe))) as Blueprint;

/** All modules, those on routes too, but no router. */
const modulesOf = (flow: readonly Node[]): readonly (Node & { mapper: Record<string, unknown> })[] =>
  flow.flatMap(({ mapper, routes = [], ...node }) => [
    ...(mapper === null ? [] : [{ ...node, mapper }]),
    ...routes.flatMap((route) => modulesOf(route.flow)),
  ]);

const manifest = JSON.parse(textOf("make-app/makecomapp.json")) as {
  components: { module: Record<string, { label: string }> };
};

/** What each module gave, by its number. */
type Outputs = Readonly<Record<string, unknown>>;

/** `{{1.customer.email}}` is a member of what the first module gave; Make parts arguments by semicolons. */
const filled = (template: unknown, outputs: Outputs): unknown => {
  const text = JSON.stringify(template)
    .replaceAll(/\b(\d+)\.(?=[a-z])/g, "module$1.")
    .replaceAll(/\{\{[^}]*\}\}/g, (expression) => expression.replaceAll("; ", ", "));
  return fill(JSON.parse(text), outputs);
};

/** The operators of filters that the blueprints use. */
const operators: Readonly<Record<string, (value: unknown, other?: string) => boolean>> = {
  "boolean:equal": (value, other) => String(value) === other,
  exist: (value) => value !== undefined && value !== null && value !== "",
};

const passes = ({ filter }: Node, outputs: Outputs): boolean =>
  (filter?.conditions ?? [[]]).some((all) =>
    all.every(({ a, o, b }) => (operators[o] ?? assert.fail(o))(filled(a, outputs), b)),
  );

describe("samples › blueprints", () => {
  let place: RecipeShop | undefined;
  let apps: OtherApps;
  let world: World;
  let connection: Connection;

  const open = async (hasConsent: boolean, person: Partial<Person> = {}): Promise<RecipeShop> => {
    const consents = { email: hasConsent, whatsapp: hasConsent };
    const opened = await openRecipeShop({ name: "Ann Lee", consents, ...person });
    world = worldAt(opened.shop.app.url, () => opened.outside.clock.now());
    connection = await connect(world, { baseUrl: address, apiKey: opened.shop.owner.key });
    place = opened;
    return opened;
  };
  const named = (wanted: string): Recipe => {
    const found = recipes.find(({ id }) => id === wanted);
    assert.ok(found);
    return found;
  };
  beforeEach(async () => {
    apps = await startOtherApps();
  });
  /** Ends the shop, so that another one can be opened. */
  const close = async (): Promise<void> => {
    await place?.stop();
    place = undefined;
  };
  afterEach(async () => {
    await apps.close();
    await close();
  });

  /** Runs modules one after another, and every route of a router, with what was given before. */
  const runFlow = async (shop: Shop, flow: readonly Node[], outputs: Outputs): Promise<void> => {
    const known: Record<string, unknown> = { ...outputs };
    for (const node of flow) {
      if (!passes(node, known)) return;
      if (node.routes !== undefined) {
        for (const route of node.routes) await runFlow(shop, route.flow, known);
        return;
      }
      const mapper = filled(node.mapper, known) as Record<string, unknown>;
      if (node.module === "json:TransformToJSON")
        known[`module${node.id}`] = { json: JSON.stringify(mapper["object"]) };
      else if (!node.module.startsWith(own)) await apps.make(callOf(node.module, mapper));
      else {
        const given = { ...mapper, ...("template_id" in mapper && { template_id: shop.templateId }) };
        const [found] = await runModule(world, connection, node.module.slice(own.length), given);
        // A search that finds nothing ends the run.
        if (found === undefined) return;
        known[`module${node.id}`] = found;
      }
    }
  };

  /** What the trigger gives when its event has really happened. */
  const happened = async ({ shop, outside }: RecipeShop, module: string, event: string): Promise<unknown> => {
    const make = await startReceiver();
    try {
      const webhook = await attach(world, connection, module, { url: make.url, parameters: {} });
      await cause(event as EventName, shop, outside);
      return webhook.receive((await make.arrived(1))[0] as Received);
    } finally {
      await make.close();
    }
  };

  /** Runs the scenario once: its trigger really fires, and each module makes its call. @returns what the trigger gave */
  const run = async (opened: RecipeShop, recipe: Recipe, given: object = {}): Promise<unknown> => {
    const { event } = recipe;
    const { flow } = blueprint(recipe);
    const [first, ...rest] = flow;
    assert.ok(first);
    const module = first.module.slice(own.length);
    const bundle = event === null ? given : await happened(opened, module, event);
    const beginsHere = first.module.startsWith(own) && event === null;
    await runFlow(opened.shop, beginsHere ? flow : rest, { module1: bundle });
    return bundle;
  };

  for (const recipe of recipes.filter(({ event }) => event !== null)) {
    it(`${recipe.id}: what happened in the shop arrives at ${recipe.apps.at(-1)}`, async () => {
      const record = await run(await open(true), recipe);
      const outside = modulesOf(blueprint(recipe).flow).filter(({ module }) => !/^(app#|json:)/.test(module));
      assert.equal(apps.accepted.length, outside.length);
      expectArrivals(recipe, apps.accepted, record);
      assert.doesNotMatch(JSON.stringify(apps.accepted), /\{\{|undefined|null/);
      if (recipe.apps.includes("Google Sheets"))
        assert.match(JSON.stringify(apps.accepted), /"\d{4}-\d\d-\d\d \d\d:\d\d"/);
    });
  }

  for (const recipe of intoMailchimp)
    it(`${recipe.id}: does nothing with who did not agree to mail`, async () => {
      await run(await open(false), recipe);
      assert.deepEqual(apps.accepted, []);
    });

  it("do nothing in Mailchimp with who agreed and has no address", async () => {
    for (const recipe of intoMailchimp) {
      await run(await open(true, { email: undefined, phone: "+380671112233" }), recipe);
      await close();
    }
    assert.deepEqual(apps.accepted, []);
  });

  it("send Mailchimp the names that there are, and no blank one", async () => {
    for (const { person, sent } of namesInPart) {
      const before = apps.accepted.length;
      await run(await open(true, person), named("mailchimp_audience"));
      assert.deepEqual(mergedNames(apps.accepted.slice(before)), sent);
      await close();
    }
    assert.ok(apps.accepted.length >= namesInPart.length);
  });

  for (const { id, title, holds } of begunElsewhere)
    it(`${id}: ${title}`, async () => {
      const opened = await open(true);
      const recipe = named(id);
      const play = async (given: object): Promise<void> => void (await run(opened, recipe, given));
      await holds({ opened, apps, given: recipe.given, play });
    });

  it("write a name with quotation marks and a backslash into JSON as it is", async () => {
    const name = 'Ann "Bo" \\ O\'Neil';
    for (const id of ["hubspot_birthday", "pipedrive_inactive", "mailchimp_audience"]) {
      const opened = await open(true, { name });
      await run(opened, named(id));
      const texts = JSON.stringify(apps.accepted.map(({ body }) => body));
      await close();
      const parts = id === "mailchimp_audience" ? ['Ann "Bo" \\', "O'Neil"] : [name];
      for (const part of parts) assert.ok(texts.includes(JSON.stringify(part).slice(1, -1)), texts);
    }
  });

  it("write by hand into JSON only what can hold no quotation mark", () => {
    const plain = /^(\d+\.json|1\.customer\.(email|phone)|1\.card\.link|1\.birthday\.date)$/;
    const found = recipes.flatMap((recipe) =>
      modulesOf(blueprint(recipe).flow).flatMap(({ mapper }) =>
        [mapper["data"], mapper["body"]].flatMap((json) =>
          [...String(json ?? "").matchAll(/\{\{(.+?)\}\}/g)].flatMap(([, member = ""]) =>
            plain.test(member) ? [] : [`${recipe.id}: ${member}`],
          ),
        ),
      ),
    );
    assert.deepEqual(found, []);
  });

  it("name only modules that there are, hold no id of an account, and each recipe has one", () => {
    assert.deepEqual(
      begunElsewhere.map(({ id }) => id).sort(),
      recipes.flatMap(({ id, event }) => (event === null ? [id] : [])).sort(),
    );
    const files = filesBelow("samples/recipes").filter((path) => !path.endsWith("/recipe.json"));
    assert.deepEqual(files.sort(), recipes.map(blueprintOf).sort());
    for (const recipe of recipes) {
      const flow = modulesOf(blueprint(recipe).flow);
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
