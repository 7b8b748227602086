import { invalid } from "../../core/failure.ts";
import type { TillAdapter } from "../port.ts";
import { applyMapping } from "./mapping.ts";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Any till that can sign a request: it sends a sale in our shape, or in its own with a mapping. */
export const genericTill = {
  kind: "generic",
  proof: "secret",
  readSale(body, { till, business, now }) {
    if (till.mapping !== null) return applyMapping(till.mapping, body, { timeZone: business.time_zone, now });
    if (!isObject(body)) throw invalid("", "The body must be a sale");
    return { sale: body, pointerOf: (pointer) => pointer };
  },
} satisfies TillAdapter;
