import { vouchers } from "./model.ts";

export const voucherCollections = [vouchers];
export type { CardSelector, CardsPort, Holder } from "./cards-port.ts";
export { voucherIssuedEvent } from "./issue.ts";
export { mintVoucher, planOf, randomCode, type VoucherPlan } from "./mint.ts";
export { vouchers, type VoucherDocument, type VoucherOrigin } from "./model.ts";
export { presentVoucher, voucherInEvent } from "./present.ts";
export { voucherProjection, type VoucherIssued } from "./projection.ts";
export { voucherOperations } from "./routes.ts";
export { redeemByCode, redeemVoucher } from "./redeem.ts";
