import { useState, type ReactNode } from "react";
import { useLocation } from "wouter";
import type { Answer } from "../../api/call.ts";
import { useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Page } from "../../parts/page.tsx";
import { HookForm } from "./webhooks/hook-form.tsx";
import { bodyOf } from "./webhooks/hook-values.ts";
import { SecretShownOnce } from "./webhooks/secret-shown-once.tsx";
import type en from "./en.json";

const NewWebhookPage = (): ReactNode => {
  const t = useText<keyof typeof en>();
  const [, navigate] = useLocation();
  const create = useWrite("createHook", ["listHooks"]);
  const [made, setMade] = useState<Answer<"createHook"> | null>(null);
  return (
    <Page
      title={t("hooks.add_title")}
      lead={t("hooks.add_lead")}
      parent={{ href: "/integrations/webhooks", label: t("tabs.webhooks") }}
    >
      <HookForm
        submit={t("hooks.add")}
        cancelHref="/integrations/webhooks"
        onSave={async (values, idempotencyKey) => {
          const description = values.description.trim();
          const body = {
            ...bodyOf(values),
            source: "console",
            ...(description !== "" && { description }),
          };
          setMade(await create.mutateAsync({ body, idempotencyKey }));
        }}
      />
      {made !== null && (
        <SecretShownOnce hook={made} onClose={() => navigate(`/integrations/webhooks/${made.id}`)} />
      )}
    </Page>
  );
};

export default NewWebhookPage;
