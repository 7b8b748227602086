import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { startTestApp, type TestApp } from "../support/app.ts";
import { languages, textOf } from "../support/console-texts.ts";
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
          .flatMap(({ fields }) => fields.flatMap(([, value]) => partsOf(value)))
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

  it("have an outcome as title, a reason and a last step in both languages", () => {
    for (const { id } of recipes)
      for (const language of languages)
        for (const part of ["title", "why", "last"])
          assert.notEqual(textOf(language, `recipe.${id}.${part}`, {}, "integrations"), "");
  });
});
