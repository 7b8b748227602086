/** How keys and labels are worded; the markets differ in case only. */

const acronyms: Readonly<Record<string, string>> = {
  api: "API",
  id: "ID",
  kiosk: "Kiosk",
  pos: "POS",
  qr: "QR",
  url: "URL",
  viber: "Viber",
  telegram: "Telegram",
  whatsapp: "WhatsApp",
};

/** Words that Title Case leaves small inside a label. */
const small = new Set([
  "a",
  "an",
  "and",
  "at",
  "by",
  "for",
  "from",
  "in",
  "of",
  "on",
  "or",
  "the",
  "to",
  "via",
]);

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `voucher_template_id` → `Voucher template ID`. */
export const spellOut = (key: string): string =>
  capital(
    key
      .split(/[_\s]+/)
      .map((word) => acronyms[word] ?? word)
      .join(" "),
  );

/** `Stamps to next goal` → `Stamps to Next Goal`: the case Zapier asks for. */
export const titleCase = (label: string): string =>
  label
    .split(" ")
    .map((word, at, { length }) => (at > 0 && at < length - 1 && small.has(word) ? word : capital(word)))
    .join(" ");

/** `goals` → `goal`, for the label of one item of a list. */
export const singular = (key: string): string => key.replace(/s$/, "");
