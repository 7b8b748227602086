export { forgettingCallers, rememberedCallers } from "./callers.ts";
export type { Business, Caller, OpenSession, Platform, Scope, Source, StaffMember } from "./platform.ts";
