import type { SaleIn } from "../catalog/index.ts";
import type { Business } from "../platform/index.ts";
import type { TillDocument, TillKind } from "./model.ts";

/**
 * What a till adapter is. Every adapter ends in the same place, `sales/record.ts`, which gives a sale its effect once;
 * an adapter only says how a till proves itself and how what it sends becomes a sale.
 *
 * A till that pushes (`proof: "secret"`) signs each sale, and `readSale` reads the signed body. A till that is asked
 * (`proof: "account"`) is connected to an account of its vendor; its folder has the calls and webhooks.
 */
export type TillAdapter =
  | {
      readonly kind: TillKind;
      readonly proof: "secret";
      /**
       * The members of a sale in a signed body, not checked yet, and where the till keeps each: errors point there.
       * @throws validation_failed
       */
      readSale(body: unknown, context: SaleContext): ReadSale;
    }
  | { readonly kind: TillKind; readonly proof: "account" };

export interface SaleContext {
  readonly till: TillDocument;
  readonly business: Business;
  readonly now: Date;
}

export interface ReadSale {
  readonly sale: Partial<Record<keyof SaleIn, unknown>>;
  /** Pointer of our member → pointer of the till's. */
  pointerOf(pointer: string): string;
}
