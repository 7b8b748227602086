import { genericTill } from "../generic/adapter.ts";
import type { TillAdapter } from "../port.ts";

/**
 * Serve: the vendor publishes no API, so this is the generic contract under its name; a till that sends its own shape
 * gets a mapping. Once the vendor's API is known, this file becomes its adapter and nothing else changes.
 */
export const serveTill: TillAdapter = { ...genericTill, kind: "serve" };
