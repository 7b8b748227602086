import type { ReactNode } from "react";
import { useCall } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { useFilters } from "../../parts/filters.ts";
import { Loaded, Page } from "../../parts/page.tsx";
import { ViewChoice } from "../../parts/tabs.tsx";
import { Connect } from "./recipes/connect.tsx";
import { MadeThere } from "./recipes/made-there.tsx";
import { RecipeCard } from "./recipes/recipe-card.tsx";
import { recipes, type Platform } from "./recipes/recipes.ts";
import { IntegrationTabs } from "./tabs.tsx";
import type en from "./en.json";

const names: Readonly<Record<Platform, string>> = { zapier: "Zapier", make: "Make" };

const ZapierMakePage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const [filters, change] = useFilters(["with"]);
  const platform: Platform = filters.with === "make" ? "make" : "zapier";
  const types = useCall("listEventTypes", {});
  const name = names[platform];
  return (
    <Page title={t("nav.integrations")} lead={t("recipes.lead")} tabs={<IntegrationTabs />}>
      <div>
        <ViewChoice<Platform>
          label={t("recipes.with")}
          value={platform}
          views={[
            { value: "zapier", label: names.zapier },
            { value: "make", label: names.make },
          ]}
          onChange={(value) => change({ with: value === "make" ? value : "" })}
        />
      </div>
      <Connect platform={platform} />
      <section className="stack">
        <h2>{t("recipes.made", { name })}</h2>
        <MadeThere platform={platform} name={name} />
      </section>
      <section className="stack" aria-label={t("recipes.title")}>
        <h2>{t("recipes.title")}</h2>
        <Loaded query={types} lines={8}>
          {({ data }) => (
            <div className="columns">
              {recipes.map((recipe) => (
                <RecipeCard key={recipe.id} recipe={recipe} platform={platform} types={data} />
              ))}
            </div>
          )}
        </Loaded>
      </section>
    </Page>
  );
};

export default ZapierMakePage;
