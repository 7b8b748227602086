import { useEffect, useState, type ReactNode } from "react";
import { useText } from "../i18n/index.tsx";
import { ConfirmDialog } from "./dialog.tsx";

type Go = () => void;

/** The page that would lose something: where it stands, and how it asks. None while nothing would be lost. */
let guarded: { readonly path: string; readonly address: string; ask(go: Go): void } | null = null;

/** Follows a link, or asks first where what was typed would be lost. */
export const leaveBy = (go: Go): void => (guarded === null ? go() : guarded.ask(go));

// Before the router listens, as a window's listeners are told in the order they came: when it looks, nothing has moved.
window.addEventListener("popstate", () => {
  if (guarded === null || window.location.pathname === guarded.path) return;
  // The page stands again where it was, on top of where the person wanted to go.
  window.history.pushState(null, "", guarded.address);
  guarded.ask(() => window.history.back());
});

window.addEventListener("beforeunload", (event) => {
  if (guarded !== null) event.preventDefault();
});

/**
 * While `isOn`, leaving the page asks first: by a link, by the browser's back and forward, and (in the browser's own
 * words) by closing the tab. One on a page.
 */
export const LeaveGuard = ({ isOn }: { readonly isOn: boolean }): ReactNode => {
  const t = useText();
  const [asked, setAsked] = useState<Go | null>(null);
  useEffect(() => {
    if (!isOn) return undefined;
    const { pathname: path, href: address } = window.location;
    guarded = { path, address, ask: (go) => setAsked(() => go) };
    return () => {
      guarded = null;
    };
  }, [isOn]);
  return (
    <ConfirmDialog
      title={t("leave.title")}
      confirm={t("leave.go")}
      isOpen={asked !== null}
      isBusy={false}
      onConfirm={() => {
        guarded = null;
        setAsked(null);
        asked?.();
      }}
      onClose={() => setAsked(null)}
    >
      <p>{t("leave.lead")}</p>
    </ConfirmDialog>
  );
};
