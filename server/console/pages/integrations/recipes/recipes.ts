import kept from "./recipes.json" with { type: "json" };

export const platforms = ["zapier", "make"] as const;
export type Platform = (typeof platforms)[number];

/** One step: an app and its trigger or action as that market names them, and what goes into its fields. */
export interface RecipeStep {
  readonly app: string;
  readonly action: string;
  /** Name of the field there, and its value: `{card.stamps}` stands for that member of the event. */
  readonly fields: readonly (readonly [string, string])[];
}

export interface Recipe {
  readonly id: string;
  /** What it begins with here; null where it begins elsewhere and ends with a step of ours. */
  readonly event: string | null;
  readonly apps: readonly string[];
  readonly zapier: readonly RecipeStep[];
  readonly make: readonly RecipeStep[];
  /** What the other app hands on, where it begins there. */
  readonly given: Readonly<Record<string, string | boolean | undefined>>;
  /** What has to come to the other apps, in both markets. */
  readonly arrives: readonly { readonly app: string; readonly body: object }[];
  readonly texts: Readonly<Record<"en" | "hi", RecipeTexts>>;
}

/** What a person reads: what comes of it, why, what to do before it is turned on, and how to see that it works. */
export interface RecipeTexts {
  readonly title: string;
  readonly why: string;
  readonly before: string;
  readonly check: string;
}

const pair = ([name = "", value = ""]: readonly string[]): readonly [string, string] => [name, value];

const stepsOf = (steps: (typeof kept)[number]["zapier"]): readonly RecipeStep[] =>
  steps.map((step) => ({ ...step, fields: step.fields.map(pair) }));

/** By rank, as samples/recipes has them. */
export const recipes: readonly Recipe[] = kept.map((recipe) => ({
  ...recipe,
  given: recipe.given ?? {},
  zapier: stepsOf(recipe.zapier),
  make: stepsOf(recipe.make),
}));

/** What our two apps make of an event's time, which the event itself has not: the name, and the label there. */
export const madeByApps: Readonly<Record<string, string>> = {
  local_date: "Local Date",
  local_time: "Local Time",
};

/** The file that Make imports, from the project's root. */
export const blueprintOf = ({ id }: Recipe): string => `samples/recipes/${id}/${id}.blueprint.json`;

/** The parts of a value: words as they are, and members of the event. */
export const partsOf = (value: string): readonly { readonly text: string; readonly isMember: boolean }[] =>
  value
    .split(/(\{[a-z_]+(?:\.[a-z_]+)*\})/)
    .filter((text) => text !== "")
    .map((text) =>
      /^\{[a-z_.]+\}$/.test(text) ? { text: text.slice(1, -1), isMember: true } : { text, isMember: false },
    );
