import type { ReactNode } from "react";
import { Form as AriaForm } from "react-aria-components/Form";
import { useText } from "../i18n/index.tsx";
import { Button } from "./button.tsx";
import { Dialog, DialogButtons } from "./dialog.tsx";
import type { Form } from "./form.ts";
import { ProblemNotice } from "./notice.tsx";

/** A form over the page. What was typed is not lost to Escape or a press outside: only Cancel leaves it. */
export const FormDialog = <V extends object>(parts: {
  readonly title: string;
  readonly form: Form<V>;
  /** JSON pointers whose wrong values the fields show themselves. */
  readonly pointers: readonly string[];
  readonly submit?: string;
  readonly isReady?: boolean;
  readonly isWide?: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode => {
  const t = useText();
  const { form } = parts;
  return (
    <Dialog
      title={parts.title}
      isOpen
      isKept={form.isChanged || form.isSending}
      isWide={parts.isWide ?? false}
      onClose={parts.onClose}
    >
      <AriaForm
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          // React tells a form around the dialog's place too, although the dialog stands elsewhere in the page.
          event.stopPropagation();
          parts.onSubmit();
        }}
      >
        {parts.children}
        <ProblemNotice problem={form.problemBeside(parts.pointers)} />
        <DialogButtons>
          <Button onPress={parts.onClose}>{t("cancel")}</Button>
          <Button type="submit" look="primary" isBusy={form.isSending} isDisabled={parts.isReady === false}>
            {parts.submit ?? t("save")}
          </Button>
        </DialogButtons>
      </AriaForm>
    </Dialog>
  );
};
