import { useState, type ReactNode } from "react";
import { basePath, type Answer } from "../../../api/call.ts";
import { useLanguage, useText, useTextFor } from "../../../i18n/index.tsx";
import { Button, TextLink } from "../../../parts/button.tsx";
import { Panel } from "../../../parts/page.tsx";
import { Badge, CodeText } from "../../../parts/small.tsx";
import { blueprintOf, madeByApps, partsOf, type Platform, type Recipe, type RecipeStep } from "./recipes.ts";
import type en from "../en.json";

export type EventTypes = Answer<"listEventTypes">["data"];

/** A value with the members of the event by their labels. */
const FieldValue = (parts: {
  readonly value: string;
  readonly labelOf: (member: string) => string;
}): ReactNode =>
  partsOf(parts.value).map(({ text, isMember }, index) =>
    isMember ? (
      <Badge key={index} tone="info">
        {parts.labelOf(text)}
      </Badge>
    ) : (
      <CodeText key={index}>{text}</CodeText>
    ),
  );

const Step = (parts: {
  readonly step: RecipeStep;
  readonly isFirst: boolean;
  readonly labelOf: (member: string) => string;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { step } = parts;
  return (
    <li>
      <p>
        {parts.isFirst ? t("recipes.trigger") : t("recipes.action")} <strong>{step.app}</strong> ·{" "}
        <span lang="en">{step.action}</span>
      </p>
      {step.fields.length > 0 && (
        <dl className="recipe-fields">
          {step.fields.map(([name, value]) => (
            <div key={name}>
              <dt lang="en">{name}</dt>
              <dd>
                <FieldValue value={value} labelOf={parts.labelOf} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
};

/** A recipe: what comes of it, the apps, and its steps for one of the two markets. */
export const RecipeCard = (parts: {
  readonly recipe: Recipe;
  readonly platform: Platform;
  readonly types: EventTypes;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { language } = useLanguage();
  const textFor = useTextFor();
  const { recipe, platform } = parts;
  const [isOpen, setIsOpen] = useState(false);
  const members = parts.types.find(({ name }) => name === recipe.event)?.members ?? [];
  const labelOf = (member: string): string =>
    members.find(({ name }) => name === member)?.label ?? madeByApps[member] ?? member;
  const { title, why, before, check } = recipe.texts[language];
  return (
    <Panel title={title}>
      <p className="row-tight">
        {recipe.apps.map((app, index) => (
          <span key={app} className="row-tight">
            {index > 0 && <span aria-hidden="true">→</span>}
            <Badge tone="neutral">{app}</Badge>
          </span>
        ))}
      </p>
      <p>{why}</p>
      {isOpen && (
        <ol className="recipe-steps">
          {recipe[platform].map((step, index) => (
            <Step key={index} step={step} isFirst={index === 0} labelOf={labelOf} />
          ))}
          <li>
            <p>
              {before} {t("recipes.turn_on")}
            </p>
          </li>
          <li>
            <p>{t("recipes.check", { how: check })}</p>
          </li>
        </ol>
      )}
      <div className="row">
        <Button
          size="small"
          label={`${t(isOpen ? "recipes.hide" : "recipes.show")}: ${title}`}
          onPress={() => setIsOpen(!isOpen)}
        >
          {t(isOpen ? "recipes.hide" : "recipes.show")}
        </Button>
        {platform === "make" && (
          <TextLink href={`${window.location.origin}${basePath}/docs/files/${blueprintOf(recipe)}`} isOutside>
            {t("recipes.blueprint")}
          </TextLink>
        )}
        {recipe.event !== null && (
          <TextLink href={`/integrations/events/${recipe.event}`}>{textFor("event", recipe.event)}</TextLink>
        )}
      </div>
    </Panel>
  );
};
