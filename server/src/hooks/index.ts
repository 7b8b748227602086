/** The door of the hooks area: its collections, its operations, and the engine that delivers. */
export { hookCollections } from "./model.ts";
export { hookOperations } from "./routes.ts";
export type { CheckReference, HookParts } from "./parts.ts";
export { activeMakers, disableHooksOf, type Revoked } from "./maker.ts";
export { createFanOut } from "./fan-out.ts";
export { createDispatcher, type Dispatcher, type DispatcherOptions } from "./dispatch/dispatcher.ts";
export type { AttemptSeen } from "./dispatch/courier.ts";
