import { apiKeys, staffCollection } from "./model.ts";

export const staffCollections = [staffCollection, apiKeys];
export { createApiKey } from "./api-keys.ts";
export { byKey, bySession, isStanding, ownerOfKey } from "./identify.ts";
export { foundBusiness } from "./found.ts";
export { createHashedStaff, createStaff, forgetStaff, setPasswordOf } from "./members.ts";
export { hashPassword } from "./password.ts";
export { finishRevocations, isActiveMaker } from "./revoke.ts";
export { staffOperations } from "./routes.ts";
