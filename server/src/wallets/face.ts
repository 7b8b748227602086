import { findBusiness } from "../businesses/index.ts";
import { findCard, inProgram, presentCard } from "../cards/index.ts";
import { findCustomer, type CustomerDocument } from "../customers/index.ts";
import { shownLook, type ShownLook } from "../look/index.ts";
import type { Business, Platform } from "../platform/index.ts";
import { findVoucherTemplates, getTemplate } from "../templates/index.ts";
import { presentVoucher, vouchersOnCard } from "../vouchers/index.ts";
import { wordsFor, type PassWords } from "./words.ts";

/** What both wallets show of a card. */
export interface PassFace {
  readonly business: Business;
  readonly customer: CustomerDocument;
  readonly card: ReturnType<typeof presentCard>;
  readonly token: string;
  readonly look: ShownLook;
  /** Stamps of the last goal; null for a program without goals. */
  readonly target: number | null;
  /** As people read it: 7/10, or 7. */
  readonly count: string;
  /** The reward of the next goal; null when none is to come. */
  readonly next: string | null;
  /** Titles of the vouchers that can be used, with their codes. */
  readonly vouchers: readonly string[];
  readonly words: PassWords;
}

type Card = PassFace["card"];

const nextReward = async (platform: Platform, businessId: string, card: Card): Promise<string | null> => {
  const goal = card.goals.find(({ reached }) => !reached);
  if (goal === undefined) return null;
  if (goal.reward.type !== "voucher") return goal.reward.name;
  const [template] = await findVoucherTemplates(platform, businessId, [goal.reward.voucher_template_id]);
  return template?.title ?? null;
};

/** Reads what a card's passes show now; null for a card that is gone, or whose customer is. */
export const faceOf = async (platform: Platform, cardId: string): Promise<PassFace | null> => {
  const document = await findCard(platform, cardId);
  if (document === null) return null;
  const [business, customer] = await Promise.all([
    findBusiness(platform, document.business_id),
    findCustomer(platform, document.business_id, document.customer_id),
  ]);
  if (business === null || customer === null) return null;
  const template = await getTemplate(platform, business.id, document.template_id);
  const card = presentCard(await inProgram(platform, document, template));
  const target = card.goals.at(-1)?.stamps ?? null;
  const now = platform.clock.now();
  const open = (await vouchersOnCard(platform, document, "open")).map((one) => presentVoucher(one, now));
  return {
    business,
    customer,
    card,
    token: document.token,
    look: shownLook(business, template),
    target,
    count: target === null ? String(card.stamps) : `${card.stamps}/${target}`,
    next: await nextReward(platform, business.id, card),
    vouchers: open
      .filter(({ status }) => status === "active")
      .map(({ title, redeem_code: code }) => (code === null ? title : `${title}: ${code}`)),
    words: wordsFor(customer.language ?? business.language),
  };
};
