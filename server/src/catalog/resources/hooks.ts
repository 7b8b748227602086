import { z } from "zod";
import { voucherRedeemed } from "../events/rewards.ts";
import { exampleWith } from "../examples.ts";
import { instant, instantOrNull } from "../parts.ts";

const exampleEvent = voucherRedeemed.name;

/** What the API shows of hooks and deliveries. */

export const hookHealth = z.object({
  consecutive_failures: z.number().int(),
  last_success_at: instantOrNull,
  last_failure_at: instantOrNull,
  breaker: z.enum(["closed", "open", "half_open"]),
});

export const hook = z
  .object({
    id: z.string(),
    target_url: z.string(),
    events: z.array(z.string()),
    filters: z.object({
      template_id: z.string().optional(),
      location_id: z.string().optional(),
      voucher_template_id: z.string().optional(),
    }),
    customer_fields: z.enum(["ids", "contact"]),
    source: z
      .string()
      .nullable()
      .meta({ description: "Who subscribed, for instance zapier, make or console." }),
    description: z.string().nullable(),
    status: z.enum(["active", "disabled"]),
    disabled_reason: z.string().nullable().meta({
      description:
        "switched_off (by hand), only_failures (every attempt of five days failed), key_deleted (the key it was made with was deleted, or its maker disabled). More may come.",
    }),
    health: hookHealth,
    created_by: z
      .object({ staff_id: z.string(), name: z.string(), key_id: z.string().nullable() })
      .nullable()
      .meta({
        description:
          "Who made it, or brought it back after key_deleted; key_id is null when that was in the console. Null for hooks older than this member.",
      }),
    created_at: instant,
    updated_at: instant,
  })
  .meta({
    id: "Hook",
    examples: [
      {
        id: "hook_201",
        target_url: "https://hooks.example.com/loyalty",
        events: [exampleEvent],
        filters: { template_id: "tpl_009" },
        customer_fields: "contact",
        source: "zapier",
        description: null,
        status: "active",
        disabled_reason: null,
        health: {
          consecutive_failures: 0,
          last_success_at: "2026-05-11T12:34:56Z",
          last_failure_at: null,
          breaker: "closed",
        },
        created_by: { staff_id: "st_101", name: "Ann", key_id: "key_101" },
        created_at: "2026-03-01T09:00:00Z",
        updated_at: "2026-03-01T09:00:00Z",
      },
    ],
  });

export const hookWithSecret = hook
  .extend({ secret: z.string().meta({ description: "whsec_…, shown in this answer only." }) })
  .meta(exampleWith(hook, { secret: "whsec_<the secret, shown once>" }));

/** One HTTP try of a delivery. */
export const attempt = z
  .object({
    number: z.number().int(),
    at: z.iso.datetime(),
    status: z
      .number()
      .int()
      .nullable()
      .meta({ description: "HTTP status of the answer, null when there was none." }),
    duration_ms: z.number().int(),
    error: z.string().nullable(),
    response_body: z.string().nullable().meta({ description: "The first 20 kB of the answer." }),
  })
  .meta({
    id: "Attempt",
    examples: [
      {
        number: 1,
        at: "2026-05-11T12:34:56Z",
        status: 200,
        duration_ms: 84,
        error: null,
        response_body: "ok",
      },
    ],
  });

export const delivery = z
  .object({
    id: z.string(),
    event_id: z.string(),
    event: z.string(),
    hook_id: z.string(),
    status: z.enum(["pending", "delivered", "failed"]),
    next_attempt_at: z.iso.datetime().nullable(),
    attempts: z.array(attempt),
    created_at: instant,
  })
  .meta({
    id: "Delivery",
    examples: [
      {
        id: "dlv_301",
        event_id: "evt_01jv3k8q9z",
        event: exampleEvent,
        hook_id: "hook_201",
        status: "delivered",
        next_attempt_at: null,
        attempts: [
          {
            number: 1,
            at: "2026-05-11T12:34:56Z",
            status: 200,
            duration_ms: 84,
            error: null,
            response_body: "ok",
          },
        ],
        created_at: "2026-05-11T12:34:56Z",
      },
    ],
  });
