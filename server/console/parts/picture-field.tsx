import { useState, type ReactNode } from "react";
import { FileTrigger } from "react-aria-components/FileTrigger";
import { useWrite } from "../api/queries.ts";
import { useText } from "../i18n/index.tsx";
import { Button } from "./button.tsx";
import { TextField, type FieldParts } from "./fields.tsx";
import { useFault } from "./form.ts";
import { ProblemNotice } from "./notice.tsx";

const media = ["image/png", "image/jpeg", "image/webp"];

/** Pictures of our own address are shown; the page's policy asks no other server for any. */
const isOurs = (url: string): boolean => URL.canParse(url) && new URL(url).origin === window.location.origin;

/** A picture: one that is uploaded here, or linked. Empty: none. */
export const PictureField = (
  parts: FieldParts & {
    readonly value: string;
    /** What it is for: a logo keeps its sharp edges, a picture fills the width. */
    readonly kind: "logo" | "picture";
    readonly onChange: (value: string) => void;
  },
): ReactNode => {
  const t = useText();
  const upload = useWrite("uploadPicture");
  const [isLinked, setIsLinked] = useState(false);
  const { value, kind, label } = parts;
  const error = useFault(parts.error, value);
  const take = (files: FileList | null): void => {
    const file = files?.[0];
    if (file === undefined) return;
    upload.mutate({ query: { kind }, body: file }, { onSuccess: ({ url }) => parts.onChange(url) });
  };
  const isShown = value !== "" && isOurs(value);
  return (
    <div className="field" role="group" aria-label={label}>
      {(isLinked || (value !== "" && !isShown)) && (
        <TextField {...parts} type="url" value={value} placeholder="https://" isCode />
      )}
      {!isLinked && (value === "" || isShown) && (
        <>
          <span className="field-label">{label}</span>
          {isShown && <img className={`picture picture-${kind}`} src={value} alt={label} />}
          {parts.help !== undefined && <span className="field-help">{parts.help}</span>}
          {error !== null && <span className="field-error">{error}</span>}
        </>
      )}
      <ProblemNotice problem={upload.error} />
      <div className="row">
        <FileTrigger acceptedFileTypes={media} onSelect={take}>
          <Button icon="upload" label={`${t("picture.upload")}: ${label}`} isBusy={upload.isPending}>
            {t("picture.upload")}
          </Button>
        </FileTrigger>
        {!isLinked && value === "" && (
          <Button look="quiet" label={`${t("picture.link")}: ${label}`} onPress={() => setIsLinked(true)}>
            {t("picture.link")}
          </Button>
        )}
        {value !== "" && (
          <Button
            look="quiet"
            icon="trash"
            label={`${t("remove")}: ${label}`}
            onPress={() => {
              setIsLinked(false);
              parts.onChange("");
            }}
          >
            {t("remove")}
          </Button>
        )}
      </div>
    </div>
  );
};
