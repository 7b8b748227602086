import type { MessengerKind, MessengerProvider } from "./port.ts";
import { sevenLocProvider } from "./seven-loc/provider.ts";

/** Every messenger provider, by the kind of a connection. A new one is a folder, a kind in the catalogue, and a line here. */
export const providers: Readonly<Record<MessengerKind, MessengerProvider>> = {
  seven_loc: sevenLocProvider,
};
