/** The door of the hooks area: its collections, its operations, and the engine that delivers. */
export { deliveriesOf, forgetPlainBodies } from "./about-person.ts";
export { deliveriesKeptMs } from "./match.ts";
export { sendDatedAhead } from "./dated-ahead.ts";
export { countAttempts } from "./hours.ts";
export { hookCollections } from "./model.ts";
export { showDeliveries } from "./present.ts";
export { hookOperations } from "./routes.ts";
export type { CheckReference, HookParts } from "./parts.ts";
export { activeMakers, countActiveHooks, disableHooksOf, type Revoked } from "./maker.ts";
export { carryOverQueues } from "./upgrade.ts";
export { createFanOut } from "./fan-out.ts";
export { createDispatcher, type Dispatcher, type DispatcherOptions } from "./dispatch/dispatcher.ts";
export type { AttemptSeen } from "./dispatch/attempt.ts";
