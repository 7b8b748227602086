import { useRef, useState, type ReactNode } from "react";
import { useText } from "../i18n/index.tsx";
import { Button } from "./button.tsx";

/**
 * `navigator.clipboard` is missing on plain http in a local network; the selection's own copy works there, also inside a
 * dialog that holds the focus.
 */
const copyElement = async (element: HTMLElement): Promise<boolean> => {
  const text = element.textContent ?? "";
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = window.getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
    return document.execCommand("copy");
  }
};

/** A text to copy: one line, or a block (`isBlock`). The button says whether it was copied. */
export const CopyText = (parts: {
  readonly text: string;
  /** What is copied, for readers. */
  readonly label: string;
  readonly isBlock?: boolean;
}): ReactNode => {
  const t = useText();
  const element = useRef<HTMLElement>(null);
  const [outcome, setOutcome] = useState<"none" | "copied" | "failed">("none");
  const copy = async (): Promise<void> => {
    if (element.current === null) return;
    setOutcome((await copyElement(element.current)) ? "copied" : "failed");
  };
  const said = outcome === "copied" ? t("copied") : outcome === "failed" ? t("copy_failed") : "";
  return (
    <div className={parts.isBlock ? "copy copy-block" : "copy"}>
      {parts.isBlock ? (
        <pre tabIndex={0} aria-label={parts.label} dir="ltr">
          <code ref={element}>{parts.text}</code>
        </pre>
      ) : (
        <code className="code-text copy-line" ref={element} dir="ltr">
          {parts.text}
        </code>
      )}
      <Button
        size="small"
        icon={outcome === "copied" ? "check" : "copy"}
        label={t("copy_this", { what: parts.label })}
        onPress={() => void copy()}
      >
        {outcome === "copied" ? t("copied") : t("copy")}
      </Button>
      <span className="only-heard" role="status">
        {said}
      </span>
      {outcome === "failed" && <span className="field-error">{said}</span>}
    </div>
  );
};
