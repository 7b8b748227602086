import { findBusiness } from "../businesses/index.ts";
import { saleIn, type FieldError, type SaleIn } from "../catalog/index.ts";
import { Failure } from "../core/failure.ts";
import type { Platform } from "../platform/index.ts";
import { adapterOf } from "./adapters.ts";
import { findTill, scopeOf } from "./find.ts";
import type { TillDocument } from "./model.ts";
import type { ReadSale } from "./port.ts";
import { notingRefusal } from "./refusal.ts";
import { recordSale, type RecordedSale } from "./sales/record.ts";
import { checkSignature } from "./signature.ts";

/** The till of an address. @throws not_found */
const requireTill = async (platform: Platform, id: string): Promise<TillDocument> => {
  const till = await findTill(platform, id);
  if (till === null) throw new Failure("not_found");
  return till;
};

/** Lets a till in that signs what it sends. @throws not_found, signature_invalid */
export const admitTill = async (
  platform: Platform,
  { id, signature, body }: { id: string; signature: string; body: string },
): Promise<void> => {
  const till = await requireTill(platform, id);
  const secret = till.secret === null ? null : platform.vault.open(till.secret);
  await notingRefusal(platform, till, () =>
    checkSignature(secret, signature, { body, now: platform.clock.now() }),
  );
};

/** How routes.ts parses a value by a schema; throws validation_failed. */
export type ParseBody = (schema: typeof saleIn, value: unknown) => SaleIn;

/** Runs what may refuse a sale; errors point to where the till itself keeps the value. */
export const pointing = async <T>({ pointerOf }: ReadSale, run: () => Promise<T>): Promise<T> => {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Failure) || error.details.errors === undefined) throw error;
    const errors = error.details.errors.map((one): FieldError => ({
      ...one,
      pointer: pointerOf(one.pointer),
    }));
    const [first] = errors;
    throw new Failure(error.code, {
      ...error.details,
      errors,
      ...(first && { detail: `${first.pointer || "The body"}: ${first.detail}` }),
    });
  }
};

/**
 * A sale that an admitted till has sent.
 * @throws validation_failed and what recording a sale throws
 */
export const receiveSale = async (
  platform: Platform,
  { id, body, parse }: { id: string; body: unknown; parse: ParseBody },
): Promise<RecordedSale> => {
  const till = await requireTill(platform, id);
  const business = await findBusiness(platform, till.business_id);
  const adapter = adapterOf(till.kind);
  if (business === null || adapter.proof !== "secret") throw new Failure("not_found");
  const scope = scopeOf(business, till.location_id);
  return notingRefusal(platform, till, () => {
    const read = adapter.readSale(body, { till, business, now: platform.clock.now() });
    return pointing(read, async () => {
      const sale = parse(saleIn, read.sale);
      const place = { till_id: till._id, receipt_of: "till" } as const;
      return recordSale(platform, scope, { ...sale, ...place, template_id: till.template_id });
    });
  });
};
