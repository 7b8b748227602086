import { useState, type ReactNode } from "react";
import { useText } from "../../../i18n/index.tsx";
import { CopyText } from "../../../parts/copy.tsx";
import { ViewChoice } from "../../../parts/tabs.tsx";
import { snippetLanguages, snippetOf, type SnippetLanguage } from "./snippets.ts";
import type en from "../en.json";

const names: Readonly<Record<SnippetLanguage, string>> = {
  node: "Node",
  python: "Python",
  php: "PHP",
  go: "Go",
};

/** A receiver for this very hook that takes only what we signed, in four languages. */
export const Verification = ({ targetUrl }: { readonly targetUrl: string }): ReactNode => {
  const t = useText<keyof typeof en>();
  const [language, setLanguage] = useState<SnippetLanguage>("node");
  return (
    <div className="stack">
      <div>
        <ViewChoice
          label={t("hooks.code_language")}
          value={language}
          views={snippetLanguages.map((value) => ({ value, label: names[value] }))}
          onChange={setLanguage}
        />
      </div>
      <CopyText
        key={language}
        text={snippetOf(language, targetUrl)}
        label={t("hooks.code_of", { language: names[language] })}
        isBlock
      />
    </div>
  );
};
