import { erasures } from "./erasures.ts";
import { customers } from "./model.ts";

export const customerCollections = [customers, erasures];
export { withdrawConsent } from "./consent.ts";
export { foldEmail, requirePhone, snapshotOf, toE164 } from "./contact.ts";
export { customerKeys } from "./keys.ts";
export { erasures, type Erasure } from "./erasures.ts";
export { findByContact, findCustomer, getCustomer } from "./find.ts";
export { consentChannels, customers, type ConsentChannel, type CustomerDocument } from "./model.ts";
export { finishNews } from "./news.ts";
export { presentCustomer } from "./present.ts";
export { customerOperations } from "./routes.ts";
export { findOrCreateCustomer } from "./save.ts";
export { carryOverNames, searchCustomers } from "./search.ts";
