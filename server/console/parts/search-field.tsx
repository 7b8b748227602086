import { useEffect, useState, type ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Input } from "react-aria-components/Input";
import { SearchField as AriaSearchField } from "react-aria-components/SearchField";
import { Icon } from "./icon.tsx";

const restMs = 250;

/** A text that filters what stands below; told when the typing rests, at Enter, and when it is cleared. */
export const SearchField = (parts: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactNode => {
  const { value, onChange } = parts;
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onChange(typed), restMs);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <AriaSearchField
      className="search"
      aria-label={parts.label}
      value={typed}
      onChange={setTyped}
      onSubmit={onChange}
      onClear={() => onChange("")}
    >
      <Icon name="search" />
      <Input className="input" placeholder={parts.label} />
      <AriaButton className="search-clear">
        <Icon name="close" />
      </AriaButton>
    </AriaSearchField>
  );
};
