import type { Bundle } from "zapier-platform-core";

type Meta = Bundle["meta"];

/** What Zapier says of a run; nothing where the app is called without it, as tests in the manner of Zapier's documents do. */
export const metaOf = (bundle: { readonly meta?: Partial<Meta> }): Partial<Meta> => bundle.meta ?? {};
