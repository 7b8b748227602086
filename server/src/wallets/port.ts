import type { SendOutcome } from "../core/send-outcome.ts";
import type { PassDocument, PassNews } from "./model.ts";

/** Whether a wallet knows of a change now. */
export type Told = "told" | "later";

/** What a wallet can do with a pass that lies in it. */
export interface Wallet {
  /** Tells it that the pass shows something else now. */
  tell(pass: PassDocument): Promise<Told>;
  /** Shows a message on the pass, once for each key. */
  show(pass: PassDocument, news: PassNews): Promise<SendOutcome>;
  close(): Promise<void>;
}

/** A message for a saved card, as campaigns send it. */
export interface PassMessage {
  readonly card_id: string;
  readonly push_text: string | null;
  readonly message: string;
  readonly campaign_name: string;
  /** A repeat with the same key shows the message once. */
  readonly key: string;
}
