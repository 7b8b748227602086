import { useEffect, useRef, useState } from "react";
import type { LiveEvent } from "../../api/live.ts";
import { queryClient } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import type { LiveState } from "./connection.ts";
import { followJournal } from "./shared.ts";

/** So many are kept beside the list; then the list is asked again, and has them. */
const mostBeside = 200;

export interface LiveJournal {
  /** What happened since the list was asked, each once, in the order heard. */
  readonly events: readonly LiveEvent[];
  readonly state: LiveState;
}

/** Anew, also where the first answer is under way: it may have been read before what is missed. */
const askList = async (): Promise<void> => {
  const queryKey = ["listEvents"];
  await queryClient.cancelQueries({ queryKey });
  await queryClient.invalidateQueries({ queryKey });
};

/** Follows the journal while the page stands. */
export const useLiveJournal = (): LiveJournal => {
  const { staff } = useSession();
  const [events, setEvents] = useState<readonly LiveEvent[]>([]);
  const [state, setState] = useState<LiveState>("reconnecting");
  const isAsking = useRef(false);
  useEffect(
    () =>
      followJournal(staff.id, {
        onEvent: (event) =>
          setEvents((before) => (before.some(({ id }) => id === event.id) ? before : [...before, event])),
        onState: setState,
        onFreshStart: () => void askList(),
      }),
    [staff.id],
  );
  useEffect(() => {
    if (events.length <= mostBeside || isAsking.current) return;
    isAsking.current = true;
    const inList = new Set(events.map(({ id }) => id));
    void askList().finally(() => {
      isAsking.current = false;
      setEvents((now) => now.filter(({ id }) => !inList.has(id)));
    });
  }, [events]);
  return { events, state };
};
