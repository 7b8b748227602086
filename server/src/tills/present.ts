import type { z } from "zod";
import { errors, whatToDo, type till } from "../catalog/index.ts";
import { toInstant } from "../core/clock.ts";
import { adapterOf } from "./adapters.ts";
import type { Platform } from "../platform/index.ts";
import type { TillDocument, TillRefusal } from "./model.ts";
import { sales, type SaleDocument } from "./sales/model.ts";

export type TillView = z.output<typeof till>;

const connectionOf = (one: TillDocument): TillView["connection"] => {
  const adapter = adapterOf(one.kind);
  return adapter.proof === "account" ? adapter.account.connectionOf(one) : null;
};

const saleOf = (last: SaleDocument | null): TillView["last_sale"] =>
  last && {
    at: toInstant(last.recorded_at),
    receipt_id: last.receipt_id,
    amount: last.amount,
    currency: last.currency,
    card_id: last.shown_card_id,
  };

const refusalOf = (last: TillRefusal | undefined): TillView["last_refusal"] =>
  last === undefined
    ? null
    : {
        at: toInstant(last.at),
        code: last.code,
        detail: errors[last.code].title,
        fields: [...last.fields],
        what_to_do: whatToDo[last.code],
      };

const lastSale = async ({ store }: Platform, tillId: string): Promise<SaleDocument | null> => {
  const [last = null] = await store
    .collection(sales)
    .find({ till_id: tillId })
    .sort({ recorded_at: -1 })
    .limit(1)
    .toArray();
  return last;
};

/** A till with what it did last. */
export const showTill = async (platform: Platform, till: TillDocument): Promise<TillView> =>
  presentTill(till, await lastSale(platform, till._id));

/** A till that was made just now, or with its last sale. */
export const presentTill = (one: TillDocument, last: SaleDocument | null): TillView => ({
  id: one._id,
  name: one.name,
  kind: one.kind,
  location_id: one.location_id,
  template_id: one.template_id,
  mapping: one.mapping,
  connection: connectionOf(one),
  last_sale: saleOf(last),
  last_refusal: refusalOf(one.last_refusal),
  created_at: toInstant(one.created_at),
  updated_at: toInstant(one.updated_at),
});
