import { z } from "zod";
import { defineAction, page, paging } from "../define.ts";
import { eventNames } from "../events/index.ts";
import { id, instantIn } from "../parts.ts";
import * as resources from "../resources.ts";

export const listDeliveries = defineAction({
  name: "list_deliveries",
  method: "GET",
  path: "/hooks/:id/deliveries",
  tag: "Deliveries",
  summary: "List the deliveries of a hook",
  description: "Also of a hook that was removed. With the newest event first.",
  params: { id: id("hook") },
  query: {
    ...paging,
    status: z.enum(["pending", "delivered", "failed"]).optional(),
    event: z.enum(eventNames).optional(),
    since: instantIn.optional().meta({ description: "Only of events at or after this time." }),
    until: instantIn.optional().meta({ description: "Only of events before this time." }),
  },
  result: page(resources.delivery),
  errors: ["not_found"],
});

export const countFailures = defineAction({
  name: "count_failures",
  method: "GET",
  path: "/hooks/:id/failures",
  tag: "Deliveries",
  summary: "Count what recover would send again",
  params: { id: id("hook") },
  query: { since: instantIn },
  result: z.object({
    count: z
      .number()
      .int()
      .meta({ examples: [37] }),
  }),
  errors: ["not_found"],
  example: { query: { since: "2026-05-11T00:00:00Z" } },
});

export const recoverHook = defineAction({
  name: "recover_hook",
  method: "POST",
  path: "/hooks/:id/recover",
  tag: "Deliveries",
  summary: "Send all failures since a time again",
  status: 202,
  params: { id: id("hook") },
  body: z.strictObject({ since: instantIn }),
  result: z.object({ count: z.number().int() }),
  errors: ["not_found"],
  example: { body: { since: "2026-05-11T00:00:00Z" } },
});

export const getDelivery = defineAction({
  name: "get_delivery",
  method: "GET",
  path: "/deliveries/:id",
  tag: "Deliveries",
  summary: "Get a delivery with its attempts",
  description: "With what went over the wire at each of them.",
  params: { id: id("dlv") },
  result: resources.deliveryDetail,
  errors: ["not_found"],
});

export const retryDelivery = defineAction({
  name: "retry_delivery",
  method: "POST",
  path: "/deliveries/:id/retry",
  tag: "Deliveries",
  summary: "Send a delivery again now",
  status: 202,
  params: { id: id("dlv") },
  result: resources.delivery,
  errors: ["not_found", "delivery_in_progress", "hook_gone"],
});
