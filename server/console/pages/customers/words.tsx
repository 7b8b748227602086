import type { ReactNode } from "react";
import type { Answer } from "../../api/call.ts";
import { useAll } from "../../api/queries.ts";
import { useFormat } from "../../i18n/format.ts";
import { useText } from "../../i18n/index.tsx";
import { Badge, type Tone } from "../../parts/small.tsx";
import type en from "./en.json";

export type Customer = Answer<"getCustomer">;
export type Card = Answer<"getCard">;
export type Voucher = Answer<"getVoucher">;
type Reward = Card["goals"][number]["reward"];

export const channels = ["email", "whatsapp", "telegram", "viber"] as const;
export type Channel = (typeof channels)[number];

/** What a customer is called where they gave no name. */
export const nameOf = (customer: Customer): string =>
  customer.name ?? customer.email ?? customer.phone ?? customer.external_id ?? customer.id;

/** "Email, WhatsApp", or that there is none. */
export const useConsentWords = (): ((customer: Customer) => string) => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  return ({ consents }) => {
    const given = channels.filter((channel) => consents[channel]);
    return given.length === 0
      ? t("customers.no_consent")
      : format.list(given.map((channel) => t(`consent.${channel}`)));
  };
};

/** What a goal gives, by its name. */
export const useRewardWords = (): ((reward: Reward) => string) => {
  const t = useText<keyof typeof en>();
  const vouchers = useAll("listVoucherTemplates", {}).data;
  return (reward) => {
    if (reward.type !== "voucher") return reward.name;
    const found = vouchers?.find(({ id }) => id === reward.voucher_template_id);
    return found === undefined ? t("reward.voucher") : found.title;
  };
};

const voucherTones: Readonly<Record<Voucher["status"], Tone>> = {
  issued: "info",
  active: "good",
  redeemed: "neutral",
  expired: "warning",
  cancelled: "bad",
};

export const VoucherState = ({ status }: { readonly status: Voucher["status"] }): ReactNode => {
  const t = useText<keyof typeof en>();
  return <Badge tone={voucherTones[status]}>{t(`voucher.${status}`)}</Badge>;
};

/** Until when a voucher may be used, or when it was used. */
export const useVoucherTimes = (): ((voucher: Voucher) => string) => {
  const t = useText<keyof typeof en>();
  const format = useFormat();
  return (voucher) => {
    if (voucher.redeemed_at !== null) return t("voucher.used_at", { at: format.moment(voucher.redeemed_at) });
    if (voucher.cancelled_at !== null)
      return t("voucher.cancelled_at", { at: format.moment(voucher.cancelled_at) });
    if (voucher.status === "issued" && voucher.valid_from !== null)
      return t("voucher.valid_from", { at: format.moment(voucher.valid_from) });
    return voucher.expires_at === null
      ? t("voucher.unlimited")
      : t("voucher.until", { at: format.moment(voucher.expires_at) });
  };
};
