import { selectCard, type CardDocument } from "../../cards/index.ts";
import { Failure } from "../../core/failure.ts";
import type { Business, Platform } from "../../platform/index.ts";
import type { PosterClient } from "./api.ts";

/** Poster writes phones with spaces and dashes, always international. */
const phoneOf = (client: PosterClient): string | undefined => {
  const digits = client.phone.replace(/\D/g, "");
  return digits === "" ? undefined : `+${digits}`;
};

const nobodyCodes: readonly string[] = ["card_not_found", "card_ambiguous", "validation_failed"];

/**
 * The card of a Poster client in a program, by phone, else by email, else by card number; null when there is none.
 * The number comes last: it may be of a plastic card that has nothing to do with ours.
 */
export const cardOfClient = async (
  platform: Platform,
  business: Business,
  client: PosterClient,
  templateId: string,
): Promise<CardDocument | null> => {
  const selectors = [
    { phone: phoneOf(client) },
    { email: client.email.trim() || undefined },
    { card_number: client.card_number.trim() || undefined },
  ];
  for (const selector of selectors) {
    if (Object.values(selector)[0] === undefined) continue;
    try {
      return await selectCard(platform, business, { ...selector, template_id: templateId });
    } catch (error) {
      if (!(error instanceof Failure) || !nobodyCodes.includes(error.code)) throw error;
    }
  }
  return null;
};
