import type { Hook } from "../webhooks/state.tsx";

/** The hooks that receive an event, filters left aside; one that is switched off receives nothing. */
export const receiversOf = (hooks: readonly Hook[], event: string): readonly Hook[] =>
  hooks.filter(
    ({ status, events }) => status === "active" && (events.includes("*") || events.includes(event)),
  );
