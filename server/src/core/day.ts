import type { DateTime } from "luxon";

/** The first moment of a day. Where clocks go back at midnight it comes twice, and the day begins with the first. */
export const startOfDay = (day: DateTime): DateTime =>
  day
    .startOf("day")
    .getPossibleOffsets()
    .reduce((first, one) => (one < first ? one : first));
