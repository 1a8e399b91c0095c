import type { TakenPayment } from "../../src/payments/queries.ts";
import { type PaperFormat, paths } from "../../src/paths.ts";
import { LinkButton } from "../components/button.tsx";
import { DescriptionList, PageHeader, Panel, StatCard } from "../components/panel.tsx";
import { DateTimeText, Money } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import { StatusChip } from "../orders/status.tsx";
import { orderText } from "../orders/text.ts";
import type { Viewer } from "../viewer.ts";
import { paymentText } from "./text.ts";

/** What was taken, how much goes back to the client, and where the receipt is. */
export function TakenPage({ viewer, taken }: { viewer: Viewer; taken: TakenPayment }) {
  const text = paymentText[viewer.locale].taken;
  const { number, currency, entries } = taken;
  const [first] = entries;
  const refund = first?.kind === "refund";
  const title = refund ? text.refunded : text.paid;
  const money = (minor: number) => <Money viewer={viewer} minor={minor} currency={currency} />;
  const change = entries.find((entry) => entry.cash)?.cash;
  return (
    <Layout viewer={viewer} title={`${title} · ${number}`} section="orders" width="narrow">
      <PageHeader
        title={title}
        lead={taken.client.name}
        aside={<StatusChip viewer={viewer} status={taken.status} />}
        back={{ href: paths.order(number), label: number }}
      />
      {change && (
        <div class="stats">
          <StatCard label={text.change} value={money(change.changeMinor)} tone="ready" icon="coins" />
          <StatCard label={text.received} value={money(change.receivedMinor)} />
        </div>
      )}
      {entries.map((entry) => <EntryPanel {...{ viewer, taken, entry }} />)}
      <p>
        {taken.balanceMinor === 0 ? text.settled : <>{text.balance}: {money(taken.balanceMinor)}</>}
      </p>
      <div class="act-bar">
        <LinkButton variant="quiet" href={paths.client(taken.client.id)}>{text.toClient}</LinkButton>
        {taken.status === "ready" && !refund && viewer.can("deliveries.create") && (
          <LinkButton size="big" icon="package-check" href={paths.orderDelivery(number)}>
            {text.deliver}
          </LinkButton>
        )}
        <LinkButton variant="primary" size="big" href={paths.order(number)}>{text.toOrder}</LinkButton>
      </div>
    </Layout>
  );
}

interface EntryProps {
  viewer: Viewer;
  taken: TakenPayment;
  entry: TakenPayment["entries"][number];
}

function EntryPanel({ viewer, taken, entry }: EntryProps) {
  const words = orderText[viewer.locale];
  const text = paymentText[viewer.locale].taken;
  const { number, currency } = taken;
  const receipt = (format: PaperFormat) => paths.orderPaymentReceipt(number, entry.id, format);
  return (
    <Panel
      heading={words.paymentKinds[entry.kind]}
      headingId={`entry-${entry.id}`}
      icon="banknote"
      actions={viewer.can("contacts.read") && (
        <>
          <LinkButton size="small" icon="file-text" href={receipt("a4")} target="_blank">
            {text.receipt} {words.page.a4}
          </LinkButton>
          <LinkButton size="small" icon="receipt" href={receipt("80mm")} target="_blank">
            {words.page.roll}
          </LinkButton>
        </>
      )}
    >
      <DescriptionList
        facts={[
          {
            term: words.page.amount,
            value: <Money viewer={viewer} minor={Math.abs(entry.amountMinor)} currency={currency} />,
          },
          { term: text.method, value: words.methods[entry.method] },
          { term: entry.kind === "refund" ? text.reason : text.reference, value: entry.note },
          { term: text.at, value: <DateTimeText viewer={viewer} at={entry.at} /> },
          { term: text.by, value: entry.by },
          { term: text.till, value: entry.till },
        ]}
      />
    </Panel>
  );
}
