import type { ReactNode } from "react";
import type { Problem } from "../api/problem.ts";
import { sessionKeeper, type Role } from "../api/session.tsx";
import { useText } from "../i18n/index.tsx";
import { ButtonLink } from "../parts/button.tsx";
import { ProblemNotice } from "../parts/notice.tsx";
import { Empty, Page } from "../parts/page.tsx";

export const NotFound = (): ReactNode => {
  const t = useText();
  return (
    <Page title={t("not_found")}>
      <Empty title={t("not_found.lead")} action={<ButtonLink href="/">{t("not_found.home")}</ButtonLink>} />
    </Page>
  );
};

export const Forbidden = ({ role }: { readonly role: Role }): ReactNode => {
  const t = useText();
  return (
    <Page title={t("forbidden")}>
      <Empty title={t("forbidden.lead", { role: t(`role.${role}`) })} />
    </Page>
  );
};

export const Unreachable = ({ problem }: { readonly problem: Problem }): ReactNode => (
  <main className="sign-in">
    <ProblemNotice problem={problem} onRetry={() => void sessionKeeper.ask()} />
  </main>
);
