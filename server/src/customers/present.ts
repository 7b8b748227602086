import type { z } from "zod";
import type { customer } from "../catalog/index.ts";
import { toInstant } from "../core/clock.ts";
import { consentChannels, type CustomerDocument } from "./model.ts";

export const presentCustomer = (one: CustomerDocument): z.output<typeof customer> => ({
  id: one._id,
  name: one.name,
  email: one.email,
  phone: one.phone,
  birthday: one.birthday,
  language: one.language,
  external_id: one.external_id,
  consents: Object.fromEntries(
    consentChannels.map((channel) => [channel, one.consents[channel] ?? false]),
  ) as Record<(typeof consentChannels)[number], boolean>,
  created_at: toInstant(one.created_at),
  updated_at: toInstant(one.updated_at),
});
