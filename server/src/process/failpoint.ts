import { failpoints, neverFail, type Failpoint, type ReachFailpoint } from "../core/failpoint.ts";

const isFailpoint = (name: string): name is Failpoint => (failpoints as readonly string[]).includes(name);

/**
 * The chaos test's killer: `FAILPOINT=<name>[:<count>]` makes the process kill itself, as `kill -9` would, when the
 * point is reached for the count-th time. Not set, nothing happens.
 */
export const failpointFrom = (setting: string | undefined): ReachFailpoint => {
  const [name = "", count = "1"] = (setting ?? "").split(":");
  if (!isFailpoint(name)) return neverFail;
  let left = Number(count);
  return (reached) => {
    if (reached !== name) return;
    left -= 1;
    if (left > 0) return;
    process.kill(process.pid, "SIGKILL");
    return new Promise(() => undefined);
  };
};
