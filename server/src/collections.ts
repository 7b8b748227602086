import { businessCollections } from "./businesses/index.ts";
import { campaignCollections, campaignProjections } from "./campaigns/index.ts";
import { cardCollections, cardProjection } from "./cards/index.ts";
import { settings } from "./core/installation.ts";
import type { AnyCollection } from "./core/store.ts";
import { workCollection } from "./core/work-queue/index.ts";
import { customerCollections } from "./customers/index.ts";
import { hookCollections } from "./hooks/index.ts";
import { idempotencyCollection } from "./http/idempotency.ts";
import { claimsCollection, eventsCollection, journalCollection } from "./journal/index.ts";
import { messengerCollections } from "./messengers/index.ts";
import { pictureCollections } from "./pictures/index.ts";
import { refusalCollections } from "./refusals/index.ts";
import { rewardCollections, rewardProjection } from "./rewards/index.ts";
import { staffCollections } from "./staff/index.ts";
import { statsCollections } from "./stats/index.ts";
import { templateCollections } from "./templates/index.ts";
import { saleProjection, tillCollections } from "./tills/index.ts";
import { voucherCollections, voucherProjection } from "./vouchers/index.ts";
import { walletCollections } from "./wallets/index.ts";

/** Every collection; their indexes are made at the start. */
export const collections: readonly AnyCollection[] = [
  settings,
  journalCollection,
  claimsCollection,
  workCollection,
  eventsCollection,
  idempotencyCollection,
  ...businessCollections,
  ...staffCollections,
  ...templateCollections,
  ...pictureCollections,
  ...customerCollections,
  ...cardCollections,
  ...rewardCollections,
  ...voucherCollections,
  ...walletCollections,
  ...hookCollections,
  ...tillCollections,
  ...campaignCollections,
  ...messengerCollections,
  ...statsCollections,
  ...refusalCollections,
];

/** State documents that the journal makes; `npm run rebuild` makes them again. */
export const projections = [
  cardProjection,
  rewardProjection,
  voucherProjection,
  saleProjection,
  ...campaignProjections,
];
