/** Amounts are integers in minor units everywhere behind the edge; decimals exist only in requests and answers. */

/** Currencies with another number of digits than two, by ISO 4217 list one. The runtime's own table says how many are usual, which is fewer. */
const unusualDigits: readonly (readonly [digits: number, currencies: string])[] = [
  [0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"],
  [3, "BHD IQD JOD KWD LYD OMR TND"],
  [4, "CLF UYW"],
];

/** How many digits the currency has behind the point, by ISO 4217. */
export const currencyDigits = (currency: string): number =>
  unusualDigits.find(([, currencies]) => currencies.split(" ").includes(currency))?.[0] ?? 2;

const knownCurrencies = new Set(Intl.supportedValuesOf("currency"));
export const isCurrency = (code: string): boolean => knownCurrencies.has(code);

/**
 * Minor units of a decimal amount.
 * @returns null when it has more digits than the currency, zeros behind not counted, or is no plain decimal
 */
export const toMinor = (amount: string | number, currency: string): number | null => {
  const digits = currencyDigits(currency);
  const match = /^(\d{1,9})(?:\.(\d+))?$/.exec(String(amount));
  if (match === null) return null;
  const fraction = (match[2] ?? "").replace(/0+$/, "");
  if (fraction.length > digits) return null;
  return Number(`${match[1] ?? "0"}${fraction.padEnd(digits, "0")}`);
};

/** The decimal text of minor units, with all digits of the currency. */
export const fromMinor = (minor: number, currency: string): string => {
  const digits = currencyDigits(currency);
  if (digits === 0) return String(minor);
  const text = String(minor).padStart(digits + 1, "0");
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
};
