export { Crew, type CrewParts } from "./crew.ts";
export { isHeld, leaseMs, longAgo, pauseAfterMs, workCollection, workId, type WorkItem } from "./item.ts";
export { WorkQueue, type Addition } from "./queue.ts";
export type { Ending, Turn, WorkKind } from "./turn.ts";
export { sweepOver, type Sweep, type SweepParts, type Swept } from "./sweep.ts";
