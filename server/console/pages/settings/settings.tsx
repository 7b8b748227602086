import type { ReactNode } from "react";
import { useCall } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { BusinessForm } from "./business-form.tsx";
import { LookForm } from "./look-form.tsx";
import type en from "./en.json";

const SettingsPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const query = useCall("getBusiness", {});
  return (
    <Page title={t("nav.settings")}>
      <Loaded query={query} lines={10}>
        {(business) => (
          <>
            <BusinessForm business={business} />
            <LookForm business={business} />
          </>
        )}
      </Loaded>
    </Page>
  );
};

export default SettingsPage;
