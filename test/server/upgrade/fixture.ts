import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";

/** A call under an Idempotency-Key, and how it was answered. */
export interface KeptCall {
  readonly path: string;
  readonly body: unknown;
  readonly key: string;
  readonly status: number;
  readonly answer: unknown;
}

/** What a former version has left: its documents, and what it said of them. */
export interface Left {
  /** Of its last moment. */
  readonly at: string;
  readonly key: string;
  readonly till: { readonly id: string; readonly secret: string };
  /** What each address answered. */
  readonly answers: Readonly<Record<string, unknown>>;
  readonly calls: readonly KeptCall[];
  /** Deliveries that were still to be made, by event. */
  readonly undelivered: readonly string[];
  readonly erased: { readonly id: string; readonly words: readonly string[] };
  readonly living: { readonly id: string; readonly words: readonly string[] };
  /** Whose card was deleted, by a process that was killed before it had given the claim back. */
  readonly cardless: { readonly email: string; readonly template_id: string; readonly card_id: string };
  /** Each collection's documents, as canonical EJSON. */
  readonly collections: Readonly<Record<string, readonly unknown[]>>;
}

/** What stands for the addresses of the application, and of the receiver of its hooks. */
export const places = { app: "http://app.invalid", receiver: "http://receiver.invalid" };

export const fixturePath = new URL("./0.1.0.json.gz", import.meta.url);

/** What 0.1.0 left, as text. */
export const leftText = async (): Promise<string> => gunzipSync(await readFile(fixturePath)).toString("utf8");

/** Reads what 0.1.0 left. @param receiver the address that its hooks go to now */
export const readLeft = async (receiver: string): Promise<Left> =>
  JSON.parse((await leftText()).replaceAll(places.receiver, receiver)) as Left;
