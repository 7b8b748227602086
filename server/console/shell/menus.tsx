import { useState, type ReactNode } from "react";
import { sessionKeeper, useSession } from "../api/session.tsx";
import { languages, useLanguage, useText, type Language } from "../i18n/index.tsx";
import { ActionMenu } from "../parts/menu.tsx";
import { tellFailed } from "../parts/toasts.tsx";
import { useProblemText } from "../parts/notice.tsx";
import { chooseTheme, rememberedTheme, themes, type Theme } from "./theme.ts";

/** Each in its own script: who cannot read the page finds it. */
const ownNames: Readonly<Record<Language, string>> = { en: "English", hi: "हिन्दी" };

export const LanguageMenu = (): ReactNode => {
  const t = useText();
  const { language, choose } = useLanguage();
  return (
    <ActionMenu
      label={`${t("language")}: ${ownNames[language]}`}
      icon="language"
      text={ownNames[language]}
      chosen={language}
      choices={languages.map((one) => ({ id: one, label: ownNames[one], onAction: () => void choose(one) }))}
    />
  );
};

export const ThemeMenu = (): ReactNode => {
  const t = useText();
  const [theme, setTheme] = useState(rememberedTheme);
  const choose = (one: Theme): void => {
    chooseTheme(one);
    setTheme(one);
  };
  return (
    <ActionMenu
      label={t("theme")}
      icon="moon"
      chosen={theme}
      choices={themes.map((one) => ({ id: one, label: t(`theme.${one}`), onAction: () => choose(one) }))}
    />
  );
};

export const PersonMenu = (): ReactNode => {
  const t = useText();
  const textOf = useProblemText();
  const { staff } = useSession();
  const signOut = (): void =>
    void sessionKeeper.signOut().catch((problem: unknown) => tellFailed(textOf(problem)));
  return (
    <ActionMenu
      label={t("person_menu", { name: staff.name, role: t(`role.${staff.role}`) })}
      icon="staff"
      text={<bdi className="person-name">{staff.name}</bdi>}
      choices={[{ id: "sign_out", label: t("sign_out"), onAction: signOut }]}
    />
  );
};
