import { genericTill } from "./generic/adapter.ts";
import type { TillKind } from "./model.ts";
import type { TillAccount, TillAdapter } from "./port.ts";
import { posterTill } from "./poster/adapter.ts";
import { serveTill } from "./serve/adapter.ts";

const adapters: Readonly<Record<TillKind, TillAdapter>> = {
  poster: posterTill,
  serve: serveTill,
  generic: genericTill,
};

/** Of the tills that have one. */
export const accounts: readonly TillAccount[] = Object.values(adapters).flatMap((adapter) =>
  adapter.proof === "account" ? [adapter.account] : [],
);

export const adapterOf = (kind: TillKind): TillAdapter => adapters[kind];
