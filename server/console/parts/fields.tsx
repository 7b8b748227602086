import type { ReactElement, ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Checkbox as AriaCheckbox } from "react-aria-components/Checkbox";
import { FieldError } from "react-aria-components/FieldError";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Radio, RadioGroup } from "react-aria-components/RadioGroup";
import { Select as AriaSelect, SelectValue } from "react-aria-components/Select";
import { Switch as AriaSwitch } from "react-aria-components/Switch";
import { Text } from "react-aria-components/Text";
import { TextArea } from "react-aria-components/TextArea";
import { TextField as AriaTextField } from "react-aria-components/TextField";
import { useText } from "../i18n/index.tsx";
import { useFault, type FieldFault } from "./form.ts";
import { Icon } from "./icon.tsx";

/** What every field has: its name, what happens when it is left empty, and what is wrong with it. */
export interface FieldParts {
  readonly label: string;
  readonly help?: ReactNode;
  readonly error?: FieldFault;
  readonly isRequired?: boolean;
  readonly isDisabled?: boolean;
}

const common = (parts: FieldParts, error: string | null) => ({
  isInvalid: Boolean(error),
  isRequired: parts.isRequired ?? false,
  isDisabled: parts.isDisabled ?? false,
  validationBehavior: "aria" as const,
});

const Help = ({ help, error }: Pick<FieldParts, "help"> & { readonly error: string | null }): ReactNode => (
  <>
    {help !== undefined && (
      <Text slot="description" className="field-help">
        {help}
      </Text>
    )}
    <FieldError className="field-error">{error}</FieldError>
  </>
);

const FieldLabel = (parts: FieldParts): ReactNode => (
  <Label className="field-label">
    {parts.label}
    {parts.isRequired && <span aria-hidden="true"> *</span>}
  </Label>
);

/** One line of text, or several (`rows`). */
export const TextField = (
  parts: FieldParts & {
    readonly value: string;
    readonly onChange: (value: string) => void;
    readonly type?:
      "text" | "password" | "email" | "tel" | "url" | "search" | "date" | "datetime-local" | "color";
    readonly rows?: number;
    readonly maxLength?: number;
    readonly autoComplete?: string;
    readonly placeholder?: string;
    readonly inputMode?: "text" | "numeric" | "decimal";
    readonly isCode?: boolean;
    readonly autoFocus?: boolean;
    readonly suffix?: ReactNode;
  },
): ReactNode => {
  const error = useFault(parts.error, parts.value);
  return (
    <AriaTextField
      {...common(parts, error)}
      className="field"
      value={parts.value}
      onChange={parts.onChange}
      type={parts.type ?? "text"}
      autoComplete={parts.autoComplete ?? "off"}
      {...(parts.maxLength !== undefined && { maxLength: parts.maxLength })}
      {...(parts.inputMode !== undefined && { inputMode: parts.inputMode })}
      {...(parts.autoFocus && { autoFocus: true })}
    >
      <FieldLabel {...parts} />
      {parts.rows === undefined ? (
        <span className="field-line">
          <Input
            className={`input${parts.isCode ? " code-text" : ""}`}
            placeholder={parts.placeholder ?? ""}
          />
          {parts.suffix !== undefined && <span className="field-suffix">{parts.suffix}</span>}
        </span>
      ) : (
        <TextArea
          className={`input${parts.isCode ? " code-text" : ""}`}
          rows={parts.rows}
          placeholder={parts.placeholder ?? ""}
        />
      )}
      <Help help={parts.help} error={error} />
    </AriaTextField>
  );
};

export interface Choice<V extends string = string> {
  readonly value: V;
  readonly label: string;
  readonly help?: string;
}

/** A choice in the list of a field. */
export const choiceItem = (choice: Choice): ReactElement => (
  <ListBoxItem id={choice.value} textValue={choice.label} className="list-item">
    <Text slot="label">{choice.label}</Text>
    {choice.help !== undefined && (
      <Text slot="description" className="list-item-help">
        {choice.help}
      </Text>
    )}
  </ListBoxItem>
);

/**
 * One of a few; `placeholder` is what stands there while none is chosen. Choices that are still on their way are undefined:
 * who opens the list meanwhile sees them come.
 */
export const SelectField = <V extends string>(
  parts: FieldParts & {
    readonly value: V | null;
    readonly choices: readonly Choice<V>[] | undefined;
    readonly placeholder?: string;
    readonly onChange: (value: V) => void;
  },
): ReactNode => {
  const t = useText();
  const error = useFault(parts.error, parts.value);
  const nothing = (): ReactNode => (
    <span className="list-empty">{t(parts.choices === undefined ? "loading" : "choices.none")}</span>
  );
  return (
    <AriaSelect
      {...common(parts, error)}
      allowsEmptyCollection
      className="field"
      value={parts.value}
      onChange={(value) => value !== null && parts.onChange(value as V)}
      {...(parts.placeholder !== undefined && { placeholder: parts.placeholder })}
    >
      <FieldLabel {...parts} />
      <AriaButton className="input select-button">
        <SelectValue className="select-value" />
        <Icon name="down" />
      </AriaButton>
      <Help help={parts.help} error={error} />
      <Popover className="popover">
        <ListBox className="list-box" items={parts.choices ?? []} renderEmptyState={nothing}>
          {choiceItem}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
};

export const CheckField = (parts: {
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly isChecked: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isChecked: boolean) => void;
}): ReactNode => (
  <div className="field">
    <AriaCheckbox
      className="check"
      isSelected={parts.isChecked}
      isDisabled={parts.isDisabled ?? false}
      onChange={parts.onChange}
    >
      <span className="check-box" aria-hidden="true">
        <Icon name="check" />
      </span>
      <span>
        {parts.label}
        {parts.help !== undefined && <span className="field-help">{parts.help}</span>}
      </span>
    </AriaCheckbox>
  </div>
);

export const SwitchField = (parts: {
  readonly label: ReactNode;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isOn: boolean) => void;
}): ReactNode => (
  <AriaSwitch
    className="switch"
    isSelected={parts.isOn}
    isDisabled={parts.isDisabled ?? false}
    onChange={parts.onChange}
  >
    <span className="switch-track" aria-hidden="true" />
    {parts.label}
  </AriaSwitch>
);

/** One of a few that are worth a sentence each. */
export const RadioField = <V extends string>(
  parts: FieldParts & {
    readonly value: V | null;
    readonly choices: readonly Choice<V>[];
    readonly onChange: (value: V) => void;
  },
): ReactNode => {
  const error = useFault(parts.error, parts.value);
  return (
    <RadioGroup
      {...common(parts, error)}
      className="field"
      value={parts.value}
      onChange={(value) => parts.onChange(value as V)}
    >
      <FieldLabel {...parts} />
      <div className="radio-list">
        {parts.choices.map((choice) => (
          <Radio key={choice.value} value={choice.value} className="radio">
            <span className="radio-dot" aria-hidden="true" />
            <span>
              {choice.label}
              {choice.help !== undefined && <span className="field-help">{choice.help}</span>}
            </span>
          </Radio>
        ))}
      </div>
      <Help help={parts.help} error={error} />
    </RadioGroup>
  );
};
