import type { ReactNode } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { useText } from "../i18n/index.tsx";
import { Button } from "./button.tsx";
import { ProblemNotice } from "./notice.tsx";
import { useReturnFocus } from "./return-focus.ts";

/**
 * A dialog over the page. It stands while `isOpen`; Escape and a press outside call `onClose`, unless `isKept` (a
 * secret that is shown once, a person who must sign in).
 */
export const Dialog = (parts: {
  readonly title: string;
  readonly isOpen: boolean;
  readonly isKept?: boolean;
  readonly isUrgent?: boolean;
  readonly isWide?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode => {
  useReturnFocus(parts.isOpen);
  return (
    <ModalOverlay
      className="overlay"
      isOpen={parts.isOpen}
      isDismissable={!parts.isKept}
      isKeyboardDismissDisabled={parts.isKept ?? false}
      onOpenChange={(isOpen) => !isOpen && parts.onClose()}
    >
      <Modal className={`modal${parts.isWide ? " modal-wide" : ""}`}>
        <AriaDialog className="dialog" role={parts.isUrgent ? "alertdialog" : "dialog"}>
          <Heading slot="title" className="dialog-title">
            {parts.title}
          </Heading>
          {parts.children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
};

/** The row of buttons at a dialog's end. */
export const DialogButtons = (parts: { readonly children: ReactNode }): ReactNode => (
  <div className="dialog-buttons">{parts.children}</div>
);

/** Asks before something that cannot be undone, and says in `children` what will happen. */
export const ConfirmDialog = (parts: {
  readonly title: string;
  readonly confirm: string;
  readonly isOpen: boolean;
  readonly isBusy: boolean;
  readonly isDangerous?: boolean;
  readonly isReady?: boolean;
  readonly problem?: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode => {
  const t = useText();
  return (
    <Dialog title={parts.title} isOpen={parts.isOpen} isUrgent onClose={parts.onClose}>
      <div className="stack">{parts.children}</div>
      <ProblemNotice problem={parts.problem} />
      <DialogButtons>
        <Button onPress={parts.onClose}>{t("cancel")}</Button>
        <Button
          look={parts.isDangerous === false ? "primary" : "danger"}
          isBusy={parts.isBusy}
          isDisabled={parts.isReady === false}
          onPress={parts.onConfirm}
        >
          {parts.confirm}
        </Button>
      </DialogButtons>
    </Dialog>
  );
};
