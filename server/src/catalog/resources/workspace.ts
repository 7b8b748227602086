import { z } from "zod";
import { roles } from "../define.ts";
import { exampleWith } from "../examples.ts";
import { look } from "../look.ts";
import { codeFormats, instant, instantOrNull } from "../parts.ts";
import { programShape } from "../programs.ts";

/** What the API shows of a business and of what it sets up. Request schemas stand beside their actions. */

export const business = z
  .object({
    id: z.string(),
    name: z.string(),
    country: z.string().meta({ description: "ISO 3166-1 alpha-2." }),
    time_zone: z.string().meta({ description: "IANA name, for instance Europe/Kyiv." }),
    language: z.string(),
    currency: z.string(),
    look,
    created_at: instant,
  })
  .meta({
    id: "Business",
    examples: [
      {
        id: "b_123",
        name: "Corner Coffee",
        country: "UA",
        time_zone: "Europe/Kyiv",
        language: "en",
        currency: "EUR",
        look: { color: "#5b2a86", logo_url: null, picture_url: null, address: "12 Main Street" },
        created_at: "2026-01-15T08:00:00Z",
      },
    ],
  });

export const location = z
  .object({
    id: z.string().meta({ title: "Location ID" }),
    name: z.string(),
    address: z.string().nullable(),
    created_at: instant,
  })
  .meta({
    id: "Location",
    examples: [
      { id: "loc_45", name: "Main Street", address: "12 Main Street", created_at: "2026-01-15T08:05:00Z" },
    ],
  });

export const staff = z
  .object({
    id: z.string(),
    name: z.string(),
    login: z.string(),
    role: z.enum(roles),
    location_id: z.string().nullable(),
    status: z.enum(["active", "disabled"]),
    created_at: instant,
  })
  .meta({
    id: "Staff",
    examples: [
      {
        id: "st_031",
        name: "Sam Barista",
        login: "sam",
        role: "scanner",
        location_id: "loc_45",
        status: "active",
        created_at: "2026-01-15T08:10:00Z",
      },
    ],
  });

export const apiKey = z
  .object({
    id: z.string(),
    staff_id: z.string(),
    name: z.string().meta({ description: "The staff member's name." }),
    login: z.string(),
    masked: z.string().meta({ description: "Enough to recognise the key, too little to use it." }),
    status: z.enum(["active", "revoked"]),
    created_at: instant,
    last_used_at: instantOrNull,
    active_hooks: z
      .number()
      .int()
      .meta({ description: "Hooks made with it that send now; they stop when it is deleted." }),
  })
  .meta({
    id: "ApiKey",
    examples: [
      {
        id: "key_017",
        staff_id: "st_031",
        name: "Sam Barista",
        login: "sam",
        masked: "7loc_sc_••••c3d4",
        status: "active",
        created_at: "2026-01-15T08:20:00Z",
        last_used_at: "2026-05-11T12:34:56Z",
        active_hooks: 2,
      },
    ],
  });

export const apiKeyWithSecret = apiKey
  .extend({
    key: z.string().meta({ description: "The full key; shown in this answer only." }),
  })
  .meta(exampleWith(apiKey, { key: "7loc_sc_<the key, shown once>" }));

export const me = z.object({
  business: business,
  staff: staff,
  key: z
    .object({ id: z.string(), masked: z.string() })
    .nullable()
    .meta({ examples: [{ id: "key_017", masked: "7loc_sc_••••c3d4" }] }),
});

export const template = z
  .object({
    id: z.string().meta({ title: "Card template ID" }),
    name: z.string(),
    version: z.number().int(),
    ...programShape,
    look,
    created_at: instant,
    updated_at: instant,
  })
  .meta({
    id: "CardTemplate",
    examples: [
      {
        id: "tpl_009",
        name: "Coffee card",
        version: 1,
        earn: { type: "per_order" },
        goals: [
          { stamps: 5, reward: { type: "award", name: "A cookie", description: null, image_url: null } },
          { stamps: 10, reward: { type: "voucher", voucher_template_id: "vt_012" } },
        ],
        after_final_goal: "restart",
        limits: { max_stamps_per_call: 10, daily_stamps_per_card: null, cooldown_seconds: 0 },
        birthday: { enabled: true, days_before: 3, voucher_template_id: "vt_012" },
        inactivity: { enabled: true, days: 30, voucher_template_id: null },
        look: { color: null, logo_url: null, picture_url: null, address: null },
        created_at: "2026-01-15T09:00:00Z",
        updated_at: "2026-01-15T09:00:00Z",
      },
    ],
  });

export const voucherTemplate = z
  .object({
    id: z.string().meta({ title: "Voucher template ID" }),
    title: z.string(),
    description: z.string().nullable(),
    image_url: z.string().nullable(),
    code: z.object({ mode: z.enum(["none", "shared", "unique"]), value: z.string().nullable() }),
    formats: z.array(z.enum(codeFormats)),
    validity: z.object({
      type: z.enum(["unlimited", "days", "months", "fixed_date"]),
      value: z.union([z.number().int(), z.string()]).nullable(),
    }),
    remind_days_before: z.number().int().nullable(),
    created_at: instant,
    updated_at: instant,
  })
  .meta({
    id: "VoucherTemplate",
    examples: [
      {
        id: "vt_012",
        title: "A free coffee",
        description: "Any size, any milk.",
        image_url: "https://example.com/coffee.png",
        code: { mode: "shared", value: "FREECOFFEE" },
        formats: ["text", "qr", "barcode"],
        validity: { type: "days", value: 30 },
        remind_days_before: 3,
        created_at: "2026-01-15T08:40:00Z",
        updated_at: "2026-01-15T08:40:00Z",
      },
    ],
  });
