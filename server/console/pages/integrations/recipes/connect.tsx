import type { ReactNode } from "react";
import { basePath } from "../../../api/call.ts";
import { useMayDo } from "../../../api/session.tsx";
import { useText } from "../../../i18n/index.tsx";
import { ButtonLink } from "../../../parts/button.tsx";
import { CopyText } from "../../../parts/copy.tsx";
import { Notice } from "../../../parts/notice.tsx";
import { Panel } from "../../../parts/page.tsx";
import type { Platform } from "./recipes.ts";
import type en from "../en.json";

const isOnlyHere = (): boolean => /^(localhost|127\.|\[::1\])/.test(window.location.hostname);

const homes: Readonly<Record<Platform, { readonly name: string; readonly href: string }>> = {
  zapier: { name: "Zapier", href: "https://zapier.com/app/home" },
  make: { name: "Make", href: "https://www.make.com/en/login" },
};

/** What the connection asks for: the address of this installation, and a key. */
export const Connect = ({ platform }: { readonly platform: Platform }): ReactNode => {
  const t = useText<keyof typeof en>();
  const isOwner = useMayDo("owner");
  const { name, href } = homes[platform];
  return (
    <Panel
      title={t("recipes.connect", { name })}
      actions={
        <ButtonLink href={href} icon="outside" isOutside>
          {t("recipes.open", { name })}
        </ButtonLink>
      }
    >
      <ol className="recipe-steps">
        <li>
          <p>{t("recipes.connect_address")}</p>
          <CopyText text={window.location.origin + basePath} label={t("recipes.address")} />
        </li>
        <li>
          <p>{t("recipes.connect_key")}</p>
          {isOwner ? (
            <ButtonLink href="/integrations/api-keys" size="small">
              {t("recipes.keys")}
            </ButtonLink>
          ) : (
            <p className="faint">{t("recipes.ask_owner")}</p>
          )}
        </li>
      </ol>
      {isOnlyHere() && (
        <Notice kind="warning">
          <p>{t("recipes.only_here", { name })}</p>
        </Notice>
      )}
    </Panel>
  );
};
