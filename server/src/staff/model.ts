import type { Role } from "../catalog/index.ts";
import { defineCollection } from "../core/store.ts";

export interface StaffDocument {
  _id: string;
  business_id: string;
  name: string;
  login: string;
  /** Lower case; what is unique in the installation. */
  login_key: string;
  password_hash: string;
  /** Grows with each new password, which ends the sessions before it. */
  password_version: number;
  role: Role;
  location_id: string | null;
  status: "active" | "disabled";
  created_at: Date;
  /** Sessions that were logged out before their time; kept until then. */
  ended_sessions?: { id: string; ends_at: Date }[];
}

export const staffCollection = defineCollection<StaffDocument>("staff", [
  // log-in; logins are unique in the installation
  { keys: { login_key: 1 }, options: { unique: true } },
  // GET /staff
  { keys: { business_id: 1, _id: -1 } },
]);

export interface ApiKeyDocument {
  _id: string;
  business_id: string;
  staff_id: string;
  /** SHA-256 of the full key; the key itself is never stored. */
  hash: string;
  masked: string;
  created_at: Date;
  last_used_at: Date | null;
}

export const apiKeys = defineCollection<ApiKeyDocument>("api_keys", [
  // every call by key
  { keys: { hash: 1 }, options: { unique: true } },
  // one key per staff member
  { keys: { staff_id: 1 }, options: { unique: true } },
  // GET /api-keys
  { keys: { business_id: 1, _id: -1 } },
]);
