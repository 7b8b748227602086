import { z } from "zod";
import { defineAction, page, paging } from "../define.ts";
import { lookIn } from "../look.ts";
import { id, text } from "../parts.ts";
import { programIn } from "../programs.ts";
import * as resources from "../resources.ts";

export const listTemplates = defineAction({
  name: "list_templates",
  method: "GET",
  path: "/templates",
  tag: "Card templates",
  summary: "List card templates",
  query: paging,
  result: page(resources.template),
});

export const getTemplate = defineAction({
  name: "get_template",
  method: "GET",
  path: "/templates/:id",
  tag: "Card templates",
  summary: "Get a card template",
  description: "The answer without id, version and dates is what POST /templates takes: export and import.",
  params: { id: id("tpl") },
  result: resources.template,
  errors: ["not_found"],
});

/** A card template as it is sent; what is left out has its usual value. */
const templateIn = {
  name: text(120),
  earn: programIn.earn.default({ type: "per_order" }),
  goals: programIn.goals.default([]),
  after_final_goal: programIn.after_final_goal.default("restart"),
  limits: programIn.limits.optional(),
  birthday: programIn.birthday.optional(),
  inactivity: programIn.inactivity.optional(),
  look: lookIn.optional(),
};

export const createTemplate = defineAction({
  name: "create_template",
  method: "POST",
  path: "/templates",
  tag: "Card templates",
  summary: "Create a card template",
  role: "manager",
  status: 201,
  body: z.strictObject(templateIn),
  result: resources.template,
  example: {
    body: {
      name: "Coffee card",
      goals: [
        { stamps: 5, reward: { type: "award", name: "A cookie" } },
        { stamps: 10, reward: { type: "voucher", voucher_template_id: "vt_012" } },
      ],
      birthday: { enabled: true, days_before: 3, voucher_template_id: "vt_012" },
    },
  },
});

export const updateTemplate = defineAction({
  name: "update_template",
  method: "PATCH",
  path: "/templates/:id",
  tag: "Card templates",
  summary: "Update a card template",
  description:
    "A change of earn, goals, after_final_goal or limits makes a new version; issued cards keep theirs until it is applied. A change of the look shows on every card at once.",
  role: "manager",
  params: { id: id("tpl") },
  body: z.strictObject({
    name: text(120).optional(),
    earn: programIn.earn.optional(),
    goals: programIn.goals.optional(),
    after_final_goal: programIn.after_final_goal.optional(),
    limits: programIn.limits.optional(),
    birthday: programIn.birthday.optional(),
    inactivity: programIn.inactivity.optional(),
    look: lookIn.optional(),
  }),
  result: resources.template,
  errors: ["not_found"],
  example: { body: { after_final_goal: "stop" } },
});

export const applyTemplate = defineAction({
  name: "apply_template",
  method: "POST",
  path: "/templates/:id/apply",
  tag: "Card templates",
  summary: "Apply the current version to issued cards",
  role: "manager",
  status: 202,
  params: { id: id("tpl") },
  result: z.object({
    version: z.number().int(),
    count: z.number().int().meta({ description: "Cards that will change." }),
  }),
  errors: ["not_found"],
});

export const getApplyProgress = defineAction({
  name: "get_apply_progress",
  method: "GET",
  path: "/templates/:id/apply",
  tag: "Card templates",
  summary: "See how far a version has come to issued cards",
  params: { id: id("tpl") },
  result: z.object({
    version: z
      .number()
      .int()
      .meta({ description: "The version that is being applied, else the current one." }),
    applying: z.boolean(),
    left: z.number().int().meta({ description: "Cards that do not have this version yet." }),
  }),
  errors: ["not_found"],
});

export const previewTemplate = defineAction({
  name: "preview_template",
  method: "POST",
  path: "/templates/preview",
  tag: "Card templates",
  summary: "Show the card page of a draft",
  description:
    "The page as a made-up customer with so many stamps would see it. Nothing is kept. For an iframe's srcdoc: its styles come from this server.",
  role: "manager",
  body: z.strictObject({
    template: z.strictObject(templateIn),
    stamps: z
      .number()
      .int()
      .min(0)
      .max(10_000)
      .optional()
      .meta({ description: "On the card; left out, half way to the last goal." }),
    language: z.enum(["en", "hi"]).optional().meta({ description: "Left out, the business's." }),
  }),
  result: z.object({ html: z.string().meta({ examples: ["<!doctype html>…"] }) }),
  example: {
    body: {
      template: { name: "Coffee card", goals: [{ stamps: 5, reward: { type: "award", name: "A cookie" } }] },
      stamps: 3,
    },
  },
});
