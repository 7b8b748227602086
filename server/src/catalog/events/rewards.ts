import { z } from "zod";
import { defineEvent } from "../define.ts";
import { redeemedVoucherPart, rewardTypes, sendChannels, variantTypes, voucherPart } from "../parts.ts";

const voucherFilters = ["template_id", "location_id", "voucher_template_id"] as const;

const voucherSample = {
  id: "v_555",
  type: "voucher",
  redeem_code: "FREECOFFEE",
  redeem_code_formats: ["text", "qr", "barcode"],
  title: "A free coffee",
  origin: "goal",
  voucher_template_id: "vt_012",
  issued_at: "2026-05-01T08:30:00Z",
  expires_at: "2026-05-31T20:59:59Z",
} as const;

export const rewardIssued = defineEvent({
  name: "reward_issued",
  label: "New Reward Issued",
  description: "Triggers when a reward is issued to a customer.",
  make: { module: "watchRewardsIssued", label: "Watch issued rewards" },
  noun: "Reward",
  filters: ["template_id", "location_id"],
  body: {
    reward: z.object({
      id: z.string().meta({ title: "Reward ID" }),
      type: z.enum(rewardTypes).meta({ title: "Reward type" }),
      name: z.string().meta({ title: "Reward name" }),
      description: z.string().nullable().meta({ title: "Reward description" }),
      image_url: z.string().nullable().meta({ title: "Reward image URL" }),
    }),
  },
  sample: {
    reward: {
      id: "rw_031",
      type: "voucher",
      name: "A free coffee",
      description: "Any size, any milk.",
      image_url: "https://example.com/coffee.png",
    },
  },
});

export const voucherIssued = defineEvent({
  name: "voucher_issued",
  label: "New Voucher Issued",
  description: "Triggers when a voucher is issued.",
  make: { module: "watchVouchersIssued", label: "Watch issued vouchers" },
  noun: "Voucher",
  filters: voucherFilters,
  body: { voucher: z.object(voucherPart) },
  sample: { voucher: { ...voucherSample, status: "active" } },
});

export const voucherRedeemed = defineEvent({
  name: "voucher_redeemed",
  label: "Voucher Redeemed",
  description: "Triggers when a voucher is redeemed.",
  make: { module: "watchVouchersRedeemed", label: "Watch redeemed vouchers" },
  noun: "Voucher",
  filters: voucherFilters,
  body: { voucher: z.object(redeemedVoucherPart) },
  sample: {
    voucher: {
      ...voucherSample,
      status: "redeemed",
      redeemed_via: "staff_scanner",
      redeemed_at: "2026-05-11T12:34:56Z",
    },
  },
});

export const voucherExpired = defineEvent({
  name: "voucher_expired",
  label: "Voucher Expired",
  description: "Triggers when a voucher expires without having been redeemed.",
  make: { module: "watchVouchersExpired", label: "Watch expired vouchers" },
  noun: "Voucher",
  filters: voucherFilters,
  body: { voucher: z.object(voucherPart) },
  sample: { voucher: { ...voucherSample, status: "expired" } },
});

export const voucherExpiring = defineEvent({
  name: "voucher_expiring",
  label: "Voucher Expiring Soon",
  description:
    "Triggers when a voucher is about to expire, as many days before as its voucher template says.",
  make: { module: "watchVouchersExpiring", label: "Watch expiring vouchers" },
  noun: "Voucher",
  filters: voucherFilters,
  body: { voucher: z.object(voucherPart) },
  sample: { voucher: { ...voucherSample, status: "active" } },
});

export const lotteryPlayed = defineEvent({
  name: "lottery_played",
  label: "Lottery Played",
  description: "Triggers when a customer plays the lottery.",
  make: { module: "watchLotteriesPlayed", label: "Watch played lotteries" },
  noun: "Lottery",
  filters: ["template_id", "location_id"],
  body: {
    lottery: z.object({
      reward_id: z.string().meta({ title: "Reward ID" }),
      variant_id: z.string().meta({ title: "Variant ID" }),
      type: z.enum(variantTypes).meta({ title: "Outcome type" }),
      name: z.string().meta({ title: "Outcome name" }),
      greeting: z.string().nullable().meta({ title: "Outcome greeting" }),
      voucher_id: z.string().nullable().meta({ title: "Voucher ID" }),
    }),
  },
  sample: {
    lottery: {
      reward_id: "rw_031",
      variant_id: "var_2",
      type: "voucher",
      name: "A free coffee",
      greeting: "Lucky you!",
      voucher_id: "v_555",
    },
  },
});

export const campaignSent = defineEvent({
  name: "campaign_sent",
  label: "Campaign Message Sent",
  description: "Triggers when a campaign message is handed to a channel, once for each recipient.",
  make: { module: "watchCampaignsSent", label: "Watch sent campaign messages" },
  noun: "Campaign Message",
  filters: ["template_id"],
  body: {
    campaign: z.object({
      id: z.string().meta({ title: "Campaign ID" }),
      name: z.string().meta({ title: "Campaign name" }),
      channel: z.enum(sendChannels).meta({ title: "Campaign channel" }),
      message: z.string().meta({ title: "Campaign message" }),
      voucher_id: z.string().nullable().meta({ title: "Voucher ID" }),
    }),
  },
  sample: {
    campaign: {
      id: "cmp_077",
      name: "Spring cappuccino",
      channel: "email",
      message: "Your next cappuccino is on us this week.",
      voucher_id: "v_555",
    },
  },
});
