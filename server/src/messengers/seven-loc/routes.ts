import * as catalog from "../../catalog/index.ts";
import { bind, type Operation } from "../../http/operation.ts";
import type { MessengerParts } from "../parts.ts";
import { signatureHeader } from "./contract.ts";
import { receiveCallback } from "./receive.ts";

export const sevenLocOperations = ({ user }: MessengerParts): readonly Operation[] => [
  bind(catalog.receiveSevenLoc, async ({ platform, params, body, request }) => {
    const callback = {
      connectionId: params.id,
      signature: request.header(signatureHeader),
      rawBody: request.rawBody,
      events: body.events,
    };
    return { accepted: await receiveCallback(platform, callback, user.report) };
  }),
];
