import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { ComboBox } from "react-aria-components/ComboBox";
import { FieldError } from "react-aria-components/FieldError";
import { Group } from "react-aria-components/Group";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { ListBox } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Text } from "react-aria-components/Text";
import { choiceItem, type Choice, type FieldParts } from "./fields.tsx";
import { useFault } from "./form.ts";
import { Icon } from "./icon.tsx";

/**
 * One of many, found by typing. The choices are what fits the typed text; with `onType` the page looks them up (ask the
 * server with the text), without it the browser filters.
 */
export const ComboField = (
  parts: FieldParts & {
    readonly value: string | null;
    readonly choices: readonly Choice[];
    readonly onChange: (value: string | null) => void;
    readonly typed?: string;
    readonly onType?: (text: string) => void;
    /** What stands in the list when nothing fits. */
    readonly nothing: string;
  },
): ReactNode => {
  const error = useFault(parts.error, parts.value);
  const choose = (value: string | null): void => {
    parts.onChange(value);
    // At once with the choice: a text that follows later would open the list again.
    parts.onType?.(parts.choices.find((choice) => choice.value === value)?.label ?? "");
  };
  return (
    <ComboBox
      className="field"
      value={parts.value}
      onChange={(key) => choose(key === null ? null : String(key))}
      isInvalid={Boolean(error)}
      isRequired={parts.isRequired ?? false}
      isDisabled={parts.isDisabled ?? false}
      validationBehavior="aria"
      allowsEmptyCollection
      menuTrigger="focus"
      {...(parts.onType
        ? { items: parts.choices, inputValue: parts.typed ?? "", onInputChange: parts.onType }
        : { defaultItems: parts.choices })}
    >
      <Label className="field-label">
        {parts.label}
        {parts.isRequired && <span aria-hidden="true"> *</span>}
      </Label>
      <Group className="input combo">
        <Input className="combo-input" />
        <AriaButton className="combo-button">
          <Icon name="down" />
        </AriaButton>
      </Group>
      {parts.help !== undefined && (
        <Text slot="description" className="field-help">
          {parts.help}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
      <Popover className="popover">
        <ListBox<Choice>
          className="list-box"
          renderEmptyState={() => <span className="list-empty">{parts.nothing}</span>}
        >
          {choiceItem}
        </ListBox>
      </Popover>
    </ComboBox>
  );
};
