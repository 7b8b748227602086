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
  programLogo: { sourceUri: { uri: `${publicUrl}/wallets/logo.png` } },
  hexBackgroundColor: "#5b2a86",
  reviewStatus: "UNDER_REVIEW",
  multipleDevicesAndHoldersAllowedStatus: "ONE_USER_ALL_DEVICES",
  callbackOptions: { url: `${publicUrl}/wallets/google/callback` },
});

const heroImage = ({ card, target }: PassFace, publicUrl: string): Record<string, unknown> =>
  target === null || target > mostStampsDrawn
    ? {}
    : {
        heroImage: {
          sourceUri: { uri: `${publicUrl}/wallets/stamps/${Math.min(card.stamps, target)}-${target}.png` },
        },
      };

const textModules = ({ card, next, vouchers, words }: PassFace): unknown[] => [
  ...(next === null
    ? []
    : [
        { id: "next", header: words.next, body: next },
        { id: "missing", header: words.missing, body: String(card.stamps_to_next_goal ?? 0) },
      ]),
  // An empty text would be refused, and one that is left out would stay as it was.
  { id: "vouchers", header: words.vouchers, body: vouchers.length > 0 ? vouchers.join("\n") : "–" },
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
