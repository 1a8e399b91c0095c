import type { Loan } from "../../src/loaners/queries.ts";
import type { OrderDetail } from "../../src/orders/queries.ts";
import { STATUS_GROUP } from "../../src/orders/status.ts";
import { paths } from "../../src/paths.ts";
import { LinkButton } from "../components/button.tsx";
import { Panel } from "../components/panel.tsx";
import type { Viewer } from "../viewer.ts";
import { LoanLine } from "./loan_line.tsx";
import { loanerText } from "./text.ts";

interface OrderLoansProps {
  viewer: Viewer;
  detail: OrderDetail;
  loans: readonly Loan[];
}

/** What was lent with an order, and the way to lend something. */
export function OrderLoansPart({ viewer, detail, loans }: OrderLoansProps) {
  const text = loanerText[viewer.locale].order;
  const { number, status } = detail.order;
  const lends = viewer.can("loaners.manage") && STATUS_GROUP[status] !== "closed";
  if (loans.length === 0 && !lends) return <div id="order-loans" class="part"></div>;
  return (
    <div id="order-loans" class="part">
      <Panel
        heading={text.heading}
        headingId="loans-heading"
        icon="smartphone"
        actions={lends && (
          <LinkButton size="small" variant="quiet" icon="plus" href={paths.orderLoans(number)}>
            {text.lend}
          </LinkButton>
        )}
      >
        {loans.length === 0 && <p class="muted">{text.none}</p>}
        {loans.map((loan) => <LoanLine viewer={viewer} loan={loan} of="order" />)}
      </Panel>
    </div>
  );
}
