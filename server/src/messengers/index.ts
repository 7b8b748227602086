/** The door of the messengers area: connections, the port to a provider, and what providers report. */
export { messengerCollections } from "./model.ts";
export { connectedChannels, openMessenger } from "./open.ts";
export type { MessengerUser, StatusReport } from "./parts.ts";
export type { MessengerChannel, MessengerContent, MessengerMessage, MessengerPort } from "./port.ts";
export { messengerOperations } from "./routes.ts";
export { signCallback } from "./seven-loc/verify.ts";
