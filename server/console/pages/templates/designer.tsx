import type { ReactNode } from "react";
import { useWrite } from "../../api/queries.ts";
import { useSession } from "../../api/session.tsx";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { TextField } from "../../parts/fields.tsx";
import { useForm, type Form } from "../../parts/form.ts";
import { LeaveGuard } from "../../parts/leave-guard.tsx";
import { Panel } from "../../parts/page.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import { CardPreview } from "./card-preview.tsx";
import { bodyOf, draftOf, emptyDraft, type Template, type TemplateDraft } from "./draft.ts";
import { GoalsPanel } from "./goals-panel.tsx";
import { LookPanel } from "./look-panel.tsx";
import { useShareText } from "./lottery-fields.tsx";
import { EarnPanel, LimitsPanel, OccasionPanels } from "./rule-fields.tsx";
import { WrongPlaces } from "./wrong-places.tsx";
import type en from "./en.json";

/** Why it cannot be saved yet: the first lottery whose shares do not add up. */
const useObstacle = (): ((draft: TemplateDraft) => string | null) => {
  const t = useText<keyof typeof en>();
  const shareText = useShareText();
  return (draft) => {
    const shares = draft.goals.map(({ reward }) =>
      reward.type === "lottery" ? shareText(reward.variants) : { isWhole: true, text: "" },
    );
    const at = shares.findIndex(({ isWhole }) => !isWhole);
    if (at < 0) return null;
    return t("templates.lottery.obstacle", { number: at + 1, why: shares[at]?.text });
  };
};

const SaveBar = (parts: { readonly form: Form<TemplateDraft>; readonly isNew: boolean }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { form, isNew } = parts;
  const obstacle = useObstacle()(form.values);
  const note = obstacle ?? (form.isChanged ? t("templates.unsaved") : null);
  return (
    <div className="save-bar">
      <WrongPlaces problem={form.problemBeside([])} />
      <div className="row">
        <Button
          type="submit"
          look="primary"
          isBusy={form.isSending}
          isDisabled={obstacle !== null || (!form.isChanged && !isNew)}
        >
          {t("save")}
        </Button>
        <span className={obstacle === null ? "faint" : "field-error"} role="status">
          {note}
        </span>
      </div>
    </div>
  );
};

/** A card template as it is designed, with its card page beside it. What was typed stays whatever happens. */
export const Designer = (parts: {
  readonly template: Template | null;
  readonly onSaved: (before: Template | null, after: Template) => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { currency, look } = useSession().business;
  const { template } = parts;
  const create = useWrite("createTemplate", ["listTemplates"]);
  const update = useWrite("updateTemplate", ["listTemplates", "getTemplate"]);
  const form = useForm(template === null ? emptyDraft(currency) : draftOf(template, currency));
  const save = async (): Promise<void> => {
    let saved: Template | null = null;
    await form.send(async (draft, idempotencyKey) => {
      const body = bodyOf(draft, template);
      saved =
        template === null
          ? await create.mutateAsync({ body, idempotencyKey })
          : await update.mutateAsync({ params: { id: template.id }, body });
    });
    if (saved === null) return;
    const { name } = saved as Template;
    // With the ids that the server gave to new variants: sent again without them, they would be new ones.
    form.reset(draftOf(saved, currency));
    tellDone(t("templates.saved", { name }));
    parts.onSaved(template, saved);
  };
  return (
    // Not the library's form: it lends its props to the forms of dialogs inside, which would then send this one too.
    <form
      className="designer"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <LeaveGuard isOn={form.isChanged} />
      <div className="stack-wide">
        <Panel>
          <TextField
            label={t("templates.name")}
            help={t("templates.name_help")}
            value={form.values.name}
            error={form.errorAt("/name")}
            onChange={(name) => form.set("name", name)}
            maxLength={120}
            isRequired
          />
        </Panel>
        <EarnPanel form={form} />
        <GoalsPanel form={form} />
        <OccasionPanels form={form} />
        <LimitsPanel form={form} />
        <LookPanel form={form} shopColor={look.color} />
        <SaveBar form={form} isNew={template === null} />
      </div>
      <div className="designer-preview">
        <CardPreview draft={form.values} />
      </div>
    </form>
  );
};
