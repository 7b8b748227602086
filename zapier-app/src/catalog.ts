import type { PlainInputField, PlainOutputField } from "zapier-platform-core";
import json from "./catalog.json" with { type: "json" };

/*
 * The shape of catalog.json, which the product generates from its own facts: what is said here is said nowhere else
 * in this folder, and an event or step that is added there needs no line here.
 */

/** Members that travel with a value, by dotted path in the request. */
export type Constants = Readonly<Record<string, unknown>>;

export interface CatalogChoice {
  readonly value: string;
  readonly label: string;
  readonly sends?: Constants;
}

export interface CatalogInput {
  readonly key: string;
  readonly label: string;
  readonly type: NonNullable<PlainInputField["type"]>;
  readonly required: boolean;
  readonly helpText?: string;
  readonly list?: boolean;
  readonly placeholder?: string;
  readonly default?: string;
  readonly choices?: readonly CatalogChoice[];
  /** The hidden list that fills the field's drop-down. */
  readonly dropdown?: string;
  readonly group?: string;
  readonly sends?: Constants;
  /** Shown and sent only while another field has this value. */
  readonly when?: { readonly field: string; readonly is: string };
  /** Only narrows a search: by itself it identifies nothing. */
  readonly narrows?: boolean;
  /** The most the API takes; more is taken for it. */
  readonly max?: number;
}

export type CatalogOutput = PlainOutputField;

/** An example with the members every live record of its kind has. */
export type Sample = Readonly<Record<string, unknown>>;

/** A member of a trigger's record that the app makes of another, at a dotted path. */
export interface CatalogDerived {
  readonly key: string;
  readonly of: string;
  /** The day or the time of day at the shop, or a birthday's month and day. */
  readonly as: "day" | "time" | "month_day";
}

export interface CatalogTrigger {
  readonly key: string;
  readonly noun: string;
  readonly label: string;
  readonly description: string;
  readonly inputFields: readonly CatalogInput[];
  readonly outputFields: readonly CatalogOutput[];
  readonly derived?: readonly CatalogDerived[];
  readonly sample: Sample;
}

/** Where a field's value goes in the request; `name` is a dotted path inside a body. */
export interface Binding {
  readonly field: string;
  readonly in: "path" | "query" | "body" | "header";
  readonly name: string;
}

export interface CatalogCall {
  /** The call is the one to make when this field is filled; always, when left out. */
  readonly given?: string;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly send: readonly Binding[];
}

/** Fields of which one must be filled (`required`); `first` sends only the first filled one. */
export interface Need {
  readonly keys: readonly string[];
  readonly sends: "first" | "all";
  readonly required: boolean;
}

export interface CatalogStep extends CatalogTrigger {
  readonly inputFieldGroups: readonly { readonly key: string; readonly label: string }[];
  readonly needs: readonly Need[];
  /** Members every request carries. */
  readonly fixed: Constants;
  readonly calls: readonly CatalogCall[];
  /** The answer is one record, not a list. */
  readonly single?: boolean;
  /** A search whose lines are returned together under this key, since a Zap sees the first result only. */
  readonly linesKey?: string;
}

export interface CatalogSearchOrCreate {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly search: string;
  readonly create: string;
}

export interface CatalogDropdown {
  readonly key: string;
  readonly noun: string;
  readonly path: string;
  /** Members of an item that make its label, empty ones left out. */
  readonly label: readonly string[];
  /** The search that finds an id from other data. */
  readonly search?: string;
}

export type ErrorClass = "ExpiredAuthError" | "HaltedError" | "ThrottledError" | "Error";

export interface CatalogError {
  readonly status: number;
  readonly title: string;
  readonly cure: string;
  /** What the API says in the place of `cure`, when it has nothing to add about the case at hand. */
  readonly told?: string;
  readonly class: ErrorClass;
}

export interface Catalog {
  readonly triggers: readonly CatalogTrigger[];
  readonly creates: readonly CatalogStep[];
  readonly searches: readonly CatalogStep[];
  readonly searchOrCreates: readonly CatalogSearchOrCreate[];
  readonly dropdowns: readonly CatalogDropdown[];
  readonly errors: Readonly<Record<string, CatalogError>>;
}

/** What this app offers and says. An import widens the literals of JSON; the tests hold the file to this shape. */
export const catalog = json as unknown as Catalog;
