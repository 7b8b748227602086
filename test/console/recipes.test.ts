import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { startTestApp, type TestApp } from "../support/app.ts";
import { languages } from "../support/console-texts.ts";
import {
  madeByApps,
  partsOf,
  platforms,
  recipes,
} from "../../server/console/pages/integrations/recipes/recipes.ts";

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"));

interface Labelled {
  readonly label: string;
}

interface Trigger extends Labelled {
  readonly key: string;
  readonly outputFields: readonly (Labelled & { readonly key: string })[];
}

const zapier = read("zapier-app/src/catalog.json") as Record<"creates" | "searches", Labelled[]> & {
  triggers: Trigger[];
};
const make = read("make-app/makecomapp.json") as { components: { module: Record<string, Labelled> } };

/** What our two apps offer, by the names a person finds there. */
const ours = {
  zapier: [...zapier.triggers, ...zapier.creates, ...zapier.searches].map(({ label }) => label),
  make: Object.values(make.components.module).map(({ label }) => label),
};

describe("console › recipes", () => {
  it("name only triggers and steps that our two apps have", () => {
    for (const recipe of recipes)
      for (const platform of platforms)
        for (const { app, action } of recipe[platform])
          if (app === "7stamp Connect")
            assert.ok(ours[platform].includes(action), `${recipe.id}, ${platform}: ${action}`);
  });

  it("fill fields with members that the event has", async () => {
    const app: TestApp = await startTestApp();
    try {
      const { owner } = await app.tenant();
      const { body } = await owner.get("/event-types");
      const types = body.data as { name: string; members: { name: string }[] }[];
      for (const recipe of recipes) {
        const members =
          types.find(({ name }) => name === recipe.event)?.members.map(({ name }) => name) ?? [];
        const used = platforms
          .flatMap((platform) => recipe[platform])
          .flatMap(({ fields }) => fields.map(([, value]) => value))
          .concat(JSON.stringify(recipe.arrives))
          .flatMap(partsOf)
          .filter(({ isMember }) => isMember)
          .map(({ text }) => text);
        assert.deepEqual(
          used.filter((name) => !members.includes(name) && madeByApps[name] === undefined),
          [],
          recipe.id,
        );
        assert.equal(used.length > 0, recipe.event !== null, recipe.id);
        const shown = zapier.triggers.find(({ key }) => key === recipe.event)?.outputFields ?? [];
        for (const name of used.filter((one) => madeByApps[one] !== undefined))
          assert.equal(shown.find(({ key }) => key === name)?.label, madeByApps[name], recipe.id);
      }
    } finally {
      await app.stop();
    }
  });

  it("filter by fields that the trigger shows", () => {
    for (const { id, event, zapier: steps } of recipes.filter((recipe) => recipe.event !== null)) {
      const shown = zapier.triggers.find(({ key }) => key === event)?.outputFields ?? [];
      for (const [label] of steps
        .filter(({ app }) => app === "Filter by Zapier")
        .flatMap(({ fields }) => fields))
        assert.ok(
          shown.some((field) => field.label === label),
          `${id}: ${label}`,
        );
    }
  });

  it("have texts of their own in each language", () => {
    for (const part of ["title", "why", "before", "check"] as const)
      for (const { id, texts } of recipes) assert.notEqual(texts.en[part], texts.hi[part], `${id}, ${part}`);
    const titles = recipes.flatMap(({ texts }) => languages.map((language) => texts[language].title));
    assert.equal(new Set(titles).size, titles.length);
  });

  it("stand by their rank, each with the file that Make imports beside it", () => {
    const ranked = readdirSync(new URL("../../samples/recipes", import.meta.url)).map((id) => ({
      id,
      rank: (read(`samples/recipes/${id}/recipe.json`) as { rank: number }).rank,
    }));
    assert.deepEqual(
      ranked.map(({ rank }) => rank).sort((one, other) => one - other),
      [...ranked.keys()].map((index) => index + 1),
    );
    assert.deepEqual(
      recipes.map(({ id }) => id),
      ranked.sort((one, other) => one.rank - other.rank).map(({ id }) => id),
    );
  });
});
