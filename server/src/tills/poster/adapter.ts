import type { TillAdapter } from "../port.ts";

/** Poster is asked: it says by webhook that an order changed, and the order is read from its account. */
export const posterTill: TillAdapter = { kind: "poster", proof: "account" };
