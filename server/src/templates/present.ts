import type { z } from "zod";
import type { template, voucherTemplate } from "../catalog/index.ts";
import { toInstant } from "../core/clock.ts";
import { wholeLook } from "../look/index.ts";
import type { TemplateDocument, VoucherTemplateDocument } from "./model.ts";

export const presentTemplate = (one: TemplateDocument): z.output<typeof template> => ({
  id: one._id,
  name: one.name,
  version: one.version,
  earn: one.earn,
  goals: one.goals,
  after_final_goal: one.after_final_goal,
  limits: one.limits,
  birthday: one.birthday,
  inactivity: one.inactivity,
  look: wholeLook(one),
  created_at: toInstant(one.created_at),
  updated_at: toInstant(one.updated_at),
});

export const presentVoucherTemplate = (one: VoucherTemplateDocument): z.output<typeof voucherTemplate> => ({
  id: one._id,
  title: one.title,
  description: one.description,
  image_url: one.image_url,
  code: one.code,
  formats: one.formats,
  validity: one.validity,
  remind_days_before: one.remind_days_before ?? null,
  created_at: toInstant(one.created_at),
  updated_at: toInstant(one.updated_at),
});
