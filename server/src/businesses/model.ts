import { defineCollection } from "../core/store.ts";
import type { Business } from "../platform/index.ts";

export interface BusinessDocument extends Omit<Business, "id"> {
  _id: string;
  /** How many cards were ever issued: decides how long card numbers are. */
  cards_issued: number;
}

export const businesses = defineCollection<BusinessDocument>("businesses");

export interface LocationDocument {
  _id: string;
  business_id: string;
  name: string;
  address: string | null;
  created_at: Date;
}

export const locations = defineCollection<LocationDocument>("locations", [
  // GET /locations
  { keys: { business_id: 1, _id: -1 } },
]);
