import { channelsOf, inkOn, mixed, visibleOn } from "../../look/index.ts";
import { boxed, ownPictureName, readPicture } from "../../pictures/index.ts";
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
  const { card, vouchers, words, look } = face;
  return [
    ...newsFields(pass, face),
    ...(vouchers.length > 0 ? [{ key: "vouchers", label: words.vouchers, value: vouchers.join("\n") }] : []),
    { key: "page", label: words.page, value: card.link },
    ...(look.address === null ? [] : [{ key: "address", label: words.address, value: look.address }]),
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

const rgb = (color: string): string => `rgb(${channelsOf(color).join(", ")})`;

const colours = (color: string) => {
  const ink = inkOn(color);
  return {
    backgroundColor: rgb(color),
    foregroundColor: rgb(ink),
    labelColor: rgb(visibleOn(mixed(ink, color, 0.25), color)),
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
  ...colours(face.look.color),
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

/** Apple's room for a logo, in points; each picture is also there twice as large. */
const logoRoom = [160, 50] as const;

/** The shop's logo where it is a picture of ours, since a pass carries its pictures; else a stamp in its colour. */
const logos = async (platform: Platform, { look }: PassFace): Promise<Record<string, Buffer>> => {
  const name = ownPictureName(platform.publicUrl, look.logo_url);
  const own = name?.endsWith(".png") ? await readPicture(platform, name) : null;
  const [width, height] = logoRoom;
  const drawn = (times: number): Buffer | Promise<Buffer> =>
    own === null ? iconPicture(height * times, look.color) : boxed(own, width * times, height * times);
  return { "logo.png": await drawn(1), "logo@2x.png": await drawn(2) };
};

const icons = ({ look }: PassFace): Record<string, Buffer> => ({
  "icon.png": iconPicture(29, look.color),
  "icon@2x.png": iconPicture(58, look.color),
  "icon@3x.png": iconPicture(87, look.color),
});

const strip = ({ card, target, look }: PassFace): Record<string, Buffer> => {
  if (target === null || target > mostStampsDrawn) return {};
  const drawn = { stamps: card.stamps, target, color: look.color };
  return { "strip@2x.png": stampsPicture(drawn, [750, 246]) };
};

/** The signed `.pkpass`. */
export const buildPass = async (
  platform: Platform,
  account: AppleAccount,
  pass: PassDocument,
  face: PassFace,
): Promise<Buffer> => {
  const json = JSON.stringify(passJson(platform, account, pass, face));
  const pictures = { ...icons(face), ...(await logos(platform, face)), ...strip(face) };
  const files = { "pass.json": Buffer.from(json, "utf8"), ...pictures };
  const certificates = {
    wwdr: account.wwdr,
    signerCert: account.certificate,
    signerKey: account.privateKey,
    ...(account.passphrase !== undefined && { signerKeyPassphrase: account.passphrase }),
  };
  // Loaded with the first pass: it is large, and most installations make none.
  const { PKPass } = await import("passkit-generator");
  return new PKPass(files, certificates).getAsBuffer();
};
