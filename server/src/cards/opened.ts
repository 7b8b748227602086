import { cardOpened } from "../catalog/index.ts";
import type { Platform } from "../platform/index.ts";
import type { CardDocument } from "./model.ts";
import { occur, type OccurrenceScope } from "./occurrence.ts";

const pauseMs = 3_600_000;

const wasOpenedLately = ({ opened_at: openedAt }: CardDocument, at: Date): boolean =>
  openedAt instanceof Date && at.getTime() - openedAt.getTime() < pauseMs;

/**
 * Notes that the customer opened the card, at most once an hour.
 * @throws not_found
 */
export const noteOpened = (
  platform: Platform,
  scope: OccurrenceScope,
  card: CardDocument,
): ReturnType<typeof occur> =>
  occur(platform, scope, card, {
    kind: "open_card",
    definition: cardOpened,
    body: {},
    fact: { type: "card.opened" },
    isKnown: wasOpenedLately,
  });
