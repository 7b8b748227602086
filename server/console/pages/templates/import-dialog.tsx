import { useState, type ReactNode } from "react";
import { FileTrigger } from "react-aria-components/FileTrigger";
import { Form as AriaForm } from "react-aria-components/Form";
import { useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { Dialog, DialogButtons } from "../../parts/dialog.tsx";
import { TextField } from "../../parts/fields.tsx";
import { useForm } from "../../parts/form.ts";
import type { Template, TemplateBody } from "./draft.ts";
import { readJson, withoutAdded } from "./json-text.ts";
import { WrongPlaces } from "./wrong-places.tsx";
import type en from "./en.json";

/** Makes a template of an export: pasted, or from a file. What is wrong with it is said at its place, in words. */
export const ImportDialog = (parts: {
  readonly onMade: (template: Template) => void;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const create = useWrite("createTemplate", ["listTemplates"]);
  const form = useForm({ text: "" });
  const [isJudged, setIsJudged] = useState(false);
  const { text } = form.values;
  const pasted = readJson(text);
  const take = async (files: FileList | null): Promise<void> => {
    const file = files?.[0];
    if (file !== undefined) form.set("text", await file.text());
  };
  const save = async (): Promise<void> => {
    setIsJudged(true);
    if (pasted.kind !== "object") return;
    // Whether it is a template is for the server to say.
    const body = withoutAdded(pasted.value) as unknown as TemplateBody;
    await form.send(async (_, idempotencyKey) => {
      parts.onMade(await create.mutateAsync({ body, idempotencyKey }));
    });
  };
  const broken = (): string | null => {
    if (!isJudged || pasted.kind === "object") return null;
    return pasted.kind === "broken"
      ? t("templates.import_broken", { line: pasted.line, character: pasted.character })
      : t("templates.import_unreadable");
  };
  return (
    <Dialog
      title={t("templates.import_title")}
      isOpen
      isWide
      isKept={form.isChanged || form.isSending}
      onClose={parts.onClose}
    >
      <AriaForm
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <p>{t("templates.import_lead")}</p>
        <div>
          <FileTrigger
            acceptedFileTypes={["application/json", ".json"]}
            onSelect={(files) => void take(files)}
          >
            <Button icon="upload">{t("templates.import_file")}</Button>
          </FileTrigger>
        </div>
        <TextField
          label={t("templates.import_text")}
          value={text}
          error={broken()}
          onChange={(value) => {
            setIsJudged(false);
            form.set("text", value);
          }}
          rows={12}
          isCode
          isRequired
        />
        <WrongPlaces problem={form.problemBeside([])} />
        <DialogButtons>
          <Button onPress={parts.onClose}>{t("cancel")}</Button>
          <Button type="submit" look="primary" isBusy={form.isSending} isDisabled={text.trim() === ""}>
            {t("templates.import")}
          </Button>
        </DialogButtons>
      </AriaForm>
    </Dialog>
  );
};
