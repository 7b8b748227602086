import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Text } from "react-aria-components/Text";
import {
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from "react-aria-components/Toast";
import { useText } from "../i18n/index.tsx";
import { Icon } from "./icon.tsx";

interface Told {
  readonly kind: "good" | "bad";
  readonly text: string;
}

const queue = new ToastQueue<Told>({ maxVisibleToasts: 3 });

const goodMs = 6_000;

/** Says that something is done; goes by itself. */
export const tellDone = (text: string): void => void queue.add({ kind: "good", text }, { timeout: goodMs });

/** Says that something failed where no form can show it; stays until it is closed. */
export const tellFailed = (text: string): void => void queue.add({ kind: "bad", text });

/** A live region at the page's edge, reached by F6. */
export const Toasts = (): ReactNode => {
  const t = useText();
  return (
    <ToastRegion queue={queue} className="toasts" aria-label={t("toasts")}>
      {({ toast }) => (
        <Toast toast={toast} className={`toast toast-${toast.content.kind}`}>
          <Icon name={toast.content.kind === "good" ? "check" : "warning"} />
          <ToastContent className="toast-text">
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          <AriaButton slot="close" className="button button-quiet button-small button-icon">
            <Icon name="close" />
          </AriaButton>
        </Toast>
      )}
    </ToastRegion>
  );
};
