import type { ReactNode } from "react";
import { useLocation, useParams } from "wouter";
import { useCall, useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Loaded, Page } from "../../parts/page.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import { HookForm } from "./webhooks/hook-form.tsx";
import { bodyOf } from "./webhooks/hook-values.ts";
import type en from "./en.json";

const EditWebhookPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const { id = "" } = useParams();
  const [, navigate] = useLocation();
  const query = useCall("getHook", { params: { id } });
  const update = useWrite("updateHook", ["getHook", "listHooks", "listDeliveries"]);
  const place = `/integrations/webhooks/${id}`;
  return (
    <Page title={t("hooks.edit_title")} parent={{ href: place, label: t("hooks.one") }}>
      <Loaded query={query} lines={8}>
        {(hook) => (
          <HookForm
            hook={hook}
            submit={t("save")}
            cancelHref={place}
            onSave={async (values) => {
              const description = values.description.trim();
              const body = { ...bodyOf(values), description: description === "" ? null : description };
              await update.mutateAsync({ params: { id }, body });
              tellDone(t("saved"));
              navigate(place);
            }}
          />
        )}
      </Loaded>
    </Page>
  );
};

export default EditWebhookPage;
