import { cardsPort, goalsTakenBack, takeBackStamps, type CardDocument } from "../../cards/index.ts";
import { Failure } from "../../core/failure.ts";
import type { Platform, Scope } from "../../platform/index.ts";
import { cancelVoucher, vouchers, type VoucherDocument } from "../../vouchers/index.ts";
import {
  saleProjection,
  type Given,
  type GivenGoal,
  type SaleDocument,
  type SaleFact,
  type TakenBack,
} from "./model.ts";
import { cardById } from "./prepare.ts";
import { openSale } from "./record.ts";
import { settleSale, stepOf } from "./settle.ts";

/*
 * Taking a sale back: its stamps, down to 0 of the card's cycle, and its vouchers that nobody has redeemed and whose goal
 * the card no longer reaches. The first entry fixes which vouchers go; each step then runs under a key of the sale, the
 * last entry says what came of it. Crash before the first entry: nothing happened. Crash after it: the repeat or the
 * sweep goes on, and what was done is not done again. A sale that is taken back before it came is made void: it will
 * have no effect when it comes.
 */

const isUngivable = (voucher: VoucherDocument | undefined, now: Date): boolean =>
  voucher?.state === "cancelled" ||
  (voucher?.state === "open" && (voucher.expires_at === null || voucher.expires_at >= now));

const vouchersOf = (platform: Platform, ids: readonly string[]): Promise<VoucherDocument[]> =>
  platform.store
    .collection(vouchers)
    .find({ _id: { $in: [...ids] } })
    .toArray();

/** The goals of a sale whose vouchers fit. */
const goalsWith = async (
  platform: Platform,
  given: Given,
  fits: (voucher: VoucherDocument | undefined) => boolean,
): Promise<GivenGoal[]> => {
  const ids = given.goals.flatMap(({ voucher_id }) => voucher_id ?? []);
  const found = await vouchersOf(platform, ids);
  return given.goals.filter(({ voucher_id }) => fits(found.find((one) => one._id === voucher_id)));
};

/** Which vouchers a reversal cancels: those whose goal the card no longer reaches. */
const cancelsOf = async (platform: Platform, sale: SaleDocument): Promise<string[]> => {
  const { given } = sale;
  const card = await cardOf(platform, sale);
  if (given === null || card === null) return [];
  const now = platform.clock.now();
  const ungivable = await goalsWith(platform, given, (voucher) => isUngivable(voucher, now));
  const passed = await goalsTakenBack(platform, card, given, ungivable);
  return ungivable.flatMap(({ index, cycle, voucher_id }) =>
    voucher_id !== null && passed.some((one) => one.index === index && one.cycle === cycle) ? voucher_id : [],
  );
};

const cardOf = async (platform: Platform, { card_id }: SaleDocument): Promise<CardDocument | null> =>
  card_id === null ? null : cardById(platform, card_id);

/** Writes the next fact of a sale, unless it is past it already. */
const advance = async (
  platform: Platform,
  scope: Scope,
  sale: SaleDocument,
  { from, fact }: { from: SaleDocument["status"]; fact: SaleFact },
): Promise<SaleDocument> => {
  await platform.journal.run<SaleDocument, undefined>({
    projection: saleProjection,
    stream: sale._id,
    business_id: sale.business_id,
    kind: "reverse_sale",
    actor: scope.actor,
    isQuiet: true,
    decide: async (state) => ({
      facts: state?.status === from ? [fact] : [],
      events: [],
      answer: undefined,
    }),
  });
  return reload(platform, sale);
};

const reload = async (platform: Platform, sale: SaleDocument): Promise<SaleDocument> =>
  (await platform.journal.load(saleProjection, sale._id)) ?? sale;

/** Cancels one voucher of a sale; one that was redeemed or has ended in between stays as it is. */
const cancel = async (platform: Platform, scope: Scope, sale: SaleDocument, id: string): Promise<void> => {
  const reason = `The sale ${sale.receipt_id} was taken back.`;
  try {
    await cancelVoucher(platform, stepOf(platform, scope, sale, `cancel:${id}`), cardsPort, { id, reason });
  } catch (error) {
    if (!(error instanceof Failure) || error.status >= 500) throw error;
  }
};

/** The steps of a reversal whose first entry stands. */
export const finishReversal = async (
  platform: Platform,
  scope: Scope,
  sale: SaleDocument,
): Promise<SaleDocument> => {
  for (const id of sale.cancels) await cancel(platform, scope, sale, id);
  const { given } = sale;
  const card = await cardOf(platform, sale);
  const gone = (await vouchersOf(platform, sale.cancels)).filter(({ state }) => state === "cancelled");
  const cancelled = gone.map(({ _id }) => _id);
  let stamps = 0;
  if (given !== null && card !== null) {
    const ungiven = given.goals.filter(({ voucher_id }) => cancelled.includes(voucher_id ?? ""));
    const input = { card, gift: given, receipt_id: sale.receipt_id, ungiven };
    stamps = await takeBackStamps(platform, stepOf(platform, scope, sale, "take-back"), input);
  }
  const taken_back: TakenBack = { stamps, vouchers: cancelled };
  return advance(platform, scope, sale, { from: "reversing", fact: { type: "sale.reversed", taken_back } });
};

/**
 * Takes a sale back. Safe to be repeated, and before the sale.
 * @param blank what the sale would be, for one that has not come
 */
export const reverseSale = async (
  platform: Platform,
  scope: Scope,
  blank: SaleDocument,
): Promise<SaleDocument> => {
  const { sale: opened } = await openSale(platform, scope, { ...blank, status: "void" });
  if (opened.status === "void" || opened.status === "reversed") return opened;
  await settleSale(platform, scope, opened);
  const settled = await reload(platform, opened);
  const begun =
    settled.status === "reversing"
      ? settled
      : await advance(platform, scope, settled, {
          from: "settled",
          fact: { type: "sale.reversing", cancels: await cancelsOf(platform, settled) },
        });
  return begun.status === "reversing" ? finishReversal(platform, scope, begun) : begun;
};
