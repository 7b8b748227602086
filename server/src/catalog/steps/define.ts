import type { z } from "zod";
import type { ActionDefinition } from "../define.ts";
import type { DropdownKey } from "./dropdowns.ts";
import type { Question } from "./questions.ts";

/** What a marketer fills in. `date` is a day without a time. */
export type FieldType = "string" | "text" | "integer" | "number" | "boolean" | "datetime" | "date";

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** Members that choosing this one puts into the request, by dotted path. */
  readonly sends?: Readonly<Record<string, unknown>>;
}

/** One input of a step. Keys are stored in Zaps and scenarios: they are never renamed. */
export interface StepField {
  readonly key: string;
  /** Sentence case; Zapier's Title Case is made from it. */
  readonly label: string;
  /** One or two sentences in a marketer's words, with a full stop. */
  readonly help?: string;
  /** `string` when left out. */
  readonly type?: FieldType;
  readonly required?: boolean;
  /** Takes several values. */
  readonly list?: boolean;
  readonly placeholder?: string;
  readonly default?: string;
  readonly choices?: readonly Choice[];
  /** The list the value is picked from. */
  readonly dropdown?: DropdownKey;
  readonly group?: GroupKey;
  /** Where the value goes: a path parameter, a query or body member by dotted path. The key when left out; null sends nothing. */
  readonly to?: string | null;
  readonly in?: "header";
  /** Members that a filled field puts into the request beside its own, by dotted path. */
  readonly sends?: Readonly<Record<string, unknown>>;
  /** Shown and sent only when another field has this value. */
  readonly when?: { readonly field: string; readonly is: string };
  /** The most the API takes; an app takes more for it. */
  readonly max?: number;
  /** Only narrows a search: by itself it identifies nothing. */
  readonly narrows?: true;
}

/** Inputs that belong together on the form. */
export const groups = {
  customer: "Customer",
  card: "Card",
  consents: "Consents",
  custom_voucher: "Custom voucher",
  audience: "Audience",
  details: "Details",
} as const;
export type GroupKey = keyof typeof groups;

/** A request the step may make; the first whose `given` field is filled is the one. */
export interface StepCall {
  readonly action: ActionDefinition;
  readonly given?: string;
}

/** Fields of which the request needs some: `first` sends only the first filled one, `all` sends all filled ones. */
export interface Need {
  readonly keys: readonly string[];
  readonly sends: "first" | "all";
  readonly required: boolean;
}

interface ZapierNames {
  /** Title Case, verb first. */
  readonly label: string;
  readonly description: string;
}

/** The groups of modules, in the order Make shows them; triggers come first, the universal module last. */
export const moduleGroups = ["Cards", "Vouchers", "Customers", "Messengers", "Other"] as const;
export type ModuleGroup = (typeof moduleGroups)[number];

interface MakeNames {
  /** The module's id, stored in scenarios. */
  readonly module: string;
  /** Sentence case. */
  readonly label: string;
  readonly description: string;
  readonly crud: "create" | "read" | "update" | "delete";
  /** Where Make lists the module. */
  readonly group: ModuleGroup;
  /** What the form asks before the fields that name a person or a voucher. */
  readonly asks?: readonly Question[];
}

/** How a step shows its answer: one object, the matches, or one object whose `lines` member lists them. */
export type StepKind = "action" | "search" | "read";

export interface StepDefinition {
  /** snake_case, stored in Zaps. */
  readonly key: string;
  readonly kind: StepKind;
  readonly noun: string;
  /** Left out: the step is Make's only. */
  readonly zapier?: ZapierNames;
  readonly make: MakeNames;
  readonly calls: readonly StepCall[];
  readonly needs?: readonly Need[];
  /** Members every request carries. */
  readonly fixed?: Readonly<Record<string, string>>;
  readonly fields: readonly StepField[];
  /** One result, or one item of a search, where the action's own result says too little. */
  readonly output?: z.ZodType;
  readonly sample?: unknown;
  /** A search of many lines: where only the first result counts, they are returned together under this key. */
  readonly linesKey?: string;
}

/** Declares a step. Both apps are generated from it; nothing about it is written again there. */
export const defineStep = (step: StepDefinition): StepDefinition => step;
