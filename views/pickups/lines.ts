import { formatDateTime, type Reading } from "../../src/lib/dates.ts";
import type { PickupNotice } from "../../src/pickups/notice.ts";
import { pickupText } from "./text.ts";

/** Each notice with what proves it, and when. */
export function noticeLines(
  reading: Reading,
  given: readonly PickupNotice[],
): { label: string; amount: string }[] {
  const text = pickupText[reading.locale];
  return given.map(({ day, givenAt, provenAt, provenBy, answer }) => ({
    label: `${day === null ? text.extra : text.day(day)}: ${
      provenBy === null ? text.unproven : text.proof[provenBy]
    }${provenBy === "mail" && answer !== "" ? ` (${answer})` : ""}`,
    amount: formatDateTime(provenAt ?? givenAt, reading),
  }));
}
