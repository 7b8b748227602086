import { useEffect, useState, type ReactNode } from "react";
import { useAll, useCall } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { ComboField } from "../../parts/combo-field.tsx";
import { SelectField, type Choice } from "../../parts/fields.tsx";
import type { FieldFault } from "../../parts/form.ts";
import { nameOf, type Customer } from "./words.tsx";
import type en from "./en.json";

const restMs = 250;
const shortestSearch = 2;

/** The text once the typing rests. */
const useRested = (text: string): string => {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
};

const choiceOf = (customer: Customer): Choice => {
  const name = nameOf(customer);
  const help = [customer.email, customer.phone].filter((one) => one !== null && one !== name).join(" · ");
  return { value: customer.id, label: name, ...(help !== "" && { help }) };
};

/** A customer, found by typing a name, an email, a phone or a card's number. */
export const HolderField = (parts: {
  readonly value: string | null;
  readonly error: FieldFault;
  readonly onChange: (customerId: string | null) => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { value } = parts;
  const chosen = useCall("getCustomer", { params: { id: value ?? "" } }, { enabled: value !== null });
  const chosenName = chosen.data === undefined ? null : nameOf(chosen.data);
  const [typed, setTyped] = useState("");
  useEffect(() => {
    if (chosenName !== null) setTyped(chosenName);
  }, [chosenName]);
  const query = useRested(typed.trim());
  const isAsked = query.length >= shortestSearch && query !== chosenName;
  const found = useCall(
    "listCustomers",
    { query: isAsked ? { query, limit: 20 } : { limit: 20 } },
    { keepPrevious: true },
  );
  const people = found.data?.data ?? [];
  const isListed = people.some(({ id }) => id === value);
  const listed = chosen.data === undefined || isListed || value === null ? people : [chosen.data, ...people];
  return (
    <ComboField
      label={t("issue.customer")}
      help={t("issue.customer_help")}
      value={value}
      choices={listed.map(choiceOf)}
      error={parts.error}
      typed={typed}
      onType={setTyped}
      onChange={parts.onChange}
      nothing={found.isFetching ? t("loading") : t("nothing_fits")}
      isRequired
    />
  );
};

/** Which of a customer's cards; nothing where there is no choice. */
export const HolderCardField = (parts: {
  readonly customerId: string | null;
  readonly value: string | null;
  readonly error: FieldFault;
  readonly onChange: (cardId: string) => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { customerId } = parts;
  const cards = useAll(
    "listCards",
    { query: { customer_id: customerId ?? "" } },
    { enabled: customerId !== null },
  );
  const all = cards.data ?? [];
  if (customerId === null || all.length < 2) return null;
  return (
    <SelectField
      label={t("issue.card")}
      value={parts.value}
      error={parts.error}
      placeholder={t("issue.card_placeholder")}
      choices={all.map((card) => ({ value: card.id, label: `${card.number} · ${card.template_name}` }))}
      onChange={parts.onChange}
      isRequired
    />
  );
};
