import type { ReactNode } from "react";
import { Form as AriaForm } from "react-aria-components/Form";
import { useText } from "../i18n/index.tsx";
import { Button } from "./button.tsx";
import type { Form } from "./form.ts";
import { ProblemNotice } from "./notice.tsx";

/** A form of a page: its fields, what is wrong beside them, and the button that saves. */
export const SaveForm = <V extends object>(parts: {
  readonly form: Form<V>;
  /** JSON pointers whose wrong values the fields show themselves. */
  readonly pointers: readonly string[];
  readonly isNarrow?: boolean;
  /** What else can be done with what is filled in. */
  readonly action?: ReactNode;
  readonly onSave: () => void;
  readonly children: ReactNode;
}): ReactNode => {
  const t = useText();
  const { form } = parts;
  return (
    <AriaForm
      className={`stack${parts.isNarrow ? " form-narrow" : ""}`}
      onSubmit={(event) => {
        event.preventDefault();
        parts.onSave();
      }}
    >
      {parts.children}
      <ProblemNotice problem={form.problemBeside(parts.pointers)} />
      <div className="row">
        {parts.action}
        <Button type="submit" look="primary" isBusy={form.isSending}>
          {t("save")}
        </Button>
      </div>
    </AriaForm>
  );
};
