import { Failure } from "../core/failure.ts";
import { mapPage, readPage, type Page, type Paging } from "../core/paging.ts";
import type { Caller, Platform } from "../platform/index.ts";
import { isEventName } from "../catalog/index.ts";
import { idBody, lowestIdAt } from "../core/ids.ts";
import { renderEvent } from "../events/index.ts";
import { eventsCollection } from "../journal/index.ts";
import {
  deliveriesCollection,
  hooksCollection,
  removedHooks,
  type Delivery,
  type Hook,
  type RemovedHook,
} from "./model.ts";
import {
  showDeliveries,
  showDeliveryDetail,
  showHook,
  showHooks,
  type DeliveryDetailView,
  type DeliveryView,
  type HookView,
} from "./present.ts";
import { testBody } from "./sample.ts";

/**
 * A hook of the caller's business.
 * @throws not_found, also for another business's.
 */
export const findHook = async (platform: Platform, caller: Caller, id: string): Promise<Hook> => {
  const hook = await platform.store
    .collection(hooksCollection)
    .findOne({ _id: id, business_id: caller.business.id });
  if (hook === null) throw new Failure("not_found");
  return hook;
};

/**
 * A delivery of the caller's business; its hook may be gone.
 * @throws not_found, also for another business's.
 */
export const findDelivery = async (platform: Platform, caller: Caller, id: string): Promise<Delivery> => {
  const delivery = await platform.store
    .collection(deliveriesCollection)
    .findOne({ _id: id, business_id: caller.business.id });
  if (delivery === null) throw new Failure("not_found");
  return delivery;
};

/** A hook of the caller's business, also one that was removed. @throws not_found */
const findShownHook = async (platform: Platform, caller: Caller, id: string): Promise<Hook | RemovedHook> => {
  const own = { _id: id, business_id: caller.business.id };
  const hook =
    (await platform.store.collection(hooksCollection).findOne(own)) ??
    (await platform.store.collection(removedHooks).findOne(own));
  if (hook === null) throw new Failure("not_found");
  return hook;
};

/** @throws not_found */
export const getHook = async (platform: Platform, caller: Caller, id: string): Promise<HookView> =>
  showHook(platform, await findShownHook(platform, caller, id));

/** The hooks of the business, newest first; those that were removed only when they are asked for. */
export const listHooks = async (
  platform: Platform,
  caller: Caller,
  { status, ...paging }: Paging & { status?: HookView["status"] | undefined },
): Promise<Page<HookView>> => {
  const { store } = platform;
  const business_id = caller.business.id;
  const page: Page<Hook | RemovedHook> =
    status === "removed"
      ? await readPage<RemovedHook>(store.collection(removedHooks), { business_id }, paging)
      : await readPage<Hook>(
          store.collection(hooksCollection),
          { business_id, ...(status && { status }) },
          paging,
        );
  return mapPage(page, await showHooks(platform, page.data));
};

/** A delivery with what went over the wire. @throws not_found */
export const getDelivery = async (
  platform: Platform,
  caller: Caller,
  id: string,
): Promise<DeliveryDetailView> => {
  const delivery = await findDelivery(platform, caller, id);
  const { event, event_id: eventId, is_test: isTest } = delivery;
  const [hook, document] = await Promise.all([
    platform.store.collection(hooksCollection).findOne({ _id: delivery.hook_id }),
    platform.store.collection(eventsCollection).findOne({ _id: eventId }),
  ]);
  return showDeliveryDetail(platform, delivery, {
    targetUrl: hook?.target_url ?? null,
    async bodyIn(form) {
      if (isTest && isEventName(event)) return testBody(event, form, eventId);
      return document && renderEvent(platform, document, form);
    },
  });
};

/** What a hook's log is narrowed to. */
export interface LogFilter extends Paging {
  hook_id: string;
  status?: Delivery["status"] | undefined;
  event?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

/** A delivery's id begins with its event's, which begins with the time. */
const lowestDeliveryAt = (time: string): string => `dlv_${idBody(lowestIdAt("evt", new Date(time)))}`;

/**
 * The deliveries of a hook, newest event first.
 * @throws not_found
 */
export const listDeliveries = async (
  platform: Platform,
  caller: Caller,
  input: LogFilter,
): Promise<Page<DeliveryView>> => {
  const hook = await findShownHook(platform, caller, input.hook_id);
  const { status, event, since, until } = input;
  const times = {
    ...(since !== undefined && { $gte: lowestDeliveryAt(since) }),
    ...(until !== undefined && { $lt: lowestDeliveryAt(until) }),
  };
  const filter = {
    hook_id: hook._id,
    ...(status !== undefined && { status }),
    ...(event !== undefined && { event }),
    ...(Object.keys(times).length > 0 && { _id: times }),
  };
  const deliveries = platform.store.collection(deliveriesCollection);
  const page = await readPage<Delivery>(deliveries, filter, input);
  return mapPage(page, await showDeliveries(platform, page.data));
};
