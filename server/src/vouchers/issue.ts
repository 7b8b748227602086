import { locationName, resolveLocation } from "../businesses/index.ts";
import { voucherIssued } from "../catalog/index.ts";
import { invalid } from "../core/failure.ts";
import { buildEvent, ClaimTaken, type EventRecord } from "../journal/index.ts";
import type { Platform, Scope } from "../platform/index.ts";
import { checkTemplate, requireVoucherTemplate, type Validity } from "../templates/index.ts";
import { hasSelector, nobody, type CardSelector, type CardsPort, type Holder } from "./cards-port.ts";
import { codeKey, mintVoucher, planOf, randomCode, type VoucherPlan } from "./mint.ts";
import { vouchers, type VoucherDocument } from "./model.ts";
import { presentVoucher, voucherInEvent } from "./present.ts";
import { voucherProjection } from "./projection.ts";
import { endOf, isPast } from "./validity.ts";

export interface IssueVoucherInput extends CardSelector {
  voucher_template_id?: string | undefined;
  title?: string | undefined;
  description?: string | undefined;
  redeem_code?: string | undefined;
  formats?: VoucherDocument["formats"] | undefined;
  validity?: { type: Validity["type"]; value?: Validity["value"] | undefined } | undefined;
  valid_from?: string | undefined;
  expires_at?: string | undefined;
  location_id?: string | undefined;
}

const customPlan = (input: IssueVoucherInput): VoucherPlan => ({
  title: input.title ?? "",
  description: input.description ?? null,
  image_url: null,
  code:
    input.redeem_code === undefined
      ? { mode: "unique", value: null }
      : { mode: "shared", value: input.redeem_code },
  formats: [...new Set(input.formats ?? (["text", "qr"] as const))],
  validity: { type: input.validity?.type ?? "unlimited", value: input.validity?.value ?? null },
  voucher_template_id: null,
});

/** The event of a new voucher; cards and campaigns that issue vouchers build it the same way. */
export const voucherIssuedEvent = (
  platform: Pick<Platform, "newId">,
  scene: Parameters<typeof buildEvent>[1],
  voucher: VoucherDocument,
  card: Holder["card"],
): EventRecord =>
  buildEvent(voucherIssued, scene, {
    id: platform.newId("evt"),
    card: card && { ...card },
    body: { voucher: voucherInEvent(voucher, scene.at) },
  });

/**
 * A bearer's code identifies the voucher alone: a bearer's may be nobody else's, a customer's no bearer's.
 * @throws validation_failed
 */
const checkBearerCode = async (
  platform: Platform,
  voucher: VoucherDocument,
  isCustom: boolean,
): Promise<void> => {
  if (!isCustom || voucher.code_key === null) return;
  const { business_id, code_key } = voucher;
  const others = voucher.customer_id === null ? {} : { customer_id: null };
  const taken = await platform.store
    .collection(vouchers)
    .findOne({ business_id, code_key, ...others }, { projection: { _id: 1 } });
  if (taken !== null) throw codeTaken();
};

const codeTaken = () =>
  invalid(
    "/redeem_code",
    "is the code of another voucher; a voucher without a customer has one of its own",
    "taken",
  );

/** When it begins and ends; judged before anybody is looked for. @throws validation_failed */
const timesOf = (
  { validity }: VoucherPlan,
  input: IssueVoucherInput,
  { time_zone: timeZone }: Scope["business"],
  now: Date,
): Pick<VoucherDocument, "valid_from" | "expires_at"> => {
  const exactEnd = input.expires_at === undefined ? null : new Date(input.expires_at);
  const validFrom = input.valid_from === undefined ? null : new Date(input.valid_from);
  if (exactEnd !== null && exactEnd <= now)
    throw invalid("/expires_at", "must be in the future", "not_in_future");
  const end = exactEnd ?? endOf(validity, now, timeZone);
  if (isPast(end, now))
    throw invalid(input.validity ? "/validity/value" : "/voucher_template_id", "has its end in the past");
  if (validFrom !== null && end !== null && validFrom > end)
    throw invalid("/valid_from", "is after the voucher's end", "after_end");
  return { valid_from: validFrom, expires_at: exactEnd };
};

/**
 * Issues a voucher from a template or a custom one, to a holder or to the bearer.
 * @throws card_not_found, card_ambiguous, validation_failed
 */
export const issueVoucher = async (
  platform: Platform,
  scope: Scope,
  cards: CardsPort,
  input: IssueVoucherInput,
) => {
  const { business } = scope;
  const plan =
    input.voucher_template_id === undefined
      ? customPlan(input)
      : planOf(await requireVoucherTemplate(platform, business.id, input.voucher_template_id));
  const locationId = await resolveLocation(platform, scope, input.location_id);
  await checkTemplate(platform, business.id, input.template_id);
  const now = platform.clock.now();
  const { valid_from, expires_at } = timesOf(plan, input, business, now);
  const [holder, location_name] = await Promise.all([
    hasSelector(input) ? cards.holderOf(platform, business, input) : nobody,
    locationName(platform, locationId),
  ]);
  const voucher = mintVoucher(
    { ...plan, expires_at },
    {
      id: platform.newId("v"),
      business,
      at: now,
      origin: scope.actor.via === "key" ? "api" : "manual",
      customer_id: holder.customer?.id ?? null,
      card_id: holder.card?.id ?? null,
      location_id: locationId,
      valid_from,
      freshCode: randomCode(),
    },
  );
  await checkBearerCode(platform, voucher, input.redeem_code !== undefined);
  return commitVoucher(platform, scope, { ...holder, location_name }, voucher);
};

const commitVoucher = async (
  platform: Platform,
  scope: Scope,
  holder: Holder & { location_name: string | null },
  voucher: VoucherDocument,
) => {
  const scene = {
    at: voucher.issued_at,
    business_id: scope.business.id,
    location_id: voucher.location_id,
    location_name: holder.location_name,
    customer: holder.customer,
    wallet_pass_id: holder.wallet_pass_id,
  };
  const needsClaim = voucher.customer_id === null && voucher.code_key !== null;
  try {
    return await platform.journal.run({
      projection: voucherProjection,
      stream: voucher._id,
      business_id: scope.business.id,
      kind: "issue_voucher",
      actor: scope.actor,
      at: voucher.issued_at,
      ...(scope.once && { once: scope.once }),
      decide: async () => ({
        facts: [{ type: "voucher.issued", voucher }],
        events: [voucherIssuedEvent(platform, scene, voucher, holder.card)],
        customer_id: voucher.customer_id,
        claims: needsClaim ? [`code:${scope.business.id}:${codeKey(voucher.code ?? "")}`] : [],
        answer: presentVoucher(voucher, voucher.issued_at),
      }),
    });
  } catch (error) {
    if (error instanceof ClaimTaken) throw codeTaken();
    throw error;
  }
};
