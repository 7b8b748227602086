/** The few words a pass shows, in the customer's language. */
const en = {
  stamps: "Stamps",
  next: "Next reward",
  missing: "To go",
  number: "Card number",
  vouchers: "Vouchers",
  page: "Your card",
  news: "News",
  address: "Where to find us",
  stampsNow: "Stamps: %@",
};

export type PassWords = typeof en;

const hi: PassWords = {
  stamps: "स्टैम्प",
  next: "अगला रिवॉर्ड",
  missing: "बाकी",
  number: "कार्ड नंबर",
  vouchers: "वाउचर",
  page: "आपका कार्ड",
  news: "समाचार",
  address: "हमारा पता",
  stampsNow: "स्टैम्प: %@",
};

/** @param language the customer's, else the business's */
export const wordsFor = (language: string | null): PassWords =>
  language?.toLowerCase().split("-")[0] === "hi" ? hi : en;
