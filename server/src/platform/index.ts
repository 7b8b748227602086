export type { Business, Caller, Platform, Scope, Source, StaffMember } from "./platform.ts";
