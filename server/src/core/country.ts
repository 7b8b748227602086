import { isSupportedCountry, type CountryCode } from "libphonenumber-js/min";

/** Whether there is a country of that code (ISO 3166-1 alpha-2), which is one whose phone numbers can be read. */
export const isCountry = (code: string): code is CountryCode => isSupportedCountry(code);
