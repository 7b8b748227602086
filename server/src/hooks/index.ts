/** The door of the hooks area: its collections, its operations, and the engine that delivers. */
export { hookCollections } from "./model.ts";
export { hookOperations } from "./routes.ts";
export type { CheckReference } from "./parts.ts";
export { createFanOut } from "./fan-out.ts";
export { createDispatcher, type Dispatcher, type DispatcherOptions } from "./dispatch/dispatcher.ts";
export type { AttemptSeen } from "./dispatch/courier.ts";
