import { z } from "zod";
import { exampleOf, exampleWith } from "../examples.ts";
import { defineAction, page, paging } from "../define.ts";
import { customerForms, eventNames, voucherRedeemed } from "../events/index.ts";
import { id, text } from "../parts.ts";
import * as resources from "../resources.ts";
import { eventForm } from "./events.ts";

const targetUrl = z
  .string()
  .trim()
  .min(1)
  .max(2048)
  .meta({ description: "A public https address on port 443 or 8443.", format: "uri" });

const subscribed = z
  .union([z.array(z.literal("*")).length(1), z.array(z.enum(eventNames)).min(1).max(100)])
  .meta({ description: 'Event names, or ["*"] for all.' });

const filters = z.strictObject({
  template_id: id("tpl").optional(),
  location_id: id("loc").optional(),
  voucher_template_id: id("vt").optional(),
});

export const createHook = defineAction({
  name: "create_hook",
  method: "POST",
  path: "/hooks",
  tag: "Hooks",
  summary: "Subscribe an address to events",
  status: 201,
  body: z.strictObject({
    target_url: targetUrl,
    events: subscribed,
    filters: filters.optional(),
    customer_fields: eventForm,
    source: text(60).optional(),
    description: text(300).optional(),
    rate_per_second: resources.ceilings.rate_per_second.optional(),
    concurrency: resources.ceilings.concurrency.optional(),
  }),
  result: resources.hookWithSecret,
  errors: ["target_not_allowed"],
  example: {
    body: {
      target_url: "https://hooks.example.com/loyalty",
      events: [voucherRedeemed.name],
      filters: { template_id: "tpl_009" },
      customer_fields: "contact",
      source: "zapier",
    },
  },
});

export const listHooks = defineAction({
  name: "list_hooks",
  method: "GET",
  path: "/hooks",
  tag: "Hooks",
  summary: "List hooks with their health",
  description:
    "Removed hooks only with `status=removed`; they are kept for 30 days with the reason and their log.",
  query: { ...paging, status: z.enum(["active", "disabled", "removed"]).optional() },
  result: page(resources.hook),
});

const hookId = { id: id("hook") };

export const getHook = defineAction({
  name: "get_hook",
  method: "GET",
  path: "/hooks/:id",
  tag: "Hooks",
  summary: "Get a hook and its health",
  description: "Also one that was removed, for 30 days.",
  params: hookId,
  result: resources.hook,
  errors: ["not_found"],
});

export const updateHook = defineAction({
  name: "update_hook",
  method: "PATCH",
  path: "/hooks/:id",
  tag: "Hooks",
  summary: "Update a hook",
  description:
    "status active brings a disabled hook back. One that was disabled with key_deleted then belongs to who brought it back: created_by says so.",
  params: hookId,
  body: z.strictObject({
    target_url: targetUrl.optional(),
    events: subscribed.optional(),
    filters: filters.optional(),
    customer_fields: z.enum(customerForms).optional(),
    description: text(300).nullish(),
    rate_per_second: resources.ceilings.rate_per_second.optional(),
    concurrency: resources.ceilings.concurrency.optional(),
    status: z.enum(["active", "disabled"]).optional(),
  }),
  result: resources.hook,
  errors: ["not_found", "target_not_allowed"],
  example: { body: { status: "active" } },
});

export const deleteHook = defineAction({
  name: "delete_hook",
  method: "DELETE",
  path: "/hooks/:id",
  tag: "Hooks",
  summary: "Unsubscribe",
  description: "204 also when the hook is gone already.",
  status: 204,
  params: hookId,
});

export const testHook = defineAction({
  name: "test_hook",
  method: "POST",
  path: "/hooks/:id/test",
  tag: "Hooks",
  summary: "Send a sample event and show the outcome",
  description:
    "Signed like a live one, under a fresh id, with `\"test\": true` as its last member. It stands in the hook's log, marked as a test; the hook's health does not change.",
  params: hookId,
  body: z.strictObject({ event: z.enum(eventNames).optional() }).optional(),
  result: z.object({
    event_id: z.string(),
    event: z.string(),
    delivery_id: z.string().meta({ description: "Where it stands in the hook's log." }),
    delivered: z.boolean(),
    attempt: resources.attempt,
  }),
  errors: ["not_found", "target_not_allowed"],
  example: {
    body: { event: voucherRedeemed.name },
    answer: {
      event_id: "evt_01jv3k8q9z",
      event: voucherRedeemed.name,
      delivery_id: "dlv_301",
      delivered: true,
      attempt: exampleOf(resources.attempt),
    },
  },
});

export const rotateSecret = defineAction({
  name: "rotate_secret",
  method: "POST",
  path: "/hooks/:id/rotate-secret",
  tag: "Hooks",
  summary: "Replace the signing secret",
  description: "Both secrets sign for 24 hours.",
  params: hookId,
  result: resources.hookWithSecret
    .extend({ previous_secret_expires_at: z.iso.datetime() })
    .meta(exampleWith(resources.hookWithSecret, { previous_secret_expires_at: "2026-05-12T12:34:56Z" })),
  errors: ["not_found"],
});
