import { useEffect, useState, type ReactNode } from "react";
import { useCall, type Item } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { ComboField } from "../../parts/combo-field.tsx";
import { useFault, type FieldFault } from "../../parts/form.ts";
import { Name } from "../../parts/small.tsx";
import type en from "./en.json";

type Customer = Item<"listCustomers">;

const restMs = 250;
const shortestSearch = 2;

const useRested = (text: string): string => {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
};

/** What a customer is called where they gave no name. */
export const nameOf = ({ name, email, phone, external_id: external, id }: Customer): string =>
  name ?? email ?? phone ?? external ?? id;

/** Some customers, found by typing and taken one by one. */
export const CustomersField = (parts: {
  readonly value: readonly string[];
  readonly error: FieldFault;
  readonly onChange: (ids: readonly string[]) => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { value, onChange } = parts;
  const error = useFault(parts.error, value);
  const [typed, setTyped] = useState("");
  const [names, setNames] = useState<Readonly<Record<string, string>>>({});
  const query = useRested(typed.trim());
  const found = useCall(
    "listCustomers",
    { query: query.length < shortestSearch ? { limit: 20 } : { query, limit: 20 } },
    { keepPrevious: true },
  );
  const people = (found.data?.data ?? []).filter(({ id }) => !value.includes(id));
  const take = (id: string | null): void => {
    const person = people.find((one) => one.id === id);
    if (person === undefined) return;
    setNames((before) => ({ ...before, [person.id]: nameOf(person) }));
    onChange([...value, person.id]);
    setTyped("");
  };
  return (
    <div className="stack">
      <ComboField
        label={t("campaigns.customers")}
        help={t("campaigns.customers_help")}
        value={null}
        choices={people.map((person) => ({
          value: person.id,
          label: nameOf(person),
          help: [person.email, person.phone].filter((one) => one !== null).join(" · "),
        }))}
        error={error}
        typed={typed}
        onType={setTyped}
        onChange={take}
        nothing={found.isFetching ? t("loading") : t("nothing_fits")}
      />
      {value.length > 0 && (
        <ul className="chosen" aria-label={t("campaigns.customers_chosen")}>
          {value.map((id) => (
            <li key={id}>
              <Name>{names[id] ?? id}</Name>
              <Button
                size="small"
                look="quiet"
                icon="close"
                label={`${t("remove")}: ${names[id] ?? id}`}
                onPress={() => onChange(value.filter((one) => one !== id))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};
