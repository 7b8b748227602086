export * from "./entry.ts";
export * from "./event.ts";
export * from "./journal.ts";
export * from "./projection.ts";
export { rebuild } from "./rebuild.ts";
export * from "./relay.ts";
export { writesAt, type EntryPlanner, type Following, type StreamDocument } from "./following.ts";
export { forgetAnswers } from "./answers.ts";
export { ClaimTaken, claimsCollection, type Claim, type OnceRequest } from "./claims.ts";
