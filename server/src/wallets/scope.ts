import type { Actor } from "../journal/index.ts";
import type { Business } from "../platform/index.ts";

/** In whose name a wallet reports something: the customer's. */
export const walletScope = (business: Business): { business: Business; actor: Actor; location_id: null } => ({
  business,
  actor: { kind: "customer", staff_id: null, via: "wallet" },
  location_id: null,
});
