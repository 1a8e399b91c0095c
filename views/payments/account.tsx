import { paths } from "../../src/paths.ts";
import type { ClientAccount } from "../../src/payments/queries.ts";
import { LinkButton } from "../components/button.tsx";
import { Panel } from "../components/panel.tsx";
import { Code } from "../components/status.tsx";
import { Money } from "../components/time.tsx";
import { StatusChip } from "../orders/status.tsx";
import type { Viewer } from "../viewer.ts";
import { paymentText } from "./text.ts";

/** What a client owes, order by order and in all. */
export function AccountPanel(
  { viewer, clientId, account }: { viewer: Viewer; clientId: string; account: ClientAccount },
) {
  const text = paymentText[viewer.locale].client;
  const owing = account.totals.filter((total) => total.owed > 0);
  return (
    <Panel
      heading={text.title}
      headingId="account"
      icon="wallet"
      class="leads"
      actions={viewer.can("payments.record") && owing[0] && (
        <LinkButton
          size="small"
          variant="primary"
          icon="banknote"
          href={paths.clientPayment(clientId, owing[0].currency)}
        >
          {text.pay}
        </LinkButton>
      )}
    >
      {account.orders.length === 0 && <p class="muted">{text.nothing}</p>}
      <div class="stack tight">
        {account.orders.map((order) => (
          <div class="row apart">
            <span class="row">
              <a href={paths.order(order.number)}>
                <Code>{order.number}</Code>
              </a>
              <StatusChip viewer={viewer} status={order.status} small />
            </span>
            <Money viewer={viewer} minor={order.balance} currency={order.currency} />
          </div>
        ))}
        {account.totals.map(({ currency, owed, credit }) => (
          <>
            {owed > 0 && (
              <div class="row apart">
                <strong>{text.owes}</strong>
                <strong>
                  <Money viewer={viewer} minor={owed} currency={currency} />
                </strong>
              </div>
            )}
            {credit > 0 && (
              <div class="row apart">
                <span>{text.credit}</span>
                <Money viewer={viewer} minor={credit} currency={currency} />
              </div>
            )}
          </>
        ))}
      </div>
    </Panel>
  );
}
