import type { z } from "zod";
import type { customer } from "../catalog/index.ts";
import { toInstant } from "../core/clock.ts";
import { consentsOf, type CustomerDocument } from "./model.ts";
import { namesOf } from "./names.ts";

export const presentCustomer = (one: CustomerDocument): z.output<typeof customer> => ({
  id: one._id,
  ...namesOf(one),
  email: one.email,
  phone: one.phone,
  birthday: one.birthday,
  language: one.language,
  external_id: one.external_id,
  consents: consentsOf(one),
  created_at: toInstant(one.created_at),
  updated_at: toInstant(one.updated_at),
});
