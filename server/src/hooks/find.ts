import { Failure } from "../core/failure.ts";
import { mapPage, readPage, type Page, type Paging } from "../core/paging.ts";
import type { Caller, Platform } from "../platform/index.ts";
import { deliveriesCollection, hooksCollection, type Delivery, type Hook } from "./model.ts";
import { presentHook, showDeliveries, type DeliveryView, type HookView } from "./present.ts";

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

/** @throws not_found */
export const getHook = async (platform: Platform, caller: Caller, id: string): Promise<HookView> =>
  presentHook(await findHook(platform, caller, id), platform.clock.now());

/** The hooks of the business, newest first. */
export const listHooks = async (
  platform: Platform,
  caller: Caller,
  paging: Paging,
): Promise<Page<HookView>> => {
  const hooks = platform.store.collection(hooksCollection);
  const found = await readPage<Hook>(hooks, { business_id: caller.business.id }, paging);
  const now = platform.clock.now();
  return mapPage(found, (hook) => presentHook(hook, now));
};

/** @throws not_found */
export const getDelivery = async (platform: Platform, caller: Caller, id: string): Promise<DeliveryView> => {
  const delivery = await findDelivery(platform, caller, id);
  return (await showDeliveries(platform, [delivery]))(delivery);
};

/**
 * The deliveries of a hook, newest event first.
 * @throws not_found
 */
export const listDeliveries = async (
  platform: Platform,
  caller: Caller,
  input: Paging & { hook_id: string; status?: Delivery["status"] | undefined },
): Promise<Page<DeliveryView>> => {
  const hook = await findHook(platform, caller, input.hook_id);
  const filter = { hook_id: hook._id, ...(input.status === undefined ? {} : { status: input.status }) };
  const deliveries = platform.store.collection(deliveriesCollection);
  const page = await readPage<Delivery>(deliveries, filter, input);
  return mapPage(page, await showDeliveries(platform, page.data));
};
