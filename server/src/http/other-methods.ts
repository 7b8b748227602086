import type { Middleware } from "koa";
import { Failure } from "../core/failure.ts";

/** A route whose path fits an address. */
interface Fitting {
  readonly methods: readonly string[];
  readonly paramNames: readonly unknown[];
}

/** After all routes: an address that is served by other methods says which. @throws method_not_allowed */
export const refuseOtherMethods: Middleware = async (ctx, next) => {
  const matched = (ctx["matched"] ?? []) as readonly Fitting[];
  if (matched.length === 0) return next();
  // Of /messengers/test and /messengers/:id the first is meant: no id reads like that.
  const fewest = Math.min(...matched.map(({ paramNames }) => paramNames.length));
  const meant = matched.filter(({ paramNames }) => paramNames.length === fewest);
  ctx.set("Allow", [...new Set(meant.flatMap(({ methods }) => methods))].sort().join(", "));
  if (ctx.method !== "OPTIONS") throw new Failure("method_not_allowed");
  ctx.status = 204;
};
