export type { Business, Caller, OpenSession, Platform, Scope, Source, StaffMember } from "./platform.ts";
