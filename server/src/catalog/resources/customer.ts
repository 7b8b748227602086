import { z } from "zod";
import { consents, instant } from "../parts.ts";

/** What the API shows of a customer. */
export const customer = z
  .object({
    id: z.string().meta({ title: "Customer ID" }),
    name: z.string().nullable().meta({ title: "Customer name" }),
    first_name: z.string().nullable().meta({ title: "First name" }),
    last_name: z.string().nullable().meta({ title: "Last name" }),
    email: z.string().nullable().meta({ title: "Customer email" }),
    phone: z.string().nullable().meta({ title: "Customer phone" }),
    birthday: z.string().nullable().meta({ title: "Customer birthday" }),
    language: z.string().nullable().meta({ title: "Customer language" }),
    external_id: z.string().nullable().meta({ title: "External ID" }),
    consents,
    created_at: instant,
    updated_at: instant,
  })
  .meta({
    id: "Customer",
    examples: [
      {
        id: "c_789",
        name: "Ann Lee",
        first_name: "Ann",
        last_name: "Lee",
        email: "ann.lee@example.com",
        phone: "+380671112233",
        birthday: "1990-05-14",
        language: "en",
        external_id: "crm-1042",
        consents: { email: true, whatsapp: true, telegram: false, viber: false },
        created_at: "2026-02-03T10:00:00Z",
        updated_at: "2026-04-20T16:45:00Z",
      },
    ],
  });
