import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  blueprintOf,
  recipes,
  type Recipe,
} from "../../server/console/pages/integrations/recipes/recipes.ts";
import type { EventName } from "../../server/src/catalog/index.ts";
import { cause } from "../support/causes.ts";
import { startReceiver, type Received, type Receiver } from "../support/receiver.ts";
import { filesBelow, textOf } from "../guards/tree.ts";
import { fill } from "../make-app/iml/template.ts";
import { connect, runModule, type Connection } from "../make-app/runner/run.ts";
import { attach } from "../make-app/runner/webhook.ts";
import { address, worldAt, type World } from "../make-app/runner/world.ts";
import { begunElsewhere } from "./begun-elsewhere.ts";
import { callOf, known } from "./make-modules.ts";
import { startOtherApps, type OtherApps } from "./other-apps.ts";
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

const passes = ({ filter }: Node, outputs: Outputs): boolean =>
  (filter?.conditions ?? [[]]).some((all) =>
    all.every(({ a, o, b }) => {
      assert.equal(o, "boolean:equal");
      return String(filled(a, outputs)) === b;
    }),
  );

describe("samples › blueprints", () => {
  let place: RecipeShop | undefined;
  let apps: OtherApps;
  let make: Receiver;
  let world: World;
  let connection: Connection;

  const open = async (hasConsent: boolean, name = "Ann Lee"): Promise<RecipeShop> => {
    const opened = await openRecipeShop({
      name,
      consents: { email: hasConsent, whatsapp: hasConsent },
    });
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
    make = await startReceiver();
  });
  afterEach(async () => {
    await apps.close();
    await make.close();
    await place?.stop();
    place = undefined;
  });

  /** Runs the scenario once: its trigger really fires, and each module makes its call. */
  const run = async ({ shop, outside }: RecipeShop, recipe: Recipe, given: object = {}): Promise<void> => {
    const { flow } = blueprint(recipe);
    const [first, ...rest] = flow;
    assert.ok(first);
    let bundle: unknown;
    if (recipe.event === null) bundle = given;
    else {
      const webhook = await attach(world, connection, first.module.slice(own.length), {
        url: make.url,
        parameters: {},
      });
      await cause(recipe.event as EventName, shop, outside);
      bundle = webhook.receive((await make.arrived(1))[0] as Received);
    }
    const outputs: Record<string, unknown> = { module1: bundle };
    for (const node of first.module.startsWith(own) && recipe.event === null ? flow : rest) {
      if (!passes(node, outputs)) return;
      const mapper = filled(node.mapper, outputs) as Record<string, unknown>;
      if (node.module === "json:TransformToJSON")
        outputs[`module${node.id}`] = { json: JSON.stringify(mapper["object"]) };
      else if (!node.module.startsWith(own)) await apps.make(callOf(node.module, mapper));
      else {
        const given = { ...mapper, ...("template_id" in mapper && { template_id: shop.templateId }) };
        const [found] = await runModule(world, connection, node.module.slice(own.length), given);
        // A search that finds nothing ends the run.
        if (found === undefined) return;
        outputs[`module${node.id}`] = found;
      }
    }
  };

  for (const recipe of recipes.filter(({ event }) => event !== null)) {
    it(`${recipe.id}: what happened in the shop arrives at ${recipe.apps.at(-1)}`, async () => {
      await run(await open(true), recipe);
      const outside = blueprint(recipe).flow.filter(({ module }) => !/^(app#|json:)/.test(module));
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

  for (const { id, title, holds } of begunElsewhere)
    it(`${id}: ${title}`, async () => {
      const opened = await open(true);
      await holds({ opened, apps, play: (given) => run(opened, named(id), given) });
    });

  it("write a name with quotation marks and a backslash into JSON as it is", async () => {
    const name = 'Ann "Bo" \\ O\'Neil';
    for (const id of ["hubspot_birthday", "pipedrive_inactive", "mailchimp_audience"]) {
      const opened = await open(true, name);
      await run(opened, named(id));
      const texts = JSON.stringify(apps.accepted.at(-1)?.body);
      place = undefined;
      await opened.stop();
      await make.close();
      make = await startReceiver();
      const parts = id === "mailchimp_audience" ? ['Ann "Bo" \\', "O'Neil"] : [name];
      for (const part of parts) assert.ok(texts.includes(JSON.stringify(part).slice(1, -1)), texts);
    }
  });

  it("write by hand into JSON only what can hold no quotation mark", () => {
    const plain = /^(\d+\.json|1\.customer\.(email|phone)|1\.card\.link|1\.birthday\.date)$/;
    const found = recipes.flatMap((recipe) =>
      blueprint(recipe).flow.flatMap(({ mapper }) =>
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
