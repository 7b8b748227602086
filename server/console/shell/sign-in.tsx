import { useState, type ReactNode } from "react";
import { Form } from "react-aria-components/Form";
import { sessionKeeper, type Session } from "../api/session.tsx";
import { useText } from "../i18n/index.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog, DialogButtons } from "../parts/dialog.tsx";
import { TextField } from "../parts/fields.tsx";
import { useForm } from "../parts/form.ts";
import { ProblemNotice } from "../parts/notice.tsx";
import { LanguageMenu } from "./menus.tsx";

const SignInForm = (parts: { readonly login?: string; readonly beside?: ReactNode }): ReactNode => {
  const t = useText();
  const form = useForm({ login: parts.login ?? "", password: "" });
  const submit = (): void =>
    void form.send(async ({ login, password }) => {
      await sessionKeeper.signIn(login, password);
    });
  return (
    <Form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextField
        label={t("sign_in.login")}
        value={form.values.login}
        onChange={(value) => form.set("login", value)}
        autoComplete="username"
        autoFocus={parts.login === undefined}
        isRequired
      />
      <TextField
        label={t("sign_in.password")}
        type="password"
        value={form.values.password}
        onChange={(value) => form.set("password", value)}
        autoComplete="current-password"
        autoFocus={parts.login !== undefined}
        isRequired
      />
      <ProblemNotice problem={form.problemBeside([])} />
      <DialogButtons>
        {parts.beside}
        <Button type="submit" look="primary" isBusy={form.isSending}>
          {t("sign_in")}
        </Button>
      </DialogButtons>
    </Form>
  );
};

/** The page of somebody who is not signed in. */
export const SignInPage = (): ReactNode => {
  const t = useText();
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <p className="brand brand-large">
          <span className="brand-mark" aria-hidden="true" />
          7stamp
        </p>
        <h1>{t("sign_in.title")}</h1>
        <p className="faint">{t("sign_in.lead")}</p>
        <SignInForm />
        <LanguageMenu />
      </div>
    </main>
  );
};

/** Over the page when the session has ended: what was typed stays, and what was asked goes on. */
export const SignInAgain = (parts: { readonly session: Session; readonly isOpen: boolean }): ReactNode => {
  const t = useText();
  const [leaving, setLeaving] = useState(false);
  return (
    <Dialog title={t("sign_in.again")} isOpen={parts.isOpen} isKept onClose={() => undefined}>
      <p>{t("sign_in.again_lead")}</p>
      <SignInForm
        login={parts.session.staff.login}
        beside={
          <Button
            isBusy={leaving}
            onPress={() => {
              setLeaving(true);
              sessionKeeper.giveUp();
            }}
          >
            {t("sign_in.leave")}
          </Button>
        }
      />
    </Dialog>
  );
};
