import { useState, type ReactNode } from "react";
import { useAll, useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button, ButtonLink, TextLink } from "../../parts/button.tsx";
import { Dialog, DialogButtons } from "../../parts/dialog.tsx";
import { SelectField } from "../../parts/fields.tsx";
import { useForm } from "../../parts/form.ts";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { Empty, Loaded, Panel } from "../../parts/page.tsx";
import { CodeText, Name } from "../../parts/small.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import { AddStamps } from "./add-stamps.tsx";
import { CardProgress } from "./card-progress.tsx";
import type { Card, Customer } from "./words.tsx";
import type en from "./en.json";

const IssueCard = (parts: {
  readonly customer: Customer;
  readonly cards: readonly Card[];
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { customer } = parts;
  const templates = useAll("listTemplates", {});
  const issue = useWrite("issueCard", ["listCards", "listEvents"]);
  const form = useForm<{ templateId: string | null }>({ templateId: null });
  const had = new Set(parts.cards.map((card) => card.template_id));
  const free = (templates.data ?? []).filter(({ id }) => !had.has(id));
  const templateId = form.values.templateId ?? free[0]?.id ?? null;
  const contact =
    customer.email !== null
      ? { email: customer.email }
      : customer.phone !== null
        ? { phone: customer.phone }
        : null;
  const send = async (): Promise<void> => {
    if (templateId === null || contact === null) return;
    const isTaken = await form.send(async (_, idempotencyKey) => {
      const card = await issue.mutateAsync({ body: { template_id: templateId, ...contact }, idempotencyKey });
      tellDone(t(card.created ? "card.issued" : "card.found", { number: card.number }));
    });
    if (isTaken) parts.onClose();
  };
  return (
    <Dialog title={t("card.issue")} isOpen onClose={parts.onClose}>
      {contact === null && (
        <Notice kind="warning">
          <p>{t("card.needs_contact")}</p>
        </Notice>
      )}
      {templates.data !== undefined && free.length === 0 && (
        <Notice kind="info" action={<ButtonLink href="/templates">{t("nav.templates")}</ButtonLink>}>
          <p>{t("card.no_template_left")}</p>
        </Notice>
      )}
      {free.length > 0 && (
        <SelectField
          label={t("card.template")}
          value={templateId}
          error={form.errorAt("/template_id")}
          choices={free.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(value) => form.set("templateId", value)}
        />
      )}
      <ProblemNotice problem={templates.error ?? form.problemBeside(["/template_id"])} />
      <DialogButtons>
        <Button onPress={parts.onClose}>{t("cancel")}</Button>
        <Button
          look="primary"
          isBusy={form.isSending}
          isDisabled={contact === null || templateId === null}
          onPress={() => void send()}
        >
          {t("card.issue")}
        </Button>
      </DialogButtons>
    </Dialog>
  );
};

/** A customer's cards, how far they are, and a stamp for each with one press. */
export const CardsPanel = ({ customer }: { readonly customer: Customer }): ReactNode => {
  const t = useText<keyof typeof en>();
  const cards = useAll("listCards", { query: { customer_id: customer.id } });
  const [isIssuing, setIsIssuing] = useState(false);
  const [stamped, setStamped] = useState<Card | null>(null);
  const issue = (
    <Button size="small" icon="plus" onPress={() => setIsIssuing(true)}>
      {t("card.issue")}
    </Button>
  );
  return (
    <Panel title={t("customers.cards")} actions={issue}>
      <Loaded query={cards} lines={2}>
        {(all) =>
          all.length === 0 ? (
            <Empty title={t("customers.no_card")} action={issue} />
          ) : (
            <ul className="card-list">
              {all.map((card) => (
                <li key={card.id}>
                  <div className="card-list-name">
                    <TextLink href={`/cards/${card.id}`}>
                      <CodeText>{card.number}</CodeText> <Name>{card.template_name}</Name>
                    </TextLink>
                    <CardProgress card={card} />
                  </div>
                  <Button
                    size="small"
                    icon="plus"
                    label={t("stamp.add_to", { number: card.number })}
                    onPress={() => setStamped(card)}
                  >
                    {t("stamp.add")}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {isIssuing && (
        <IssueCard customer={customer} cards={cards.data ?? []} onClose={() => setIsIssuing(false)} />
      )}
      {stamped !== null && <AddStamps card={stamped} onClose={() => setStamped(null)} />}
    </Panel>
  );
};
