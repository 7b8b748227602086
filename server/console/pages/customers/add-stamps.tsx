import type { ReactNode } from "react";
import { Form } from "react-aria-components/Form";
import type { Answer, CallRequest } from "../../api/call.ts";
import { useCall, useWrite } from "../../api/queries.ts";
import { useText } from "../../i18n/index.tsx";
import { Button } from "../../parts/button.tsx";
import { Dialog, DialogButtons } from "../../parts/dialog.tsx";
import { TextField } from "../../parts/fields.tsx";
import { useForm } from "../../parts/form.ts";
import { ProblemNotice } from "../../parts/notice.tsx";
import { Loaded } from "../../parts/page.tsx";
import { tellDone } from "../../parts/toasts.tsx";
import type { Card } from "./words.tsx";
import type en from "./en.json";

type Earn = Answer<"getTemplate">["earn"];
type StampBody = CallRequest<"addStamps">["body"];

interface Typed {
  readonly count: string;
  readonly amount: string;
  readonly receipt: string;
  readonly note: string;
}

const pointers = ["/count", "/amount", "/currency", "/receipt_id", "/note"];

const bodyOf = (card: Card, earn: Earn, typed: Typed): StampBody => ({
  card_id: card.id,
  ...(earn.type === "per_order"
    ? { count: Number(typed.count) }
    : { amount: typed.amount.trim(), currency: earn.currency }),
  ...(typed.receipt.trim() !== "" && { receipt_id: typed.receipt.trim() }),
  ...(typed.note.trim() !== "" && { note: typed.note.trim() }),
});

const StampForm = (parts: {
  readonly card: Card;
  readonly earn: Earn;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { card, earn } = parts;
  const form = useForm<Typed>({ count: "1", amount: "", receipt: "", note: "" });
  const add = useWrite("addStamps", ["listCards", "getCard", "cardHistory", "listVouchers", "listEvents"]);
  const send = async (): Promise<void> => {
    const isTaken = await form.send(async (typed, idempotencyKey) => {
      const { stamp, goals, vouchers } = await add.mutateAsync({
        body: bodyOf(card, earn, typed),
        idempotencyKey,
      });
      tellDone(
        t("stamp.added", { count: stamp?.count ?? 0, goals: goals.length, vouchers: vouchers.length }),
      );
    });
    if (isTaken) parts.onClose();
  };
  return (
    <Form
      validationBehavior="aria"
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {earn.type === "per_order" ? (
        <TextField
          label={t("stamp.count")}
          value={form.values.count}
          error={form.errorAt("/count")}
          inputMode="numeric"
          onChange={(count) => form.set("count", count)}
          autoFocus
          isRequired
        />
      ) : (
        <TextField
          label={t("stamp.amount")}
          value={form.values.amount}
          error={form.errorAt("/amount") ?? form.errorAt("/currency")}
          inputMode="decimal"
          suffix={earn.currency}
          onChange={(amount) => form.set("amount", amount)}
          autoFocus
          isRequired
        />
      )}
      <TextField
        label={t("stamp.receipt")}
        help={t("stamp.receipt_help")}
        value={form.values.receipt}
        error={form.errorAt("/receipt_id")}
        maxLength={128}
        onChange={(receipt) => form.set("receipt", receipt)}
        isCode
      />
      <TextField
        label={t("stamp.note")}
        value={form.values.note}
        error={form.errorAt("/note")}
        maxLength={500}
        onChange={(note) => form.set("note", note)}
      />
      <ProblemNotice problem={form.problemBeside(pointers)} />
      <DialogButtons>
        <Button onPress={parts.onClose}>{t("cancel")}</Button>
        <Button type="submit" look="primary" isBusy={form.isSending}>
          {t("stamp.add")}
        </Button>
      </DialogButtons>
    </Form>
  );
};

/** Stamps by hand: so many, or by what was spent, as the card's program says. */
export const AddStamps = (parts: { readonly card: Card; readonly onClose: () => void }): ReactNode => {
  const t = useText<keyof typeof en>();
  const template = useCall("getTemplate", { params: { id: parts.card.template_id } });
  return (
    <Dialog title={t("stamp.title", { number: parts.card.number })} isOpen onClose={parts.onClose}>
      <Loaded query={template} lines={3}>
        {({ earn }) => <StampForm card={parts.card} earn={earn} onClose={parts.onClose} />}
      </Loaded>
    </Dialog>
  );
};
