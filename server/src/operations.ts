import { businessOperations, checkLocation } from "./businesses/index.ts";
import { campaignOperations, messengerUser, type CampaignParts } from "./campaigns/index.ts";
import { cardOperations, cardsPort, holdersOfNumber, rewardCards } from "./cards/index.ts";
import { templatePreviewOperations } from "./card-page/index.ts";
import { customerOperations } from "./customers/index.ts";
import { hookOperations, type CheckReference } from "./hooks/index.ts";
import { forgetPlainAnswers } from "./http/idempotency.ts";
import type { Operation } from "./http/operation.ts";
import { eventOperations } from "./events/index.ts";
import { messengerOperations } from "./messengers/index.ts";
import { personalDataOperations } from "./personal-data/index.ts";
import { refusalOperations } from "./refusals/index.ts";
import { pictureOperations } from "./pictures/index.ts";
import { rewardOperations } from "./rewards/index.ts";
import { statsOperations } from "./stats/index.ts";
import { isActiveMaker, staffOperations } from "./staff/index.ts";
import { checkTemplate, requireVoucherTemplate, templateOperations } from "./templates/index.ts";
import { tillOperations } from "./tills/index.ts";
import { voucherOperations } from "./vouchers/index.ts";

/** The ways out of this installation; `outbound` is the guarded one to addresses that users chose. */
export type OperationParts = CampaignParts;

/** Hook filters may only name what is this business's. */
const checkReference: CheckReference = async (platform, businessId, filters) => {
  await checkTemplate(platform, businessId, filters.template_id, "/filters/template_id");
  await checkLocation(platform, businessId, filters.location_id, "/filters/location_id");
  if (filters.voucher_template_id === undefined) return;
  await requireVoucherTemplate(
    platform,
    businessId,
    filters.voucher_template_id,
    "/filters/voucher_template_id",
  );
};

/** Every operation of /v1. A guard holds this list against the catalogue and the OpenAPI document. */
export const createOperations = (parts: OperationParts): readonly Operation[] => [
  ...staffOperations,
  ...businessOperations,
  ...templateOperations,
  ...templatePreviewOperations,
  ...customerOperations(holdersOfNumber),
  ...pictureOperations,
  ...personalDataOperations({ forgetAnswers: forgetPlainAnswers }),
  ...cardOperations,
  ...rewardOperations(rewardCards),
  ...voucherOperations(cardsPort),
  ...eventOperations,
  ...tillOperations,
  ...campaignOperations(parts),
  ...messengerOperations({ outbound: parts.outbound, user: messengerUser }),
  ...statsOperations,
  ...refusalOperations,
  ...hookOperations({ outbound: parts.outbound, checkReference, isActiveMaker }),
];
