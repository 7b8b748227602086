import type { Mutant } from "../mutant.ts";

/** Campaigns and broadcasts. */
export const messageMutants: readonly Mutant[] = [
  {
    without: "the consent to a channel",
    file: "server/src/campaigns/decide.ts",
    find: 'if (customer.consents[channel] !== true) return "no_consent";',
    replace: "",
    test: "test/server/campaigns/broadcast.test.ts",
    title: "reaches those who agreed to the messenger, and nobody else",
  },
  {
    without: "the consent, judged when the message is handed over",
    file: "server/src/campaigns/send/hand-over.ts",
    find: "obstacleTo(message.channel, customer) ?? ",
    replace: "",
    test: "test/server/campaigns/troubles.test.ts",
    title: "skips whose consent, or who themselves, are gone when the turn comes",
  },
  {
    without: "the claim of a message",
    file: "server/src/campaigns/send/claims.ts",
    find: ", due_at: message.due_at, claimed_by: message.claimed_by",
    replace: "",
    test: "test/server/campaigns/claims.test.ts",
    title: "are one worker's, also when two have read the message at once",
  },
  {
    without: "what was recorded as sent before",
    file: "server/src/campaigns/send/record.ts",
    find: "if (state?.sent[channel] !== undefined) return { facts: [], events: [], answer: null };",
    replace: "",
    test: "test/server/campaigns/claims.test.ts",
    title: "that two workers held write one event",
  },
  {
    without: "the voucher that a recipient has already",
    file: "server/src/campaigns/send/record.ts",
    find: "if (state?.voucher) return { facts: [], events: [], answer: state.voucher };",
    replace: "",
    test: "test/server/campaigns/campaign.test.ts",
    title: "gives the same one when the message has to be sent again",
  },
  {
    without: "the order of a message's statuses",
    file: "server/src/campaigns/report.ts",
    find: "status: { $in: [...statusesBefore[report.status]] },",
    replace: "",
    test: "test/server/campaigns/broadcast.test.ts",
    title: "says how far each message has come, whatever the order of the reports",
  },
];
