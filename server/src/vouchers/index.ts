import { vouchers } from "./model.ts";

export const voucherCollections = [vouchers];
export type { CardSelector, CardsPort, Holder } from "./cards-port.ts";
export { vouchersOnCard } from "./find.ts";
export { cancelVoucher } from "./cancel.ts";
export { checkRedeemable, chooseByCode } from "./decide.ts";
export { findByCode, hasCode } from "./find.ts";
export { voucherIssuedEvent } from "./issue.ts";
export { mintVoucher, planOf, randomCode, type VoucherPlan } from "./mint.ts";
export { vouchers, type VoucherDocument, type VoucherOrigin } from "./model.ts";
export { cardAboutGoal, presentVoucher, voucherInEvent } from "./present.ts";
export { voucherProjection, type VoucherFact, type VoucherIssued } from "./projection.ts";
export { voucherOperations } from "./routes.ts";
export { redeemByCode, redeemVoucher } from "./redeem.ts";
