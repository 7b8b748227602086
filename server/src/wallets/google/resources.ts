import { mostStampsDrawn } from "../picture.ts";
import type { PassFace } from "../face.ts";
import { classIdOf, objectIdOf, type GoogleAccount } from "./account.ts";
import type { Resource } from "./client.ts";

/** Where Google fetches pictures and sends its callbacks. */
export interface Surroundings {
  readonly account: GoogleAccount;
  readonly publicUrl: string;
}

/** The program as Google shows it; each template is a class of its own. */
export const loyaltyClass = (face: PassFace, { account, publicUrl }: Surroundings): Resource => ({
  id: classIdOf(account, face.card.template_id),
  issuerName: face.business.name,
  programName: face.card.template_name,
  programLogo: {
    sourceUri: { uri: face.look.logo_url ?? `${publicUrl}/wallets/logos/${face.look.color.slice(1)}.png` },
  },
  hexBackgroundColor: face.look.color,
  reviewStatus: "UNDER_REVIEW",
  multipleDevicesAndHoldersAllowedStatus: "ONE_USER_ALL_DEVICES",
  callbackOptions: { url: `${publicUrl}/wallets/google/callback` },
});

/** The stamps where they can be told apart, else the shop's picture. */
const heroImage = ({ card, target, look }: PassFace, publicUrl: string): Record<string, unknown> => {
  const isDrawn = target !== null && target <= mostStampsDrawn;
  const stamps = isDrawn && `${Math.min(card.stamps, target)}-${target}-${look.color.slice(1)}`;
  const uri = isDrawn ? `${publicUrl}/wallets/stamps/${stamps}.png` : look.picture_url;
  return uri === null ? {} : { heroImage: { sourceUri: { uri } } };
};

const textModules = ({ card, next, vouchers, words, look }: PassFace): unknown[] => [
  ...(next === null
    ? []
    : [
        { id: "next", header: words.next, body: next },
        { id: "missing", header: words.missing, body: String(card.stamps_to_next_goal ?? 0) },
      ]),
  // An empty text would be refused, and one that is left out would stay as it was.
  { id: "vouchers", header: words.vouchers, body: vouchers.length > 0 ? vouchers.join("\n") : "–" },
  ...(look.address === null ? [] : [{ id: "address", header: words.address, body: look.address }]),
];

/** The card as Google shows it. */
export const loyaltyObject = (face: PassFace, { account, publicUrl }: Surroundings): Resource => {
  const { card, customer, words } = face;
  return {
    id: objectIdOf(account, card.id),
    classId: classIdOf(account, card.template_id),
    state: card.status === "complete" ? "COMPLETED" : "ACTIVE",
    accountId: card.number,
    accountName: customer.name ?? card.number,
    loyaltyPoints: { label: words.stamps, balance: { string: face.count } },
    barcode: { type: "QR_CODE", value: card.number, alternateText: card.number },
    ...heroImage(face, publicUrl),
    textModulesData: textModules(face),
    linksModuleData: { uris: [{ id: "page", uri: card.link, description: words.page }] },
  };
};
