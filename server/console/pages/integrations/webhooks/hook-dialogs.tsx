import type { ReactNode } from "react";
import type { Answer } from "../../../api/call.ts";
import { useWrite } from "../../../api/queries.ts";
import { useText } from "../../../i18n/index.tsx";
import { ConfirmDialog } from "../../../parts/dialog.tsx";
import { CodeText } from "../../../parts/small.tsx";
import { tellDone } from "../../../parts/toasts.tsx";
import type { Hook } from "./state.tsx";
import type en from "../en.json";

/** What stops with a hook: who made it decides what that means for a Zap or a scenario. */
const WhatStops = ({ hook }: { readonly hook: Hook }): ReactNode => {
  const t = useText<keyof typeof en>();
  if (hook.source === "zapier") return <p>{t("hooks.stops_zapier")}</p>;
  if (hook.source === "make") return <p>{t("hooks.stops_make")}</p>;
  return <p>{t("hooks.stops")}</p>;
};

export const DeleteHook = (parts: {
  readonly hook: Hook;
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { hook } = parts;
  const remove = useWrite("deleteHook", ["listHooks", "getHook"]);
  const confirm = (): void =>
    remove.mutate(
      { params: { id: hook.id } },
      {
        onSuccess: () => {
          tellDone(t("hooks.deleted"));
          parts.onDeleted();
        },
      },
    );
  return (
    <ConfirmDialog
      title={t("hooks.delete_title")}
      confirm={t("delete")}
      isOpen
      isBusy={remove.isPending}
      problem={remove.error}
      onConfirm={confirm}
      onClose={parts.onClose}
    >
      <p>
        <CodeText>{hook.target_url}</CodeText>
      </p>
      <WhatStops hook={hook} />
      <p>{t("hooks.delete_lead")}</p>
    </ConfirmDialog>
  );
};

export const RotateSecret = (parts: {
  readonly hook: Hook;
  readonly onRotated: (made: Answer<"rotateSecret">) => void;
  readonly onClose: () => void;
}): ReactNode => {
  const t = useText<keyof typeof en>();
  const { hook } = parts;
  const rotate = useWrite("rotateSecret", ["getHook"]);
  return (
    <ConfirmDialog
      title={t("hooks.rotate_title")}
      confirm={t("hooks.rotate")}
      isOpen
      isBusy={rotate.isPending}
      problem={rotate.error}
      onConfirm={() => rotate.mutate({ params: { id: hook.id } }, { onSuccess: parts.onRotated })}
      onClose={parts.onClose}
    >
      <p>{t("hooks.rotate_lead")}</p>
      {(hook.source === "zapier" || hook.source === "make") && <p>{t("hooks.rotate_app")}</p>}
    </ConfirmDialog>
  );
};

export const SwitchOff = (parts: { readonly hook: Hook; readonly onClose: () => void }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { hook } = parts;
  const update = useWrite("updateHook", ["getHook", "listHooks"]);
  const confirm = (): void =>
    update.mutate(
      { params: { id: hook.id }, body: { status: "disabled" } },
      {
        onSuccess: () => {
          tellDone(t("hooks.switched_off"));
          parts.onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      title={t("hooks.switch_off_title")}
      confirm={t("hooks.switch_off")}
      isOpen
      isBusy={update.isPending}
      problem={update.error}
      onConfirm={confirm}
      onClose={parts.onClose}
    >
      <WhatStops hook={hook} />
      <p>{t("hooks.switch_off_lead")}</p>
    </ConfirmDialog>
  );
};
