import type { z } from "zod";
import { saleIn, whatToDo, type SaleIn, type saleTrial } from "../catalog/index.ts";
import { Failure, invalid } from "../core/failure.ts";
import type { Business, Platform } from "../platform/index.ts";
import { adapterOf } from "./adapters.ts";
import { mappingOf, type MappingInput } from "./create.ts";
import { getTill, scopeOf } from "./find.ts";
import type { TillDocument } from "./model.ts";
import type { TillAdapter } from "./port.ts";
import { pointing, type ParseBody } from "./receive.ts";
import { prepareSale } from "./sales/prepare.ts";
import { tooSmall } from "./sales/settle.ts";

type Trial = z.output<typeof saleTrial>;

export interface TrialInput {
  id: string;
  sale: unknown;
  /** Left out, the till's own; null, none. */
  mapping?: MappingInput | null | undefined;
  parse: ParseBody;
}

const shownSale = (sale: SaleIn): Trial["sale"] => ({
  receipt_id: sale.receipt_id,
  sold_at: sale.sold_at,
  amount: String(sale.amount),
  currency: sale.currency,
  email: sale.email ?? null,
  phone: sale.phone ?? null,
  card_number: sale.card_number ?? null,
  redeem_code: sale.redeem_code ?? null,
});

const problemOf = ({ code, details, message }: Failure): Trial["problem"] => ({
  code,
  detail: details.detail ?? message,
  errors: (details.errors ?? []).map((one) => ({ ...one })),
  what_to_do: whatToDo[code],
});

const effectOf = async (
  platform: Platform,
  business: Business,
  till: TillDocument,
  sale: SaleIn,
): Promise<Trial["effect"]> => {
  const scope = scopeOf(business, till.location_id);
  const plan = await prepareSale(platform, scope, { ...sale, template_id: till.template_id });
  const { card, notStamped, stamps, voucherId } = plan;
  return {
    card: card && { id: card._id, number: card.number, stamps: card.stamps },
    stamps_added: stamps,
    not_stamped: notStamped ?? (stamps === 0 ? tooSmall : null),
    redeems_voucher_id: voucherId,
  };
};

type Signing = Extract<TillAdapter, { proof: "secret" }>;

const adapterFor = ({ kind }: TillDocument): Signing => {
  const adapter = adapterOf(kind);
  if (adapter.proof === "secret") return adapter;
  throw invalid("/sale", "cannot be tried: this till is asked for its orders and sends none itself");
};

/**
 * What a sale would come to if the till sent it now; writes nothing and uses no receipt up. A refusal is an answer too.
 * @throws not_found; validation_failed for a till that sends no sales
 */
export const trySale = async (
  platform: Platform,
  business: Business,
  { id, sale: body, mapping, parse }: TrialInput,
): Promise<Trial> => {
  const own = await getTill(platform, business.id, id);
  const adapter = adapterFor(own);
  const till = mapping === undefined ? own : { ...own, mapping: mappingOf(mapping) };
  let sale: SaleIn | null = null;
  try {
    const read = adapter.readSale(body, { till, business, now: platform.clock.now() });
    const effect = await pointing(read, async () => {
      sale = parse(saleIn, read.sale);
      return effectOf(platform, business, till, sale);
    });
    return { ok: true, sale: sale && shownSale(sale), problem: null, effect };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ok: false, sale: sale && shownSale(sale), problem: problemOf(error), effect: null };
  }
};
