import { Remembered } from "../core/remembered.ts";
import type { Store } from "../core/store.ts";
import type { Caller } from "./platform.ts";

/*
 * The callers that keys stand for, by the key's hash: key, staff member and business as they were read. Owned by the staff
 * area, which reads them; forgotten at once by every write of this process to one of the three. Another process's write
 * counts here five seconds later at most: a key that was taken back, or whose staff member was disabled, ends within ten.
 * Who is refused by their role is read again first. Nothing of a customer is in it.
 */

const lifeMs = 5_000;
const most = 10_000;

const ofStores = new WeakMap<Store, Remembered<Caller>>();

/** The callers a process remembers. */
export const rememberedCallers = ({ store }: { readonly store: Store }): Remembered<Caller> => {
  const known = ofStores.get(store);
  if (known !== undefined) return known;
  const fresh = new Remembered<Caller>({ lifeMs, most });
  ofStores.set(store, fresh);
  return fresh;
};

/** Makes a write of key, staff member or business known to this process. */
export const forgettingCallers = async <T>(
  parts: { readonly store: Store },
  write: () => Promise<T>,
): Promise<T> => {
  try {
    return await write();
  } finally {
    rememberedCallers(parts).forget();
  }
};
