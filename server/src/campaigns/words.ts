/** What customers read of us around a campaign's own words. */
const english = {
  openCard: "Open your card",
  whyThis: "You get this email because you agreed to news from {business}.",
  unsubscribe: "Unsubscribe",
  askTitle: "No more emails?",
  ask: "{business} will not send you news by email any more.",
  confirm: "Unsubscribe",
  doneTitle: "You are unsubscribed",
  done: "{business} will not send you news by email any more. You can agree again at the shop at any time.",
  lostTitle: "This link does not work",
  lost: "It is incomplete or has been replaced. Use the link of a newer email.",
};

export type Words = typeof english;

const hindi: Words = {
  openCard: "अपना कार्ड खोलें",
  whyThis: "यह ईमेल आपको इसलिए मिला है क्योंकि आपने {business} से समाचार पाने की सहमति दी थी।",
  unsubscribe: "सदस्यता समाप्त करें",
  askTitle: "क्या ईमेल बंद करने हैं?",
  ask: "{business} आपको ईमेल से समाचार नहीं भेजेगा।",
  confirm: "सदस्यता समाप्त करें",
  doneTitle: "आपकी सदस्यता समाप्त हो गई है",
  done: "{business} अब आपको ईमेल से समाचार नहीं भेजेगा। आप दुकान पर कभी भी फिर से सहमति दे सकते हैं।",
  lostTitle: "यह लिंक काम नहीं करता",
  lost: "यह अधूरा है या बदल दिया गया है। किसी नए ईमेल का लिंक इस्तेमाल करें।",
};

/** The language people read us in; English where we do not speak theirs. */
export const languageOf = (tag: string | null | undefined): "en" | "hi" =>
  tag?.toLowerCase().split("-")[0] === "hi" ? "hi" : "en";

/** The words in a language, with the business's name in them. */
export const wordsIn = (language: "en" | "hi", businessName: string): Words => {
  const words = language === "hi" ? hindi : english;
  return Object.fromEntries(
    Object.entries(words).map(([key, text]) => [key, text.replace("{business}", businessName)]),
  ) as Words;
};
