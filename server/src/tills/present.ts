import type { z } from "zod";
import type { till } from "../catalog/index.ts";
import { toInstant } from "../core/clock.ts";
import type { TillDocument } from "./model.ts";

export type TillView = z.output<typeof till>;

const connectionOf = ({ kind, poster }: TillDocument): TillView["connection"] => {
  if (kind !== "poster") return null;
  if (poster === null)
    return { status: "not_connected", account: null, detail: "Connect it to Poster.", connected_at: null };
  return {
    status: poster.broken === null ? "connected" : "broken",
    account: poster.account,
    detail: poster.broken,
    connected_at: toInstant(poster.connected_at),
  };
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
