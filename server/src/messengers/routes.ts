import * as catalog from "../catalog/index.ts";
import { mapPage } from "../core/paging.ts";
import { Answer, bind, bindSilent, type Operation } from "../http/operation.ts";
import { connectMessenger, disconnectMessenger } from "./connect.ts";
import type { MessengerParts } from "./parts.ts";
import { listConnections, presentConnection } from "./present.ts";
import { sevenLocOperations } from "./seven-loc/routes.ts";
import { testMessenger } from "./test.ts";

export const messengerOperations = (parts: MessengerParts): readonly Operation[] => [
  bind(catalog.connectMessenger, async ({ platform, caller, body }) => {
    const { connection, created } = await connectMessenger(platform, caller, parts, body);
    return new Answer(created ? 201 : 200, presentConnection(platform, connection));
  }),
  bind(catalog.listMessengers, async ({ platform, caller, query }) =>
    mapPage(await listConnections(platform, caller.business.id, query), (one) =>
      presentConnection(platform, one),
    ),
  ),
  bindSilent(catalog.disconnectMessenger, ({ platform, caller, params }) =>
    disconnectMessenger(platform, caller, params.id),
  ),
  bind(catalog.testMessenger, ({ platform, caller, body }) => testMessenger(platform, caller, parts, body)),
  ...sevenLocOperations(parts),
];
