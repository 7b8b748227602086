import * as actions from "../catalog/index.ts";
import { bind, bindSilent, type Operation } from "../http/operation.ts";
import type { Platform } from "../platform/index.ts";
import { createHook } from "./create.ts";
import { deleteHook } from "./delete.ts";
import { getDelivery, getHook, listDeliveries, listHooks } from "./find.ts";
import type { HookParts } from "./parts.ts";
import { countFailures, recoverHook } from "./recover.ts";
import { retryDelivery } from "./retry.ts";
import { rotateSecret } from "./rotate-secret.ts";
import { testHook } from "./test.ts";
import { updateHook } from "./update.ts";

/** The operations on hooks and deliveries. */
export const hookOperations = (shared: Omit<HookParts, "platform">): readonly Operation[] => {
  const parts = (platform: Platform): HookParts => ({ platform, ...shared });
  return [
    bind(actions.createHook, ({ platform, caller, body }) => createHook(parts(platform), caller, body)),
    bind(actions.listHooks, ({ platform, caller, query }) => listHooks(platform, caller, query)),
    bind(actions.getHook, ({ platform, caller, params }) => getHook(platform, caller, params.id)),
    bind(actions.updateHook, ({ platform, caller, params, body }) =>
      updateHook(parts(platform), caller, { ...body, id: params.id }),
    ),
    bindSilent(actions.deleteHook, async ({ platform, caller, params }) => {
      await deleteHook(platform, caller, params.id);
    }),
    bind(actions.testHook, ({ platform, caller, params, body }) =>
      testHook(parts(platform), caller, { id: params.id, event: body?.event }),
    ),
    bind(actions.rotateSecret, ({ platform, caller, params }) => rotateSecret(platform, caller, params.id)),
    bind(actions.listDeliveries, ({ platform, caller, params, query }) =>
      listDeliveries(platform, caller, { ...query, hook_id: params.id }),
    ),
    bind(actions.countFailures, ({ platform, caller, params, query }) =>
      countFailures(platform, caller, { id: params.id, since: new Date(query.since) }),
    ),
    bind(actions.recoverHook, ({ platform, caller, params, body }) =>
      recoverHook(platform, caller, { id: params.id, since: new Date(body.since) }),
    ),
    bind(actions.getDelivery, ({ platform, caller, params }) => getDelivery(platform, caller, params.id)),
    bind(actions.retryDelivery, ({ platform, caller, params }) => retryDelivery(platform, caller, params.id)),
  ];
};
