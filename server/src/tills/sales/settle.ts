import { cardsPort, inProgram, presentCard, stampSale, type CardDocument } from "../../cards/index.ts";
import { Failure } from "../../core/failure.ts";
import { PersonErased } from "../../core/seals.ts";
import type { Platform, Scope } from "../../platform/index.ts";
import { getTemplate } from "../../templates/index.ts";
import { redeemVoucher } from "../../vouchers/index.ts";
import { saleProjection, type Given, type SaleAnswer, type SaleDocument, type SaleFact } from "./model.ts";
import { cardById, cardSaleOf, limitOf } from "./prepare.ts";

/** Longer than a sale stays half way; what is settled answers from its own document. */
const stepKeptMs = 90 * 86_400_000;

/** The key under which a step of a sale runs: whoever runs it again gets the first answer. */
export const stepOf = (platform: Platform, scope: Scope, sale: SaleDocument, step: string): Scope => ({
  ...scope,
  location_id: sale.location_id,
  once: {
    id: `sale:${sale._id}:${step}`,
    expiresAt: new Date(platform.clock.now().getTime() + stepKeptMs),
  },
});

type Stamped = Omit<SaleAnswer, "receipt_id" | "till_id" | "redeemed" | "not_redeemed">;
type Redeemed = Pick<SaleAnswer, "redeemed" | "not_redeemed">;

const nothingGiven = { stamp: null, goals: [], rewards: [], lotteries: [], vouchers: [] };

const shownCard = async (platform: Platform, card: CardDocument | null): Promise<SaleAnswer["card"]> => {
  if (card === null) return null;
  const template = await getTemplate(platform, card.business_id, card.template_id);
  return presentCard(await inProgram(platform, card, template));
};

/** The voucher was good when the sale was recorded; what was redeemed by somebody else since then stays theirs. */
const redeem = async (platform: Platform, scope: Scope, sale: SaleDocument): Promise<Redeemed> => {
  if (sale.voucher_id === null) return { redeemed: null, not_redeemed: null };
  const input = { id: sale.voucher_id, redeemed_via: "pos", receipt_id: sale.receipt_id } as const;
  try {
    const { answer } = await redeemVoucher(
      platform,
      stepOf(platform, scope, sale, "redeem"),
      cardsPort,
      input,
    );
    return { redeemed: answer, not_redeemed: null };
  } catch (error) {
    // Of a customer erased meanwhile the step's first answer cannot be told again; the sale ends all the same.
    if (!(error instanceof Failure) || (error.status !== 409 && !(error instanceof PersonErased)))
      throw error;
    const detail = error.details.detail ?? error.message;
    return { redeemed: null, not_redeemed: { reason: error.code, detail } };
  }
};

const refusedNow = (error: unknown): SaleAnswer["not_stamped"] => {
  const isGone =
    error instanceof PersonErased || (error instanceof Failure && error.code === "card_not_found");
  return isGone ? { reason: "card_not_found", detail: "The card was deleted." } : limitOf(error);
};

const stampOf = async (platform: Platform, scope: Scope, sale: SaleDocument): Promise<Stamped> => {
  const shown = sale.shown_card_id === null ? null : await cardById(platform, sale.shown_card_id);
  if (sale.card_id === null || shown === null)
    return { card: await shownCard(platform, shown), ...nothingGiven, not_stamped: sale.not_stamped };
  try {
    const cardSale = cardSaleOf(shown, sale, sale.location_id);
    const { answer } = await stampSale(platform, stepOf(platform, scope, sale, "stamp"), cardSale);
    const isTooSmall = answer.stamp === null;
    return { ...answer, not_stamped: isTooSmall ? tooSmall : null };
  } catch (error) {
    const refused = refusedNow(error);
    if (refused === null) throw error;
    return { card: await shownCard(platform, shown), ...nothingGiven, not_stamped: refused };
  }
};

/** What a sale is told whose stamps are none yet. */
export const tooSmall = {
  reason: "amount_too_small",
  detail: "The amount was kept on the card and counts with the next sale.",
} as const;

/** What a reversal needs to know of what was given. */
const givenBy = (sale: SaleDocument, answer: Stamped): Given | null => {
  if (
    sale.card_id === null ||
    (answer.not_stamped !== null && answer.not_stamped.reason !== "amount_too_small")
  )
    return null;
  const earnsByAmount = answer.card?.amount_remainder !== null;
  return {
    stamps: answer.stamp?.count ?? 0,
    ignored: answer.stamps_ignored ?? 0,
    amount: earnsByAmount ? { value: sale.amount, currency: sale.currency } : null,
    // Each goal gave one reward; only a voucher can be taken back.
    goals: answer.goals.map(({ index, cycle }, at) => {
      const reward = answer.rewards[at];
      const voucher = answer.vouchers.find((one) => one.reward_id === reward?.id);
      return { index, cycle, voucher_id: reward?.type === "voucher" ? (voucher?.id ?? null) : null };
    }),
  };
};

/**
 * Gives a recorded sale its effect and fixes the answer; on one that has it, answers as the first time. The code goes
 * first: a voucher that this very sale earns is for the next visit.
 */
export const settleSale = async (
  platform: Platform,
  scope: Scope,
  sale: SaleDocument,
): Promise<SaleAnswer> => {
  if (sale.answer !== null) return sale.answer;
  if (sale.status === "void") return voidAnswer(sale);
  const redeemed = await redeem(platform, scope, sale);
  const stamped = await stampOf(platform, scope, sale);
  const answer: SaleAnswer = { receipt_id: sale.receipt_id, till_id: sale.till_id, ...stamped, ...redeemed };
  const fact: SaleFact = { type: "sale.settled", answer, given: givenBy(sale, stamped) };
  const settled = await platform.journal.run<SaleDocument, SaleAnswer>({
    projection: saleProjection,
    stream: sale._id,
    business_id: sale.business_id,
    kind: "settle_sale",
    actor: scope.actor,
    known: sale,
    isQuiet: true,
    decide: async (state) =>
      state?.answer ? { facts: [], events: [], answer: state.answer } : { facts: [fact], events: [], answer },
  });
  return settled.answer;
};

const voidAnswer = (sale: SaleDocument): SaleAnswer => ({
  receipt_id: sale.receipt_id,
  till_id: sale.till_id,
  card: null,
  ...nothingGiven,
  not_stamped: { reason: "taken_back", detail: "The sale was taken back before it came." },
  not_redeemed: null,
  redeemed: null,
});
