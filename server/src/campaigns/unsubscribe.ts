import { hmacSha256Hex, sameText } from "../core/secrets.ts";
import { findCustomer, withdrawConsent, type ConsentChannel } from "../customers/index.ts";
import { findBusiness } from "../businesses/index.ts";
import type { Business, Platform } from "../platform/index.ts";
import { languageOf } from "./words.ts";

/** Whose consent for what a link takes back. The link needs no log-in and no end: it is in emails people keep. */
export interface UnsubscribeLink {
  readonly businessId: string;
  readonly customerId: string;
  readonly channel: ConsentChannel;
}

const signatureOf = (secret: string, payload: string): string =>
  hmacSha256Hex(secret, `unsubscribe:${payload}`);

/** The address that takes the consent back, by a page for people and by one POST for mail programs (RFC 8058). */
export const unsubscribeUrl = (
  platform: Pick<Platform, "publicUrl" | "sessionSecret">,
  { businessId, customerId, channel }: UnsubscribeLink,
): string => {
  const payload = Buffer.from(JSON.stringify([businessId, customerId, channel])).toString("base64url");
  return `${platform.publicUrl}/u/${payload}.${signatureOf(platform.sessionSecret, payload)}`;
};

/** What a link's token says, or null when it is not ours. */
export const readToken = (
  platform: Pick<Platform, "sessionSecret">,
  token: string,
): UnsubscribeLink | null => {
  const [payload = "", signature = ""] = token.split(".");
  if (payload === "" || !sameText(signature, signatureOf(platform.sessionSecret, payload))) return null;
  const [businessId, customerId, channel] = JSON.parse(
    Buffer.from(payload, "base64url").toString("utf8"),
  ) as [string, string, ConsentChannel];
  return { businessId, customerId, channel };
};

/** What the page of a link shows: whose news it is about, in the customer's language. */
export interface UnsubscribeView {
  readonly business: Business;
  readonly language: "en" | "hi";
  readonly hasConsent: boolean;
}

const viewOf = async (platform: Platform, link: UnsubscribeLink): Promise<UnsubscribeView | null> => {
  const business = await findBusiness(platform, link.businessId);
  if (business === null) return null;
  const customer = await findCustomer(platform, link.businessId, link.customerId);
  return {
    business,
    language: languageOf(customer?.language ?? business.language),
    hasConsent: customer?.consents[link.channel] === true,
  };
};

/** Looks at a link without using it: mail programs open links by themselves. */
export const lookAtLink = async (platform: Platform, token: string): Promise<UnsubscribeView | null> => {
  const link = readToken(platform, token);
  return link && viewOf(platform, link);
};

/** Takes the consent back. A customer who is gone gets no more mail either way. */
export const unsubscribe = async (platform: Platform, token: string): Promise<UnsubscribeView | null> => {
  const link = readToken(platform, token);
  if (link === null) return null;
  await withdrawConsent(platform, link.businessId, link.customerId, link.channel);
  return viewOf(platform, link);
};
