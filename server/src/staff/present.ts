import type { z } from "zod";
import type { apiKey, staff } from "../catalog/index.ts";
import { toInstant, toInstantOrNull } from "../core/clock.ts";
import type { StaffMember } from "../platform/index.ts";
import type { ApiKeyDocument, StaffDocument } from "./model.ts";

export const toStaffMember = (one: StaffDocument): StaffMember => ({
  id: one._id,
  name: one.name,
  login: one.login,
  role: one.role,
  location_id: one.location_id,
  status: one.status,
  created_at: one.created_at,
});

export const presentStaff = (one: StaffMember): z.output<typeof staff> => ({
  id: one.id,
  name: one.name,
  login: one.login,
  role: one.role,
  location_id: one.location_id,
  status: one.status,
  created_at: toInstant(one.created_at),
});

export const presentApiKey = (
  one: ApiKeyDocument,
  owner: StaffDocument | undefined,
  activeHooks: number,
): z.output<typeof apiKey> => ({
  id: one._id,
  staff_id: one.staff_id,
  name: owner?.name ?? "",
  login: owner?.login ?? "",
  masked: one.masked,
  status: owner?.status === "active" ? "active" : "revoked",
  created_at: toInstant(one.created_at),
  last_used_at: toInstantOrNull(one.last_used_at),
  active_hooks: activeHooks,
});
