export * from "./entry.ts";
export * from "./event.ts";
export * from "./journal.ts";
export * from "./projection.ts";
export * from "./relay.ts";
export { forgetAnswers } from "./answers.ts";
export { ClaimTaken, claimsCollection, type Claim, type OnceRequest } from "./claims.ts";
