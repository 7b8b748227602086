import { z } from "zod";
import { voucherRedeemed } from "../events/rewards.ts";
import { exampleWith } from "../examples.ts";
import { instant, instantOrNull } from "../parts.ts";

const exampleEvent = voucherRedeemed.name;

/** What the API shows of hooks and deliveries. */

const hourOfAttempts = z.object({
  at: instant.meta({ description: "Start of the hour, UTC." }),
  succeeded: z.number().int(),
  failed: z.number().int(),
});

const lastDay = z
  .object({
    attempts: z.number().int().meta({ description: "Tries made, repeats counted too; tests are not." }),
    succeeded: z.number().int(),
    failed: z.number().int(),
    hours: z.array(hourOfAttempts).meta({ description: "24 of them, oldest first, empty ones too." }),
  })
  .meta({
    description: "The attempts of the last 24 hours, by the hours of the clock; the last one still goes on.",
    examples: [
      {
        attempts: 412,
        succeeded: 404,
        failed: 8,
        hours: [{ at: "2026-05-11T12:00:00Z", succeeded: 404, failed: 8 }],
      },
    ],
  });

export const hookHealth = z.object({
  consecutive_failures: z.number().int(),
  last_success_at: instantOrNull,
  last_failure_at: instantOrNull,
  breaker: z.enum(["closed", "open", "half_open"]),
  tries_again_at: instantOrNull.meta({
    description: "When an open breaker lets the next attempt through; null while it is closed.",
  }),
  last_24_hours: lastDay,
});

const exampleDay = {
  attempts: 412,
  succeeded: 412,
  failed: 0,
  hours: [{ at: "2026-05-11T12:00:00Z", succeeded: 412, failed: 0 }],
};

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
    rate_per_second: z.number().int().meta({ description: "Attempts in any second, at most." }),
    concurrency: z.number().int().meta({ description: "Attempts at a time, at most." }),
    source: z
      .string()
      .nullable()
      .meta({ description: "Who subscribed, for instance zapier, make or console." }),
    description: z.string().nullable(),
    status: z.enum(["active", "disabled", "removed"]),
    disabled_reason: z.string().nullable().meta({
      description:
        "switched_off (by hand), only_failures (every attempt of five days failed), key_deleted (the key it was made with was deleted, or its maker disabled), gone (the receiver answered 410); of a removed one unsubscribed (by a call) or gone (410 to a hook of source zapier; one of source make goes on). More may come.",
    }),
    removed_at: instantOrNull.meta({ description: "A removed hook is shown for 30 days, with its log." }),
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
        rate_per_second: 25,
        concurrency: 8,
        source: "zapier",
        description: null,
        status: "active",
        disabled_reason: null,
        removed_at: null,
        health: {
          consecutive_failures: 0,
          last_success_at: "2026-05-11T12:34:56Z",
          last_failure_at: null,
          breaker: "closed",
          tries_again_at: null,
          last_24_hours: exampleDay,
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

/** Why an attempt did not succeed. */
export const attemptCauses = [
  "answered",
  "timeout",
  "refused",
  "closed",
  "name_not_found",
  "unreachable",
  "certificate",
  "unreadable",
  "not_allowed",
  "other",
] as const;

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
    cause: z.enum(attemptCauses).nullable().meta({
      description:
        "What `error` says, as a word: answered (with a status that is no success), timeout (it may have been processed all the same), refused, closed, name_not_found, unreachable, certificate, unreadable, not_allowed, other. Null for success.",
    }),
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
        cause: null,
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
    test: z.boolean().meta({ description: "A sample that was sent by hand; never sent again." }),
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
        test: false,
        next_attempt_at: null,
        attempts: [
          {
            number: 1,
            at: "2026-05-11T12:34:56Z",
            status: 200,
            duration_ms: 84,
            error: null,
            cause: null,
            response_body: "ok",
          },
        ],
        created_at: "2026-05-11T12:34:56Z",
      },
    ],
  });

/** An attempt with what went over the wire. */
export const attemptDetail = attempt
  .extend({
    request: z
      .object({
        url: z.string().meta({ description: "Where it was sent, as the hook stood then." }),
        headers: z.record(z.string(), z.string()),
        body: z.string().nullable().meta({
          description:
            "The bytes that were signed; without the contact data of a customer who was erased since. Null once the event is gone.",
        }),
      })
      .nullable()
      .meta({ description: "Null for attempts made before this was kept." }),
    response_headers: z
      .record(z.string(), z.string())
      .nullable()
      .meta({ description: "The first 4 kB of them, without cookies; null when there was no answer." }),
  })
  .meta({
    id: "AttemptDetail",
    ...exampleWith(attempt, {
      request: {
        url: "https://hooks.example.com/loyalty",
        headers: {
          "content-type": "application/json",
          "user-agent": "7stamp-connect/0.1.0",
          "x-7stamp-event": exampleEvent,
          "x-7stamp-delivery": "dlv_301",
          "webhook-id": "evt_01jv3k8q9z",
          "webhook-timestamp": "1778502896",
          "webhook-signature": "v1,<base64>",
          "x-7stamp-id-signature": "<hex>",
        },
        body: '{"id":"evt_01jv3k8q9z","event":"…"}',
      },
      response_headers: { "content-type": "text/plain" },
    }),
  });

/** A delivery with what went over the wire at each attempt. */
export const deliveryDetail = delivery
  .extend({
    target_url: z.string().nullable().meta({ description: "The hook's now; null when the hook is gone." }),
    attempts: z.array(attemptDetail),
  })
  .meta({
    id: "DeliveryDetail",
    ...exampleWith(delivery, {
      target_url: "https://hooks.example.com/loyalty",
      attempts: (attemptDetail.meta() as { examples: object[] }).examples,
    }),
  });
