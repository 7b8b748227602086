/** One answer to a question: the field that must then be filled, and those that go with it. */
export interface Way {
  readonly field: string;
  readonly label: string;
  /** Keys of fields, or of questions, that stand below it. */
  readonly also?: readonly string[];
}

/**
 * What Make's form asks before a person or a voucher is named. A mapped field that comes empty cannot be told from one
 * that was left out; once the question is answered, an empty field is a mistake that Make itself refuses.
 */
export interface Question {
  readonly key: string;
  readonly label: string;
  readonly help: string;
  readonly ways: readonly Way[];
  /** The answer that names nobody in particular. */
  readonly otherwise?: { readonly value: string; readonly label: string };
}

const ofSeveralCards = ["template_id"];

/** How a card is told; with `also` the card template, where the person may have several cards. */
const cardWays = (also: readonly string[]): readonly Way[] => [
  { field: "email", label: "Customer email", also },
  { field: "phone", label: "Customer phone", also },
  { field: "card_number", label: "Card number" },
  { field: "card_id", label: "Card" },
  { field: "customer_id", label: "Customer", also },
];

const findBy = { key: "find_by", label: "Find by" } as const;

/** Which card a step works on. */
export const whichCard: Question = {
  ...findBy,
  help: "What says which card it is. The field that it asks for must then be filled in each run.",
  ways: cardWays(ofSeveralCards),
};

/** Whose vouchers are listed. */
export const whoseVouchers: Question = {
  ...whichCard,
  help: "What says whose vouchers they are. The field that it asks for must then be filled in each run.",
};

const searched = "With any but the last, the field that it asks for must be filled in each run.";

export const whichCards: Question = {
  ...findBy,
  help: `What the cards are found by. ${searched}`,
  ways: cardWays([]),
  otherwise: { value: "all", label: "All cards" },
};

export const whichVouchers: Question = {
  ...findBy,
  help: `What the vouchers are found by. ${searched}`,
  ways: [
    { field: "code", label: "Redeem code" },
    { field: "voucher_id", label: "Voucher" },
    ...cardWays(ofSeveralCards),
  ],
  otherwise: { value: "all", label: "All vouchers" },
};

export const whichCustomers: Question = {
  ...findBy,
  help: `What the customers are found by. ${searched}`,
  ways: [
    { field: "email", label: "Email" },
    { field: "phone", label: "Phone" },
    { field: "external_id", label: "External number" },
    { field: "customer_id", label: "Customer" },
  ],
  otherwise: { value: "all", label: "All customers" },
};

export const whichLocations: Question = {
  ...findBy,
  help: `What the locations are found by. ${searched}`,
  ways: [
    { field: "name", label: "Name" },
    { field: "location_id", label: "Location" },
  ],
  otherwise: { value: "all", label: "All locations" },
};

export const whoseEvents: Question = {
  key: "events_of",
  label: "Events of",
  help: "Whether the events of one card are found, or those of all.",
  ways: [{ field: "card_id", label: "One card" }],
  otherwise: { value: "all", label: "All cards" },
};

const othersOf = (keys: readonly string[], key: string): readonly string[] =>
  keys.filter((other) => other !== key);

const personLabels = { email: "Email", phone: "Phone", external_id: "External number" } as const;
type PersonKey = keyof typeof personLabels;

/** What a customer is found by, or made with when there is none; the other fields are kept with the customer. */
export const whichPerson = (keys: readonly PersonKey[]): Question => ({
  ...findBy,
  help: "What the customer is found by. The field that it asks for must be filled in each run; where nobody has it, a customer is made with it.",
  ways: keys.map((field) => ({ field, label: personLabels[field], also: othersOf(keys, field) })),
});

/** Whom a voucher is issued to. */
export const forWhom: Question = {
  key: "for_whom",
  label: "For",
  help: "Whom the voucher is for: a card, a customer, or whoever bears it. With any but the last, the field that it asks for must be filled in each run.",
  ways: [
    { field: "card_id", label: "A card" },
    { field: "card_number", label: "A card, by number" },
    { field: "customer_id", label: "A customer", also: ofSeveralCards },
    { field: "email", label: "A customer, by email", also: ofSeveralCards },
    { field: "phone", label: "A customer, by phone", also: ofSeveralCards },
  ],
  otherwise: { value: "bearer", label: "Whoever bears it" },
};

export const whichKind: Question = {
  key: "made_from",
  label: "Made from",
  help: "Whether the voucher comes from a voucher template or is written here.",
  ways: [
    { field: "voucher_template_id", label: "A voucher template" },
    {
      field: "title",
      label: "A text of its own",
      also: ["description", "redeem_code", "formats", "validity_days"],
    },
  ],
};

/** Who must hold the voucher that is redeemed. */
export const heldBy: Question = {
  key: "held_by",
  label: "Held by",
  help: "Who must hold the voucher. Needed where several vouchers share the code.",
  ways: cardWays(ofSeveralCards),
  otherwise: { value: "anybody", label: "Anybody" },
};

export const whichVoucher: Question = {
  key: "redeem_by",
  label: "Redeem by",
  help: "What says which voucher it is. The field that it asks for must be filled in each run.",
  ways: [
    { field: "code", label: "Redeem code", also: [heldBy.key] },
    { field: "voucher_id", label: "Voucher" },
  ],
};
