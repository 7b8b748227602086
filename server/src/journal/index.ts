export * from "./entry.ts";
export * from "./event.ts";
export * from "./journal.ts";
export * from "./projection.ts";
export * from "./relay.ts";
export { ClaimTaken, claimsCollection, type Claim, type ClaimRequest } from "./claims.ts";
