import { businessOperations, checkLocation } from "./businesses/index.ts";
import { cardOperations, cardsPort, rewardCards } from "./cards/index.ts";
import { customerOperations } from "./customers/index.ts";
import type { Outbound } from "./core/safe-fetch.ts";
import { hookOperations, type CheckReference } from "./hooks/index.ts";
import type { Operation } from "./http/operation.ts";
import { eventOperations } from "./journal/routes.ts";
import { rewardOperations } from "./rewards/index.ts";
import { staffOperations } from "./staff/index.ts";
import { checkTemplate, requireVoucherTemplate, templateOperations } from "./templates/index.ts";
import { tillOperations } from "./tills/index.ts";
import { voucherOperations } from "./vouchers/index.ts";

export interface OperationParts {
  /** The guarded way out, for checking and testing the targets of hooks. */
  readonly outbound: Outbound;
}

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
export const createOperations = ({ outbound }: OperationParts): readonly Operation[] => [
  ...staffOperations,
  ...businessOperations,
  ...templateOperations,
  ...customerOperations,
  ...cardOperations,
  ...rewardOperations(rewardCards),
  ...voucherOperations(cardsPort),
  ...eventOperations,
  ...tillOperations,
  ...hookOperations({ outbound, checkReference }),
];
