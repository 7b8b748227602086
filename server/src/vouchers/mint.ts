import { randomInt } from "node:crypto";
import type { Validity, VoucherTemplateDocument } from "../templates/index.ts";
import type { VoucherDocument, VoucherOrigin } from "./model.ts";
import { endOf } from "./validity.ts";

/** No I, L, O, U: codes are read aloud and typed at a till. 50 bits. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const codeLength = 10;

export const randomCode = (): string =>
  Array.from({ length: codeLength }, () => alphabet.charAt(randomInt(alphabet.length))).join("");

export const codeKey = (code: string): string => code.trim().toUpperCase();

/** A generated code as it was drawn, however a person typed it: with blanks and dashes, O for 0, I or L for 1. */
const drawnKey = (typed: string): string =>
  codeKey(typed)
    .replace(/[\s\p{Pd}]/gu, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");

/** The keys that a typed code may stand for. */
export const codeKeys = (typed: string): string[] => [...new Set([codeKey(typed), drawnKey(typed)])];

/** What a voucher is made from: a voucher template, or a custom one with the same members. */
export interface VoucherPlan {
  title: string;
  description: string | null;
  image_url: string | null;
  code: { mode: "none" | "shared" | "unique"; value: string | null };
  formats: VoucherDocument["formats"];
  validity: Validity;
  voucher_template_id: string | null;
  /** An exact end, instead of `validity`. */
  expires_at?: Date | null;
}

export const planOf = (template: VoucherTemplateDocument): VoucherPlan => ({
  title: template.title,
  description: template.description,
  image_url: template.image_url,
  code: template.code,
  formats: template.formats,
  validity: template.validity,
  voucher_template_id: template._id,
});

/** Whom and what the voucher is for. */
export interface VoucherOccasion {
  id: string;
  business: { id: string; time_zone: string };
  at: Date;
  origin: VoucherOrigin;
  customer_id: string | null;
  card_id: string | null;
  reward_id?: string | null;
  campaign_id?: string | null;
  goal_index?: number | null;
  location_id: string | null;
  valid_from?: Date | null;
  /** A fresh unique code, used where the plan asks for one. */
  freshCode: string;
}

/** A new voucher. Without a customer it always has a unique code, since nothing else could identify it. */
export const mintVoucher = (plan: VoucherPlan, occasion: VoucherOccasion): VoucherDocument => {
  const isBearer = occasion.customer_id === null;
  const own = plan.code.mode === "shared" ? plan.code.value : null;
  const needsUnique = plan.code.mode === "unique" || (isBearer && own === null);
  const code =
    needsUnique || isBearer
      ? plan.voucher_template_id === null && own !== null
        ? own
        : occasion.freshCode
      : own;
  return {
    _id: occasion.id,
    seq: 0,
    business_id: occasion.business.id,
    state: "open",
    title: plan.title,
    description: plan.description,
    image_url: plan.image_url,
    code,
    code_key: code === null ? null : codeKey(code),
    formats: plan.formats,
    voucher_template_id: plan.voucher_template_id,
    customer_id: occasion.customer_id,
    card_id: occasion.card_id,
    reward_id: occasion.reward_id ?? null,
    campaign_id: occasion.campaign_id ?? null,
    goal_index: occasion.goal_index ?? null,
    origin: occasion.origin,
    location_id: occasion.location_id,
    issued_at: occasion.at,
    valid_from: occasion.valid_from ?? null,
    expires_at: plan.expires_at ?? endOf(plan.validity, occasion.at, occasion.business.time_zone),
    redeemed_at: null,
    redeemed_via: null,
    receipt_id: null,
    cancelled_at: null,
    reminded_at: null,
  };
};
