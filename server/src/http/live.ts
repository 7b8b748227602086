import { Readable } from "node:stream";
import type { Context } from "koa";
import { Failure } from "../core/failure.ts";
import { repeat, type Repetition } from "../core/repeat.ts";
import type { Caller, Platform } from "../platform/index.ts";
import type { Identify } from "./authenticate.ts";
import type { LiveText } from "./operation.ts";

/*
 * Answers that go on. Who calls was judged when they began; it is judged again while they last, once for all live answers
 * of a key or session, by the store, so that what another process has revoked ends here too.
 */

export const mostPerCaller = 10;
const judgeEveryMs = 3_000;
/** One that the client has left without a word is noticed when the next sign of life cannot be sent. */
const retryAfterSeconds = 15;

interface Listener {
  readonly caller: Caller;
  readonly answers: Set<AbortController>;
}

export interface LiveAnswers {
  /** Sends the answer until the client hangs up, the server stops, or the caller may call no longer. @throws rate_limited */
  send(ctx: Context, live: LiveText, caller: Caller): void;
}

export const createLiveAnswers = (
  platform: Platform,
  { isStanding }: Pick<Identify, "isStanding">,
  stopping: AbortSignal,
): LiveAnswers => {
  const listeners = new Map<string, Listener>();
  let judging: Repetition | null = null;

  const judgeAll = async (): Promise<void> => {
    for (const { caller, answers } of listeners.values())
      if (!(await isStanding(platform, caller))) for (const answer of answers) answer.abort();
  };

  const enter = (caller: Caller): AbortController => {
    const name = caller.key?.id ?? caller.session?.id ?? caller.staff.id;
    const listener = listeners.get(name) ?? { caller, answers: new Set() };
    if (listener.answers.size >= mostPerCaller)
      throw new Failure("rate_limited", {
        detail: `At most ${mostPerCaller} live streams at once. Close one first.`,
        retry_after: retryAfterSeconds,
      });
    const answer = new AbortController();
    listeners.set(name, listener);
    listener.answers.add(answer);
    judging ??= repeat("live callers", judgeEveryMs, platform.log, judgeAll);
    answer.signal.addEventListener("abort", () => {
      listener.answers.delete(answer);
      if (listener.answers.size === 0) listeners.delete(name);
      if (listeners.size > 0) return;
      void judging?.stop();
      judging = null;
    });
    return answer;
  };

  return {
    send(ctx, live, caller) {
      const answer = enter(caller);
      ctx.res.once("close", () => answer.abort());
      if (ctx.req.socket.destroyed) answer.abort();
      ctx.status = 200;
      ctx.type = live.type;
      // Proxies that collect answers would hold the frames back.
      ctx.set("X-Accel-Buffering", "no");
      ctx.body = Readable.from(live.chunks(AbortSignal.any([answer.signal, stopping])));
    },
  };
};
