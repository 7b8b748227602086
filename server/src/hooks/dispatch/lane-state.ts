import { never } from "../model.ts";

/*
 * What a lane may do next, as pure functions. Its phases:
 *
 *   open ── leave ──▶ leaving ── close ──▶ closed
 *    ▲ ▲                │ │
 *    │ └──── news ──────┘ └ while it asks the store when it is due next, nothing new is put into its hands
 *    └ news, due, trouble: something in the store is to be read; closed is for ever
 *
 * An open lane reads the store when something may stand there that it has not in hand, starts what its ceilings let
 * through, and leaves when it has had nothing to do for long enough.
 */

/** Longer than the window of the pace, so that the next owner may begin afresh. */
export const restMs = 1_100;

export interface LaneState {
  readonly phase: "open" | "leaving" | "closed";
  /** The store may hold something due that is not in hand. */
  readonly isUnread: boolean;
  /** The last step failed: the store is in trouble. */
  readonly isTroubled: boolean;
  /** When something in the store falls due. */
  readonly dueAgainAt: Date;
  /** When the last attempt ended. */
  readonly quietSince: Date;
}

export type LaneEvent =
  /** Something was added, withdrawn, or may be sent now. */
  | { readonly kind: "news" }
  /** The store is about to be read. */
  | { readonly kind: "read" }
  /** Something falls due then. */
  | { readonly kind: "due"; readonly at: Date }
  | { readonly kind: "round"; readonly at: Date }
  | { readonly kind: "ended"; readonly at: Date }
  | { readonly kind: "trouble" }
  | { readonly kind: "leave" }
  | { readonly kind: "close" };

export const openedAt = (now: Date): LaneState => ({
  phase: "open",
  isUnread: true,
  isTroubled: false,
  dueAgainAt: never,
  quietSince: now,
});

const unread = (state: LaneState): LaneState => ({ ...state, phase: "open", isUnread: true });

/** The state after an event. A closed lane stays closed, and one with something unread does not leave. */
export const afterEvent = (state: LaneState, event: LaneEvent): LaneState => {
  if (state.phase === "closed") return state;
  switch (event.kind) {
    case "news":
      return unread(state);
    case "read":
      return { ...state, isUnread: false, isTroubled: false };
    case "due":
      return event.at < state.dueAgainAt ? { ...state, dueAgainAt: event.at } : state;
    case "round":
      return state.dueAgainAt <= event.at ? unread({ ...state, dueAgainAt: never }) : state;
    case "ended":
      return { ...state, quietSince: event.at };
    case "trouble":
      return { ...unread(state), isTroubled: true };
    case "leave":
      return state.isUnread ? state : { ...state, phase: "leaving" };
    case "close":
      return { ...state, phase: "closed" };
  }
};

/** What a lane sees when it decides. */
export interface LaneView {
  readonly now: Date;
  /** Nobody else can have the hook. */
  readonly isHeld: boolean;
  /** In hand and not started. */
  readonly ready: number;
  readonly underWay: number;
  /** Being written by this process, which offers them once they stand. */
  readonly announced: number;
  /** Until the pace allows the next start. */
  readonly paceMs: number;
  /** Attempts at a time, at most. */
  readonly concurrency: number;
}

export type LaneStep = "work" | "leave" | "wait";

const hasWork = ({ isUnread }: LaneState, { ready }: LaneView): boolean => isUnread || ready > 0;

/** What to do now. */
export const nextStep = (state: LaneState, view: LaneView): LaneStep => {
  if (state.phase !== "open" || !view.isHeld) return "wait";
  if (hasWork(state, view)) return view.underWay < view.concurrency && view.paceMs === 0 ? "work" : "wait";
  // a clock that was set back says nothing of how long it was quiet
  const quietMs = Math.abs(view.now.getTime() - state.quietSince.getTime());
  return view.underWay + view.announced === 0 && quietMs >= restMs ? "leave" : "wait";
};

const readAgainAfterMs = 1_000;

/** When to go on unasked: after trouble with the store, or when the pace lets go of what it alone holds back. */
export const pauseMs = (state: LaneState, view: LaneView): number | null => {
  if (state.phase === "closed" || !view.isHeld) return null;
  if (state.isTroubled) return readAgainAfterMs;
  if (!hasWork(state, view) || view.underWay >= view.concurrency) return null;
  return Math.max(1, view.paceMs);
};

/** Whether deliveries that are about to be written may be left to the lane, the hook's queue being due already. */
export const takesAnnounced = (state: LaneState, { isHeld }: Pick<LaneView, "isHeld">): boolean =>
  state.phase === "open" && isHeld;
