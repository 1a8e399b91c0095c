import { formatDate } from "../../src/lib/dates.ts";
import { isOverdue } from "../../src/loaners/loaner.ts";
import type { Loan } from "../../src/loaners/queries.ts";
import { paths } from "../../src/paths.ts";
import { Code } from "../components/status.tsx";
import { DateText } from "../components/time.tsx";
import type { Viewer } from "../viewer.ts";
import { loanerName } from "./state.tsx";
import { loanerText } from "./text.ts";

interface LoanLineProps {
  viewer: Viewer;
  loan: Loan;
  /** Whose page it stands on: the other of the two is named. */
  of: "order" | "loaner";
}

/** One loan: what or to whom, since when, and how it came back. */
export function LoanLine({ viewer, loan, of }: LoanLineProps) {
  const text = loanerText[viewer.locale];
  return (
    <div class="stack tight">
      <p class="row apart">
        {of === "order"
          ? (
            <strong>
              <a href={paths.loaner(loan.loanerId)}>
                {loanerName({ name: loan.loaner, serial: loan.serial })}
              </a>
            </strong>
          )
          : (
            <span>
              <a href={paths.order(loan.number)}>
                <Code>{loan.number}</Code>
              </a>{" "}
              {loan.client}
            </span>
          )}
        <span>{dueWords(viewer, loan)}</span>
      </p>
      <p class="muted">
        {text.lentBy(loan.lentBy)}, <DateText viewer={viewer} at={loan.lentAt} /> · {loan.condition} ·{" "}
        {text.events.agreement(text.agreements[loan.agreement])}
        {loan.deposit !== "" && ` · ${text.events.deposit(loan.deposit)}`}
      </p>
      {loan.returnedBy !== null && (
        <p class="muted">{text.returnedBy(loan.returnedBy)} · {loan.returnCondition}</p>
      )}
    </div>
  );
}

function dueWords(viewer: Viewer, { dueAt, returnedAt }: Loan): string {
  const text = loanerText[viewer.locale].order;
  if (returnedAt !== null) return text.backOn(formatDate(returnedAt, viewer));
  const date = formatDate(dueAt, viewer);
  return isOverdue(dueAt, viewer.now) ? text.overdueSince(date) : text.dueOnWords(date);
}
