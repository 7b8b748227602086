import type { ActionDefinition } from "../catalog/index.ts";
import type { Failure } from "../core/failure.ts";
import type { Caller, Platform } from "../platform/index.ts";
import { ownerOfKey } from "../staff/index.ts";
import { openFields, openRequestId, refusalId } from "./decide.ts";
import { refusals, refusalsKeptMs, type RefusalDocument, type RefusedKey } from "./model.ts";

/*
 * Refused calls, folded in memory and written together a moment later, so that no answer waits for it and a Zap that
 * loops costs one write a second. What is not written yet goes with a crash; what cannot be written is let go.
 */

/** A call that was refused. */
export interface RefusedCall {
  readonly action: ActionDefinition;
  readonly failure: Failure;
  readonly requestId: string;
  readonly caller: Caller | null;
  /** The key as it was sent, when nobody was found for it. */
  readonly sentKey: string | null;
}

/** What the store is told of one document. */
interface Fold extends Omit<RefusalDocument, "request_ids" | "expires_at"> {
  readonly request_ids: string[];
}

const writeAfterMs = 1_000;
/** More different ones of a business in an hour are not written down. */
export const mostPerHour = 200;
/** Keys that nobody was found for, looked up between two writes. */
const mostLookedUp = 100;
const requestIdsKept = 10;
const hourMs = 3_600_000;

const keyOfCaller = ({ business, staff, key }: Caller): RefusedKey | null =>
  key && {
    business_id: business.id,
    id: key.id,
    masked: key.masked,
    staff_id: staff.id,
    staff_name: staff.name,
  };

const writeOf = (fold: Fold) => {
  const { _id, business_id, key_id, call, code, first_at, last_at, count, request_ids, ...latest } = fold;
  return {
    updateOne: {
      filter: { _id },
      update: {
        $setOnInsert: { business_id, key_id, call, code },
        $set: { ...latest, expires_at: new Date(last_at.getTime() + refusalsKeptMs) },
        $min: { first_at },
        $max: { last_at },
        $inc: { count },
        $push: { request_ids: { $each: request_ids, $slice: -requestIdsKept } },
      },
      upsert: true,
    },
  };
};

export class RefusalNotes {
  readonly #platform: Platform;
  #folds = new Map<string, Fold>();
  #lookups = new Map<string, Promise<RefusedKey | null>>();
  #hour = 0;
  /** What of each business this hour has. */
  readonly #known = new Map<string, Set<string>>();
  #timer: NodeJS.Timeout | null = null;
  readonly #underWay = new Set<Promise<void>>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Takes note of a refused call with a key; a console session sees its own. Never throws, never waits. */
  readonly note = (call: RefusedCall): void => {
    const at = this.#platform.clock.now();
    const key = call.caller === null ? null : keyOfCaller(call.caller);
    try {
      if (key !== null) this.#fold(key, call, at);
      else if (call.sentKey !== null) this.#track(this.#foldUnknown(call.sentKey, call, at));
    } catch (error) {
      this.#platform.log.error({ err: error }, "a refused call could not be noted");
    }
  };

  /** Resolves when everything noted so far is written, or let go. */
  async settle(): Promise<void> {
    while (this.#folds.size > 0 || this.#underWay.size > 0) {
      await Promise.all(this.#underWay);
      if (this.#folds.size > 0) this.#track(this.#write());
    }
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => {
        this.#platform.log.warn({ err: error }, "refused calls could not be written down");
      })
      .finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }

  async #foldUnknown(sentKey: string, call: RefusedCall, at: Date): Promise<void> {
    if (this.#lookups.size >= mostLookedUp && !this.#lookups.has(sentKey)) return;
    const lookup = this.#lookups.get(sentKey) ?? ownerOfKey(this.#platform, sentKey).catch(() => null);
    this.#lookups.set(sentKey, lookup);
    this.#plan();
    const key = await lookup;
    if (key !== null) this.#fold(key, call, at);
  }

  #fold(key: RefusedKey, { action, failure, requestId }: RefusedCall, at: Date): void {
    const names = { business_id: key.business_id, key_id: key.id, call: action.name, code: failure.code };
    const _id = refusalId(names, at);
    if (!this.#hasRoom(key.business_id, _id, at)) return;
    const before = this.#folds.get(_id);
    const open = openRequestId(requestId);
    this.#folds.set(_id, {
      _id,
      ...names,
      key_masked: key.masked,
      staff_id: key.staff_id,
      staff_name: key.staff_name,
      fields: openFields(action, failure.details.errors ?? []),
      request_ids: [...(before?.request_ids ?? []), ...(open === null ? [] : [open])].slice(-requestIdsKept),
      count: (before?.count ?? 0) + 1,
      first_at: before?.first_at ?? at,
      last_at: at,
    });
    this.#plan();
  }

  /** Whether one more document of this hour may be written for the business. */
  #hasRoom(businessId: string, id: string, at: Date): boolean {
    const hour = Math.floor(at.getTime() / hourMs);
    if (hour !== this.#hour) this.#known.clear();
    this.#hour = hour;
    const known = this.#known.get(businessId) ?? new Set<string>();
    this.#known.set(businessId, known);
    if (!known.has(id) && known.size >= mostPerHour) return false;
    known.add(id);
    return true;
  }

  #plan(): void {
    this.#timer ??= setTimeout(() => this.#track(this.#write()), writeAfterMs).unref();
  }

  async #write(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const folds = [...this.#folds.values()];
    this.#folds = new Map();
    this.#lookups = new Map();
    if (folds.length === 0) return;
    const { store } = this.#platform;
    await store.collection(refusals).bulkWrite(folds.map(writeOf), { ordered: false });
  }
}
