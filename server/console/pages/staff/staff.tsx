import type { ReactNode } from "react";
import { useMayDo } from "../../api/session.tsx";
import { useText } from "../../i18n/index.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { Locations } from "./locations.tsx";
import { StaffList } from "./staff-list.tsx";
import type en from "./en.json";

const StaffPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const isOwner = useMayDo("owner");
  return (
    <Page title={t("nav.staff")}>
      {isOwner ? (
        <StaffList />
      ) : (
        <Notice kind="info">
          <p>{t("staff.owner_only")}</p>
        </Notice>
      )}
      <Locations />
    </Page>
  );
};

export default StaffPage;
