import { useEffect, useState, type ReactNode } from "react";
import { useText } from "../i18n/index.tsx";
import { ConfirmDialog } from "./dialog.tsx";

type Go = () => void;

/** Asks before it goes; none while nothing would be lost. */
let hold: ((go: Go) => void) | null = null;

/** Follows a link, or asks first where what was typed would be lost. */
export const leaveBy = (go: Go): void => (hold === null ? go() : hold(go));

/**
 * While `isOn`, leaving the page asks first: by a link, by the browser's back and forward, and (in the browser's own
 * words) by closing the tab.
 */
export const LeaveGuard = ({ isOn }: { readonly isOn: boolean }): ReactNode => {
  const t = useText();
  const [asked, setAsked] = useState<Go | null>(null);
  useEffect(() => {
    if (!isOn) return undefined;
    const here = window.location;
    const [path, address] = [here.pathname, here.href];
    const ask = (go: Go): void => setAsked(() => go);
    const onClose = (event: BeforeUnloadEvent): void => event.preventDefault();
    const onBack = (event: PopStateEvent): void => {
      if (window.location.pathname === path) return;
      // The router must not hear of it; the page stands again where it was, on top of where the person wanted to go.
      event.stopImmediatePropagation();
      window.history.pushState(null, "", address);
      ask(() => {
        letGo();
        window.history.back();
      });
    };
    const letGo = (): void => {
      hold = null;
      window.removeEventListener("beforeunload", onClose);
      window.removeEventListener("popstate", onBack, { capture: true });
    };
    hold = (go) =>
      ask(() => {
        letGo();
        go();
      });
    window.addEventListener("beforeunload", onClose);
    window.addEventListener("popstate", onBack, { capture: true });
    return letGo;
  }, [isOn]);
  return (
    <ConfirmDialog
      title={t("leave.title")}
      confirm={t("leave.go")}
      isOpen={asked !== null}
      isBusy={false}
      onConfirm={() => {
        setAsked(null);
        asked?.();
      }}
      onClose={() => setAsked(null)}
    >
      <p>{t("leave.lead")}</p>
    </ConfirmDialog>
  );
};
