/** Faster than any messenger bears, for tests that are not about the pace. */
export const unhurried = { push: 2000, email: 2000, whatsapp: 2000, telegram: 2000, viber: 2000 };
