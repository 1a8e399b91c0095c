import { loanerQuery } from "../../src/loaners/filter.ts";
import { paths } from "../../src/paths.ts";
import { Notice } from "../components/status.tsx";
import type { Viewer } from "../viewer.ts";
import { loanerText } from "./text.ts";

/** Loans that should have come back, on the counter's page; nothing when there are none. */
export function OverdueLoans({ viewer, count }: { viewer: Viewer; count: number }) {
  if (count === 0) return null;
  return (
    <Notice tone="waiting">
      <p>
        <a href={paths.loaners(loanerQuery("overdue"))}>{loanerText[viewer.locale].overdueNotice(count)}</a>
      </p>
    </Notice>
  );
}
