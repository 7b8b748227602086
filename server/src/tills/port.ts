import type { z } from "zod";
import type { SaleIn, till } from "../catalog/index.ts";
import type { AnyCollection } from "../core/store.ts";
import type { WorkKind } from "../core/work-queue/index.ts";
import type { Business, Platform } from "../platform/index.ts";
import type { TillDocument, TillKind } from "./model.ts";

/**
 * What a till adapter is. Every adapter ends in the same place, `sales/record.ts`, which gives a sale its effect once;
 * an adapter only says how a till proves itself and how what it sends becomes a sale.
 *
 * A till that pushes (`proof: "secret"`) signs each sale, and `readSale` reads the signed body. A till that is asked
 * (`proof: "account"`) is connected to an account of its vendor, which calls us and is called; nothing outside its
 * folder knows how.
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
  | { readonly kind: TillKind; readonly proof: "account"; readonly account: TillAccount };

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

export type TillConnection = z.output<typeof till>["connection"];

/** How tills of a kind are connected to an account of their vendor, and what that needs of the application. */
export interface TillAccount {
  readonly collections: readonly AnyCollection[];
  /**
   * Begins to connect a till.
   * @throws not_found where this installation is not set up for it
   */
  beginInstall(platform: Platform, till: TillDocument): Install;
  /** How the connection of a till stands, for its owner. */
  connectionOf(till: TillDocument): TillConnection;
  /** Empties what 0.1.0 kept of a business's customers. May be repeated. */
  forgetLeftovers(platform: Platform, businessId: string): Promise<void>;
  open(platform: Platform): OpenAccount;
}

/** Where to send the browser, and what it must bring back. */
export interface Install {
  readonly url: string;
  readonly cookie: { readonly name: string; readonly value: string; readonly maxAgeMs: number };
}

/** What lives as long as the application. */
export interface OpenAccount {
  readonly routes: readonly TillRoute[];
  /** What is done after a call was answered, and the look for what no call told. */
  readonly kinds: readonly WorkKind[];
  /** Notes as work what a crash or 0.1.0 has left, before the work begins. */
  start(): Promise<void>;
  /** Called when the work has ended. */
  stop(): Promise<void>;
}

/** An address that a vendor calls, or a browser that comes from there. */
export interface TillRoute {
  readonly method: "GET" | "POST";
  readonly path: string;
  answer(call: TillCall): Promise<TillAnswer>;
}

export interface TillCall {
  readonly query: URLSearchParams;
  readonly body: Buffer;
  /** Empty when it was not sent. */
  header(name: string): string;
}

export interface TillAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}
