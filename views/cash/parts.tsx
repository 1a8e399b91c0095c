import { type Bills, sumOfBills } from "../../src/cash/bills.ts";
import type { Count, SessionEntry, SessionHead, SessionPage } from "../../src/cash/queries.ts";
import { agrees, totalDifference } from "../../src/cash/session.ts";
import { dayOf } from "../../src/lib/dates.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { paths } from "../../src/paths.ts";
import { DescriptionList, EmptyState, Panel } from "../components/panel.tsx";
import { Chip, Code } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { DateTimeText, Money } from "../components/time.tsx";
import { orderText } from "../orders/text.ts";
import type { Viewer } from "../viewer.ts";
import { cashText } from "./text.ts";

interface SessionProps {
  viewer: Viewer;
  session: SessionPage;
}

export function SessionChip({ viewer, session }: { viewer: Viewer; session: SessionHead }) {
  const text = cashText[viewer.locale];
  if (session.closedAt !== null) return <Chip small tone="closed" label={text.closed} />;
  const day = (at: number) => dayOf(at, viewer.timeZone);
  return day(session.openedAt) === day(viewer.now)
    ? <Chip small tone="ready" label={text.open} />
    : <Chip small tone="waiting" label={text.session.longOpen} />;
}

export function SessionFacts({ viewer, session }: SessionProps) {
  const text = cashText[viewer.locale].session;
  const money = (minor: number) => <Money viewer={viewer} minor={minor} currency={session.currency} />;
  return (
    <DescriptionList
      facts={[
        { term: text.user, value: session.user.name },
        { term: text.since, value: <DateTimeText viewer={viewer} at={session.openedAt} /> },
        {
          term: text.until,
          value: session.closedAt !== null && <DateTimeText viewer={viewer} at={session.closedAt} />,
        },
        { term: text.float, value: money(session.floatMinor) },
        { term: text.closedBy, value: session.closedBy },
        { term: text.closeReason, value: session.closeReason, wide: true },
        { term: text.note, value: session.note && <span class="prose">{session.note}</span>, wide: true },
      ]}
    />
  );
}

/** What went in and out, oldest first, without a sum: whoever counts is not to know it. */
export function Entries({ viewer, session }: SessionProps) {
  const text = cashText[viewer.locale].session;
  const { methods, paymentKinds } = orderText[viewer.locale];
  const what = (entry: SessionEntry) =>
    entry.kind === "movement"
      ? entry.minor < 0 ? text.movementOut : text.movementIn
      : paymentKinds[entry.kind];
  return (
    <Panel heading={text.entries} headingId="entries" icon="list" flush>
      <DataTable
        viewer={viewer}
        caption={text.entries}
        rows={session.entries.toReversed()}
        dense
        columns={[
          {
            label: text.time,
            width: "shrink",
            cell: (entry) => <DateTimeText viewer={viewer} at={entry.at} />,
          },
          {
            label: text.what,
            width: "grow",
            cell: (entry) => (
              <>
                {what(entry)}
                {entry.order && (
                  <>
                    {" "}·{" "}
                    <a href={paths.orderPayment(entry.order.number, entry.id)}>
                      <Code>{entry.order.number}</Code>
                    </a>{" "}
                    {entry.order.client}
                  </>
                )}
                {entry.note && <div class="muted">{entry.note}</div>}
              </>
            ),
          },
          { label: text.method, cell: (entry) => methods[entry.method] },
          {
            label: text.amount,
            numeric: true,
            cell: (entry) => <Money viewer={viewer} minor={entry.minor} currency={session.currency} />,
          },
        ]}
        empty={<EmptyState icon="inbox" title={text.none}>{text.noneText}</EmptyState>}
      />
      {session.moreEntries && <p class="hint table-note">{text.more}</p>}
    </Panel>
  );
}

/** By method: what there should be, what was counted, and what lies between. */
export function CountTable(
  { viewer, currency, count }: { viewer: Viewer; currency: string; count: Count },
) {
  const text = cashText[viewer.locale].session;
  const { methods } = orderText[viewer.locale];
  const money = (minor: number) => <Money viewer={viewer} minor={minor} currency={currency} />;
  return (
    <DataTable
      viewer={viewer}
      caption={text.counts}
      rows={count.lines}
      columns={[
        { label: text.method, width: "grow", cell: (line) => methods[line.method] },
        { label: text.expected, numeric: true, cell: (line) => money(line.expected) },
        { label: text.counted, numeric: true, cell: (line) => money(line.counted) },
        {
          label: text.difference,
          numeric: true,
          cell: (line) => <Difference {...{ viewer, currency }} minor={line.difference} />,
        },
      ]}
    />
  );
}

export function Difference(
  { viewer, currency, minor }: { viewer: Viewer; currency: string; minor: number },
) {
  const text = cashText[viewer.locale].session;
  const amount = formatMoney(Math.abs(minor), currency, viewer.locale);
  if (minor === 0) return <Chip small tone="ready" label={text.exact} />;
  return minor > 0
    ? <Chip small tone="waiting" label={text.over(amount)} />
    : <Chip small tone="problem" label={text.under(amount)} />;
}

export function CountPanel(
  { viewer, session, count }: SessionProps & { count: Count },
) {
  const text = cashText[viewer.locale].session;
  const { currency } = session;
  return (
    <Panel
      heading={text.counts}
      headingId="counts"
      icon="coins"
      flush
      actions={agrees(count.lines)
        ? <Chip small tone="ready" label={text.exact} />
        : <Difference {...{ viewer, currency }} minor={totalDifference(count.lines)} />}
    >
      <CountTable {...{ viewer, currency, count }} />
      <p class="hint table-note">{text.countedTimes(session.counts.length)}</p>
      <BillsList {...{ viewer, currency }} bills={count.bills} />
    </Panel>
  );
}

function BillsList({ viewer, currency, bills }: { viewer: Viewer; currency: string; bills: Bills }) {
  const entries = Object.entries(bills).map(([face, pieces]) => [Number(face), pieces] as const)
    .sort(([a], [b]) => b - a);
  if (entries.length === 0) return null;
  const money = (minor: number) => formatMoney(minor, currency, viewer.locale);
  return (
    <p class="hint table-note">
      {cashText[viewer.locale].session.bills}:{" "}
      {entries.map(([face, pieces]) => `${pieces} × ${money(face)}`).join(", ")} = {money(sumOfBills(bills))}
    </p>
  );
}
