import {
  cardsPort,
  goalsTakenBack,
  takeBackStamps,
  type CardDocument,
  type Gift,
} from "../../cards/index.ts";
import { Failure } from "../../core/failure.ts";
import { toMinor } from "../../core/money.ts";
import type { Platform, Scope } from "../../platform/index.ts";
import { cancelVoucher, vouchers, type VoucherDocument } from "../../vouchers/index.ts";
import {
  saleProjection,
  type Given,
  type GivenGoal,
  type ReceiptPlace,
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
 * have no effect when it comes. Of a program by amount a part can be taken back, again and again: what is left only
 * falls, and names the step.
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

/** What is taken back of what a sale gave. */
const giftOf = (given: Given, sale: SaleDocument, leftAfter: string | null): Gift => ({
  ...given,
  ...(given.amount && { left: { before: sale.left ?? sale.amount, after: leftAfter ?? "0" } }),
});

/** Which vouchers a reversal cancels: those whose goal the card no longer reaches. */
const cancelsOf = async (
  platform: Platform,
  sale: SaleDocument,
  leftAfter: string | null,
): Promise<string[]> => {
  const card = await cardOf(platform, sale);
  if (sale.given === null || card === null) return [];
  const given = { ...giftOf(sale.given, sale, leftAfter), goals: sale.given.goals };
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
      // Parts of a sale pass the same states: a step goes on from the sale it has read, not from a later part.
      facts:
        state?.status === from &&
        state.left === sale.left &&
        (state.left_after ?? null) === (sale.left_after ?? null)
          ? [fact]
          : [],
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
  const { given, left_after: leftAfter = null } = sale;
  const card = await cardOf(platform, sale);
  const gone = (await vouchersOf(platform, sale.cancels)).filter(({ state }) => state === "cancelled");
  const cancelled = gone.map(({ _id }) => _id);
  let stamps = 0;
  if (given !== null && card !== null) {
    const ungiven = given.goals.filter(({ voucher_id }) => cancelled.includes(voucher_id ?? ""));
    const gift = giftOf(given, sale, leftAfter);
    const input = { card, gift, receipt_id: sale.receipt_id, ungiven };
    const step = leftAfter === null ? "take-back" : `take-back:${leftAfter}`;
    stamps = await takeBackStamps(platform, stepOf(platform, scope, sale, step), input);
  }
  const taken_back: TakenBack = { stamps, vouchers: cancelled };
  return advance(platform, scope, sale, { from: "reversing", fact: { type: "sale.reversed", taken_back } });
};

/** Begins to take back a settled sale, or a part of it, and goes on with one that was begun. */
const goBack = async (
  platform: Platform,
  scope: Scope,
  settled: SaleDocument,
  leftAfter: string | null,
): Promise<SaleDocument> => {
  const begin = async (): Promise<SaleDocument> => {
    const cancels = await cancelsOf(platform, settled, leftAfter);
    const fact: SaleFact = {
      type: "sale.reversing",
      cancels,
      ...(leftAfter !== null && { left_after: leftAfter }),
    };
    return advance(platform, scope, settled, { from: "settled", fact });
  };
  const begun = settled.status === "reversing" ? settled : await begin();
  return begun.status === "reversing" ? finishReversal(platform, scope, begun) : begun;
};

/**
 * Takes a sale back. Safe to be repeated, and before the sale.
 * @param blank what the sale would be, for one that has not come
 */
export const reverseSale = async (
  platform: Platform,
  scope: Scope,
  blank: SaleDocument,
  place: Pick<ReceiptPlace, "receipt_of">,
): Promise<SaleDocument> => {
  const { sale: opened } = await openSale(platform, scope, { ...blank, status: "void" }, place);
  if (opened.status === "void" || opened.status === "reversed") return opened;
  await settleSale(platform, scope, opened);
  const after = await goBack(platform, scope, await reload(platform, opened), null);
  // It was a part that was being taken back.
  return after.status === "settled" ? goBack(platform, scope, after, null) : after;
};

const minorOf = ({ currency }: SaleDocument, amount: string): number => toMinor(amount, currency) ?? 0;

/**
 * Takes back what a sale gave for money that was given back since, in a program by amount. Safe to be repeated; more
 * money than before changes nothing.
 * @param left what of the sale's amount is still paid, more than 0
 */
export const lessenSale = async (
  platform: Platform,
  scope: Scope,
  sale: SaleDocument,
  left: string,
): Promise<SaleDocument> => {
  if (sale.status === "void" || sale.status === "reversed") return sale;
  await settleSale(platform, scope, sale);
  const standing = await reload(platform, sale);
  const settled =
    standing.status === "reversing" ? await finishReversal(platform, scope, standing) : standing;
  const isLess = minorOf(settled, left) < minorOf(settled, settled.left ?? settled.amount);
  if (settled.status !== "settled" || (settled.given?.amount ?? null) === null || !isLess) return settled;
  return goBack(platform, scope, settled, left);
};
