import type { ReactNode } from "react";
import { basePath } from "../../api/call.ts";
import { useSession } from "../../api/session.tsx";
import { useText } from "../../i18n/index.tsx";
import { CopyText } from "../../parts/copy.tsx";
import { momentMark, receiptMark, sampleSale, type Till } from "./sample-sale.ts";
import type en from "./en.json";

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Signs and sends a sale from any shell that has openssl and curl; every run is a sale of its own. */
const scriptOf = (till: Pick<Till, "id" | "mapping">, currency: string, secret: string): string => {
  const sale = JSON.stringify(sampleSale(till.mapping, currency)).replaceAll("%", "%%");
  const form = sale.replace(receiptMark, "R-%s").replace(momentMark, "%s");
  const takesMoment = sale.includes(momentMark);
  const filled = takesMoment ? `"$NOW" "$(date -u +%Y-%m-%dT%H:%M:%SZ)"` : `"$NOW"`;
  return [
    `SECRET=${quoted(secret)}`,
    "NOW=$(date +%s)",
    `BODY=$(printf ${quoted(form)} ${filled})`,
    `SIGNATURE=$(printf '%s.%s' "$NOW" "$BODY" | openssl dgst -sha256 -hmac "$SECRET" -hex | sed 's/^.* //')`,
    `curl -X POST ${quoted(`${window.location.origin}${basePath}/v1/tills/${till.id}/sales`)} \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -H "x-7stamp-signature: t=$NOW,v1=$SIGNATURE" \\`,
    `  -d "$BODY"`,
  ].join("\n");
};

/** The signed example of a till; with the secret when it is known, which is once. */
export const SignedExample = (parts: { readonly till: Till; readonly secret?: string }): ReactNode => {
  const t = useText<keyof typeof en>();
  const { currency } = useSession().business;
  const secret = parts.secret ?? t("tills.secret_placeholder");
  return <CopyText text={scriptOf(parts.till, currency, secret)} label={t("tills.example")} isBlock />;
};
