import type { z } from "zod";
import type { till } from "../catalog/index.ts";
import { toInstant } from "../core/clock.ts";
import { adapterOf } from "./adapters.ts";
import type { TillDocument } from "./model.ts";

export type TillView = z.output<typeof till>;

const connectionOf = (one: TillDocument): TillView["connection"] => {
  const adapter = adapterOf(one.kind);
  return adapter.proof === "account" ? adapter.account.connectionOf(one) : null;
};

export const presentTill = (one: TillDocument): TillView => ({
  id: one._id,
  name: one.name,
  kind: one.kind,
  location_id: one.location_id,
  template_id: one.template_id,
  mapping: one.mapping,
  connection: connectionOf(one),
  created_at: toInstant(one.created_at),
  updated_at: toInstant(one.updated_at),
});
