import { receiveSevenLoc } from "../../catalog/index.ts";
import type { MessengerProvider } from "../port.ts";
import { sevenLoc } from "./send.ts";

/** 7loc.com as the messengers area knows it. */
export const sevenLocProvider: MessengerProvider = {
  callbackPath: (connectionId) => receiveSevenLoc.path.replace(":id", connectionId),
  open: sevenLoc,
};
