import type { Look, Role, stampSources } from "../catalog/index.ts";
import type { Config } from "../process/config.ts";
import type { Clock } from "../core/clock.ts";
import type { ReachFailpoint } from "../core/failpoint.ts";
import type { NewId } from "../core/ids.ts";
import type { Log } from "../core/log.ts";
import type { Seals } from "../core/seals.ts";
import type { NewBytes, Vault } from "../core/secrets.ts";
import type { Store } from "../core/store.ts";
import type { WorkQueue } from "../core/work-queue/index.ts";
import type { Actor, Journal, OnceRequest } from "../journal/index.ts";

/** What every command and reading has at hand. Built once in app.ts; tests build it with their own clock. */
export interface Platform {
  readonly config: Config;
  readonly clock: Clock;
  readonly newId: NewId;
  /** What secrets that are stored in plain documents are made from. */
  readonly newBytes: NewBytes;
  /**
   * Names the keyed call a command runs in, the same in each of its runs, which then also get the same ids and secrets;
   * null outside of one.
   */
  readonly keyedCall: string | null;
  readonly reach: ReachFailpoint;
  readonly log: Log;
  readonly store: Store;
  readonly vault: Vault;
  /** For what is kept of customers outside their own documents. */
  readonly seals: Seals;
  /** For what is to be done later. */
  readonly work: WorkQueue;
  readonly journal: Journal;
  /** Where customers and callers reach this installation, without a trailing slash. */
  readonly publicUrl: string;
  /** Signs sessions and public card links. */
  readonly sessionSecret: string;
}

/** The tenant and its settings. */
export interface Business {
  readonly id: string;
  readonly name: string;
  readonly country: string;
  readonly time_zone: string;
  readonly language: string;
  readonly currency: string;
  /** Absent, in whole or in part, while nothing was said of it. */
  readonly look?: Partial<Look>;
  readonly created_at: Date;
}

/** What `stamp.source`, `card.source` and the default of `redeemed_via` say. */
export type Source = (typeof stampSources)[number];

/** In whose name and where a command acts. */
export interface Scope {
  readonly business: Business;
  readonly actor: Actor;
  /** What the acting staff member is called, for events; absent when there is none. */
  readonly staff_name?: string;
  /** How stamps, cards and redemptions of this scope came about. */
  readonly source: Source;
  /** The acting staff's location, used when the call names none. */
  readonly location_id: string | null;
  /** Idempotency key to use up with the journal entry. */
  readonly once?: OnceRequest;
}

export interface StaffMember {
  readonly id: string;
  readonly name: string;
  readonly login: string;
  readonly role: Role;
  readonly location_id: string | null;
  readonly status: "active" | "disabled";
  readonly created_at: Date;
}

/** A scope with the staff member that proved itself by key or session. */
export interface Caller extends Scope {
  readonly staff: StaffMember;
  readonly key: { readonly id: string; readonly masked: string } | null;
  /** Set when the proof was a session. */
  readonly session?: OpenSession;
}

/** What a session's cookie says of itself. */
export interface OpenSession {
  readonly id: string;
  readonly endsAt: Date;
  /** The staff member's, when it was opened. */
  readonly passwordVersion: number;
}
