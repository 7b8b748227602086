import { PKPass } from "passkit-generator";
import type { Platform } from "../../platform/index.ts";
import type { PassFace } from "../face.ts";
import type { PassDocument } from "../model.ts";
import { iconPicture, mostStampsDrawn, stampsPicture } from "../picture.ts";
import type { AppleAccount } from "./account.ts";

interface Field {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  readonly changeMessage?: string;
}

/** A change of a field with a change message is what the lock screen tells. */
const newsFields = ({ news }: PassDocument, { words }: PassFace): Field[] => {
  if (news === null) return [];
  const text = { key: "news", label: words.news, value: news.text };
  if (news.header === null) return [{ ...text, changeMessage: "%@" }];
  return [{ key: "notice", label: news.title, value: news.header, changeMessage: "%@" }, text];
};

const backFields = (pass: PassDocument, face: PassFace): Field[] => {
  const { card, vouchers, words } = face;
  return [
    ...newsFields(pass, face),
    ...(vouchers.length > 0 ? [{ key: "vouchers", label: words.vouchers, value: vouchers.join("\n") }] : []),
    { key: "page", label: words.page, value: card.link },
  ];
};

const storeCard = (pass: PassDocument, face: PassFace) => {
  const { card, next, words } = face;
  const missing = String(card.stamps_to_next_goal ?? 0);
  return {
    headerFields: [{ key: "stamps", label: words.stamps, value: face.count, changeMessage: words.stampsNow }],
    secondaryFields:
      next === null
        ? []
        : [
            { key: "next", label: words.next, value: next },
            { key: "missing", label: words.missing, value: missing },
          ],
    auxiliaryFields: [{ key: "number", label: words.number, value: card.number }],
    backFields: backFields(pass, face),
  };
};

/** `pass.json`: the pass as Apple's format says. */
export const passJson = (platform: Platform, account: AppleAccount, pass: PassDocument, face: PassFace) => ({
  formatVersion: 1,
  passTypeIdentifier: account.passTypeId,
  teamIdentifier: account.teamId,
  organizationName: face.business.name,
  serialNumber: face.card.id,
  description: face.card.template_name,
  logoText: face.business.name,
  webServiceURL: `${platform.publicUrl}/wallets/apple`,
  authenticationToken: platform.vault.open(pass.auth_token ?? ""),
  backgroundColor: "rgb(91, 42, 134)",
  foregroundColor: "rgb(255, 255, 255)",
  labelColor: "rgb(226, 208, 240)",
  barcodes: [
    {
      format: "PKBarcodeFormatQR",
      message: face.card.number,
      messageEncoding: "iso-8859-1",
      altText: face.card.number,
    },
  ],
  storeCard: storeCard(pass, face),
});

const icons: Readonly<Record<string, Buffer>> = {
  "icon.png": iconPicture(29),
  "icon@2x.png": iconPicture(58),
  "icon@3x.png": iconPicture(87),
  "logo.png": iconPicture(50),
  "logo@2x.png": iconPicture(100),
};

const strip = ({ card, target }: PassFace): Record<string, Buffer> => {
  if (target === null || target > mostStampsDrawn) return {};
  return { "strip@2x.png": stampsPicture(card.stamps, target, [750, 246]) };
};

/** The signed `.pkpass`. */
export const buildPass = (
  platform: Platform,
  account: AppleAccount,
  pass: PassDocument,
  face: PassFace,
): Buffer => {
  const json = JSON.stringify(passJson(platform, account, pass, face));
  const files = { "pass.json": Buffer.from(json, "utf8"), ...icons, ...strip(face) };
  const certificates = {
    wwdr: account.wwdr,
    signerCert: account.certificate,
    signerKey: account.privateKey,
    ...(account.passphrase !== undefined && { signerKeyPassphrase: account.passphrase }),
  };
  return new PKPass(files, certificates).getAsBuffer();
};
