import { formatDate, timeAgo } from "../../src/lib/dates.ts";
import { paths } from "../../src/paths.ts";
import { daysLeft, inForce } from "../../src/warranties/warranty.ts";
import { Icon } from "../components/icon.tsx";
import type { Viewer } from "../viewer.ts";
import { warrantyText } from "./text.ts";

/** `Quedan 45 días de garantía, hasta el 22 feb 2027`, or since when it is over. */
export function termWords(viewer: Viewer, endsAt: number): string {
  const text = warrantyText[viewer.locale];
  const date = formatDate(endsAt, viewer);
  if (!inForce({ endsAt }, viewer.now)) return text.over(date, timeAgo(endsAt, viewer));
  const left = text.left(daysLeft(endsAt, viewer));
  return left === text.left(0) ? left : `${left}, ${text.until(date)}`;
}

interface TermLineProps {
  viewer: Viewer;
  number: string;
  endsAt: number | null;
}

/** The term of a delivered order in a list, with the way to a claim while it is in force. */
export function TermLine({ viewer, number, endsAt }: TermLineProps) {
  if (endsAt === null) return null;
  const valid = inForce({ endsAt }, viewer.now);
  return (
    <div class="sub term-line">
      <Icon name="shield" size={16} /> {termWords(viewer, endsAt)}
      {valid && viewer.can("intakes.create") && (
        <>
          {" · "}
          <a href={paths.newClaim(number)}>{warrantyText[viewer.locale].claim}</a>
        </>
      )}
    </div>
  );
}
