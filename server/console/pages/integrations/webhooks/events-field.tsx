import type { ReactNode } from "react";
import { CheckboxGroup } from "react-aria-components/CheckboxGroup";
import { Checkbox } from "react-aria-components/Checkbox";
import { FieldError } from "react-aria-components/FieldError";
import { Label } from "react-aria-components/Label";
import { useCall } from "../../../api/queries.ts";
import { useText, useTextFor } from "../../../i18n/index.tsx";
import { RadioField } from "../../../parts/fields.tsx";
import { useFault, type FieldFault } from "../../../parts/form.ts";
import { Icon } from "../../../parts/icon.tsx";
import { Loaded } from "../../../parts/page.tsx";
import type en from "../en.json";

/** All events, or some of them to be checked. */
export const EventsField = (parts: {
  readonly isAll: boolean;
  readonly events: readonly string[];
  readonly error: FieldFault;
  readonly onChange: (isAll: boolean, events: readonly string[]) => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const textFor = useTextFor();
  const error = useFault(parts.error, parts.isAll ? "*" : parts.events.join());
  const types = useCall("listEventTypes", {});
  return (
    <div className="stack">
      <RadioField
        label={t("hooks.events")}
        value={parts.isAll ? "all" : "some"}
        choices={[
          { value: "some", label: t("hooks.events_some") },
          { value: "all", label: t("hooks.events_all"), help: t("hooks.events_all_help") },
        ]}
        onChange={(value) => parts.onChange(value === "all", parts.events)}
        error={parts.isAll ? error : null}
      />
      {!parts.isAll && (
        <Loaded query={types} lines={8}>
          {({ data }) => (
            <CheckboxGroup
              className="field"
              value={[...parts.events]}
              onChange={(events) => parts.onChange(false, events)}
              isInvalid={error !== null}
              validationBehavior="aria"
            >
              <Label className="only-heard">{t("hooks.events_some")}</Label>
              <div className="check-grid">
                {data.map(({ name }) => (
                  <Checkbox key={name} value={name} className="check">
                    <span className="check-box" aria-hidden="true">
                      <Icon name="check" />
                    </span>
                    <span>{textFor("event", name)}</span>
                  </Checkbox>
                ))}
              </div>
              <FieldError className="field-error">{error}</FieldError>
            </CheckboxGroup>
          )}
        </Loaded>
      )}
    </div>
  );
};
