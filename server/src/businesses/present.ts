import type { z } from "zod";
import type { business, location } from "../catalog/index.ts";
import { toInstant } from "../core/clock.ts";
import { wholeLook } from "../look/index.ts";
import type { Business } from "../platform/index.ts";
import type { BusinessDocument, LocationDocument } from "./model.ts";

export const toBusiness = ({ _id, cards_issued: _, ...rest }: BusinessDocument): Business => ({
  id: _id,
  ...rest,
});

export const presentBusiness = (one: Business): z.output<typeof business> => ({
  id: one.id,
  name: one.name,
  country: one.country,
  time_zone: one.time_zone,
  language: one.language,
  currency: one.currency,
  look: wholeLook(one),
  created_at: toInstant(one.created_at),
});

export const presentLocation = (one: LocationDocument): z.output<typeof location> => ({
  id: one._id,
  name: one.name,
  address: one.address,
  created_at: toInstant(one.created_at),
});
