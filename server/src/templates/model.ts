import type { Look, Program } from "../catalog/index.ts";
import { defineCollection } from "../core/store.ts";

/** What a version fixes: issued cards keep these until the new version is applied to them. */
export type Mechanics = Pick<Program, "earn" | "goals" | "after_final_goal" | "limits">;

export interface TemplateDocument extends Program {
  _id: string;
  business_id: string;
  name: string;
  version: number;
  /** Absent in documents of 0.1.0. */
  look?: Look;
  /** A version on its way to issued cards; the clockwork finishes what a crash left. */
  applying_version: number | null;
  /** The last keyed call that asked for it, and what it was answered. */
  applied?: { readonly call: string; readonly version: number; readonly count: number };
  created_at: Date;
  updated_at: Date;
}

export const templates = defineCollection<TemplateDocument>("templates", [
  // GET /templates
  { keys: { business_id: 1, _id: -1 } },
  // what a crash left of an apply
  { keys: { applying_version: 1 } },
]);

export interface TemplateVersionDocument {
  /** `<template>:<version>`; written once, never changed. */
  _id: string;
  mechanics: Mechanics;
}

export const templateVersions = defineCollection<TemplateVersionDocument>("template_versions");

export type CodeFormat = "text" | "qr" | "barcode";

export interface VoucherTemplateDocument {
  _id: string;
  business_id: string;
  title: string;
  description: string | null;
  image_url: string | null;
  code: { mode: "none" | "shared" | "unique"; value: string | null };
  formats: CodeFormat[];
  validity: Validity;
  /** Absent in documents of 0.1.0. */
  remind_days_before?: number | null;
  created_at: Date;
  updated_at: Date;
}

export interface Validity {
  type: "unlimited" | "days" | "months" | "fixed_date";
  value: number | string | null;
}

export const voucherTemplates = defineCollection<VoucherTemplateDocument>("voucher_templates", [
  // clockwork: templates that remind
  { keys: { remind_days_before: 1 } },
  // GET /voucher-templates
  { keys: { business_id: 1, _id: -1 } },
]);
