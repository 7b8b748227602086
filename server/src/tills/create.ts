import { checkLocation } from "../businesses/index.ts";
import { textOf } from "../core/secrets.ts";
import { insertOnce } from "../core/store.ts";
import type { Business, Platform } from "../platform/index.ts";
import { checkTemplate } from "../templates/index.ts";
import { adapterOf } from "./adapters.ts";
import { tills, type TillDocument, type TillKind, type TillMapping } from "./model.ts";

export interface NewTill {
  name: string;
  kind: TillKind;
  location_id?: string | null | undefined;
  template_id: string;
  mapping?: MappingInput | null | undefined;
}

export type MappingInput = Omit<TillMapping, "currency"> & { currency?: string | null | undefined };

/** 43 characters of 62: more than the 256 bits that HMAC-SHA256 can use. */
const newSecret = ({ newBytes }: Platform): string => `till_sec_${textOf(newBytes("till", 43))}`;

export const mappingOf = (input: MappingInput | null | undefined): TillMapping | null =>
  input ? { ...input, currency: input.currency ?? null } : null;

/**
 * Creates a till. A secret is made for kinds that sign, and returned this once.
 * @throws validation_failed for a location or template that is not of this business
 */
export const createTill = async (
  platform: Platform,
  business: Business,
  input: NewTill,
): Promise<{ till: TillDocument; secret: string | null }> => {
  await checkTemplate(platform, business.id, input.template_id);
  await checkLocation(platform, business.id, input.location_id);
  const secret = adapterOf(input.kind).proof === "secret" ? newSecret(platform) : null;
  const now = platform.clock.now();
  const till: TillDocument = {
    _id: platform.newId("till"),
    business_id: business.id,
    name: input.name,
    kind: input.kind,
    location_id: input.location_id ?? null,
    template_id: input.template_id,
    secret: secret === null ? null : platform.vault.seal(secret),
    mapping: mappingOf(input.mapping),
    created_at: now,
    updated_at: now,
  };
  return { till: await insertOnce(platform.store.collection(tills), till), secret };
};
