import { genericTill } from "./generic/adapter.ts";
import type { TillKind } from "./model.ts";
import type { TillAdapter } from "./port.ts";
import { posterTill } from "./poster/adapter.ts";
import { serveTill } from "./serve/adapter.ts";

const adapters: Readonly<Record<TillKind, TillAdapter>> = {
  poster: posterTill,
  serve: serveTill,
  generic: genericTill,
};

export const adapterOf = (kind: TillKind): TillAdapter => adapters[kind];
