import { isCountry } from "../core/country.ts";
import { invalid } from "../core/failure.ts";
import { isCurrency } from "../core/money.ts";
import { byId, insertOnce } from "../core/store.ts";
import type { LookInput } from "../look/index.ts";
import { forgettingCallers, type Business, type Platform } from "../platform/index.ts";
import { businesses } from "./model.ts";
import { toBusiness } from "./present.ts";

export interface BusinessInput {
  name: string;
  country?: string | undefined;
  time_zone?: string | undefined;
  language?: string | undefined;
  currency?: string | undefined;
}

interface BusinessChanges extends Partial<BusinessInput> {
  look?: LookInput | undefined;
}

/** @throws validation_failed for a code that is no country's */
export const requireCountry = (code: string | undefined): void => {
  if (code !== undefined && !isCountry(code))
    throw invalid("/country", "is no code, such as UA, of a country whose phone numbers can be read");
};

/** @throws validation_failed for a code that is no currency's */
export const requireCurrency = (code: string | undefined): void => {
  if (code !== undefined && !isCurrency(code)) throw invalid("/currency", "is not a currency of ISO 4217");
};

/** Creates a tenant; what is not said is Ukraine, Kyiv, English, euro as in the published examples. */
export const createBusiness = async (
  platform: Platform,
  input: BusinessInput,
  id: string = platform.newId("b"),
): Promise<Business> => {
  const document = {
    _id: id,
    name: input.name,
    country: input.country ?? "UA",
    time_zone: input.time_zone ?? "Europe/Kyiv",
    language: input.language ?? "en",
    currency: input.currency ?? "EUR",
    cards_issued: 0,
    created_at: platform.clock.now(),
  };
  return toBusiness(await insertOnce(platform.store.collection(businesses), document));
};

export const findBusiness = async (platform: Platform, id: string): Promise<Business | null> => {
  const found = await byId(platform.store.collection(businesses), id);
  return found && toBusiness(found);
};

/** True until the first business exists. */
export const isEmptyInstallation = async (platform: Platform): Promise<boolean> =>
  (await platform.store.collection(businesses).findOne({}, { projection: { _id: 1 } })) === null;

/** Changes what is sent; of the look, the members that are sent. @throws validation_failed */
export const updateBusiness = async (
  platform: Platform,
  id: string,
  { look = {}, ...rest }: BusinessChanges,
): Promise<Business> => {
  requireCountry(rest.country);
  requireCurrency(rest.currency);
  const members = Object.entries(look).map(([name, value]) => [`look.${name}`, value]);
  const changes = { ...rest, ...Object.fromEntries(members) };
  const changed = await forgettingCallers(platform, () =>
    platform.store
      .collection(businesses)
      .findOneAndUpdate({ _id: id }, { $set: changes }, { returnDocument: "after" }),
  );
  if (changed === null) throw new Error(`business ${id} is gone`);
  return toBusiness(changed);
};

/** Counts one more issued card and says how many there were: card numbers grow longer with it. */
export const countIssuedCard = async (platform: Platform, id: string): Promise<number> => {
  const before = await platform.store
    .collection(businesses)
    .findOneAndUpdate({ _id: id }, { $inc: { cards_issued: 1 } }, { returnDocument: "before" });
  return before?.cards_issued ?? 0;
};
