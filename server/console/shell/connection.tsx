import { useEffect, useState, type ReactNode } from "react";
import { queryClient } from "../api/queries.ts";
import { useText } from "../i18n/index.tsx";
import { Notice } from "../parts/notice.tsx";

/** Says while the browser has no connection; when it is back, what is shown is asked again. */
export const ConnectionNotice = (): ReactNode => {
  const t = useText();
  const [isOffline, setIsOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const leave = (): void => setIsOffline(true);
    const back = (): void => {
      setIsOffline(false);
      void queryClient.invalidateQueries();
    };
    window.addEventListener("offline", leave);
    window.addEventListener("online", back);
    return () => {
      window.removeEventListener("offline", leave);
      window.removeEventListener("online", back);
    };
  }, []);
  if (!isOffline) return null;
  return (
    <Notice kind="warning" title={t("offline")}>
      <p>{t("offline.lead")}</p>
    </Notice>
  );
};
