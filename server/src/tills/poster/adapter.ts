import { toInstant } from "../../core/clock.ts";
import type { TillDocument } from "../model.ts";
import type { TillAdapter, TillConnection } from "../port.ts";
import { beginInstall } from "./install.ts";
import { posterHooks, posterOrders, posterTills, type PosterTill } from "./model.ts";
import { openPoster } from "./open.ts";
import { forgetRawHooks } from "./webhook.ts";

const connectionOf = ({ poster }: PosterTill): TillConnection => {
  if (!poster)
    return { status: "not_connected", account: null, detail: "Connect it to Poster.", connected_at: null };
  return {
    status: poster.broken === null ? "connected" : "broken",
    account: poster.account,
    detail: poster.broken,
    connected_at: toInstant(poster.connected_at),
  };
};

/** Poster is asked: it says by webhook that an order changed, and the order is read from its account. */
export const posterTill: TillAdapter = {
  kind: "poster",
  proof: "account",
  account: {
    collections: [posterTills, posterHooks, posterOrders],
    beginInstall,
    connectionOf: (till: TillDocument) => connectionOf(till),
    forgetLeftovers: forgetRawHooks,
    open: openPoster,
  },
};
