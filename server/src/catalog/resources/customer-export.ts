import { z } from "zod";
import { eventSample } from "../events/index.ts";
import { voucherRedeemed } from "../events/rewards.ts";
import { exampleWith } from "../examples.ts";
import { instant } from "../parts.ts";
import { campaignMessage } from "./campaign.ts";
import { card, reward } from "./card.ts";
import { customer } from "./customer.ts";
import { delivery } from "./hooks.ts";
import { voucher } from "./voucher.ts";

const historyEntry = z
  .object({
    id: z.string(),
    at: instant,
    kind: z.string().meta({ description: "What was done, for instance add_stamps." }),
    by: z.enum(["staff", "customer", "till", "system"]),
    via: z.enum(["key", "session", "till", "page", "clock", "wallet"]),
    staff_id: z.string().nullable(),
    note: z.string().nullable().meta({ description: "What staff wrote beside it." }),
  })
  .meta({
    examples: [
      {
        id: "card_001:7",
        at: "2026-05-11T12:34:56Z",
        kind: "add_stamps",
        by: "staff",
        via: "key",
        staff_id: "st_031",
        note: "Oat milk, always",
      },
    ],
  });

/** All that is kept of one customer. */
export const customerExport = z
  .object({
    exported_at: instant,
    customer,
    cards: z.array(
      card
        .extend({ status: z.enum(["active", "complete", "deleted"]) })
        .meta({ ...exampleWith(card, {}), description: "Deleted ones too." }),
    ),
    history: z.array(historyEntry).meta({ description: "The journal, each card and voucher for itself." }),
    rewards: z.array(
      reward.extend({ card_id: z.string() }).meta(exampleWith(reward, { card_id: "card_001" })),
    ),
    vouchers: z.array(voucher),
    events: z.array(z.record(z.string(), z.unknown())).meta({
      description: "In the contact form, the journal's own ones too.",
      examples: [[eventSample(voucherRedeemed, "contact")]],
    }),
    messages: z.array(
      campaignMessage
        .extend({ campaign_id: z.string() })
        .meta(exampleWith(campaignMessage, { campaign_id: "cmp_077" })),
    ),
    deliveries: z.array(delivery).meta({ description: "Which of the events went to which hook, and when." }),
  })
  .meta({ id: "CustomerExport" });
