import { type GatewayPaymentState, PROVIDERS } from "../../src/gateways/gateway.ts";
import type { PaymentsFilter } from "../../src/gateways/input.ts";
import type { OnlinePayment, ReviewLine } from "../../src/gateways/review_queries.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { paths } from "../../src/paths.ts";
import { Icon } from "../components/icon.tsx";
import { Pager, Tabs } from "../components/list.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Badge, Chip, Code } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { Money, TimeAgo } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { gatewayText } from "./text.ts";

interface PaymentsPageProps {
  viewer: Viewer;
  filter: PaymentsFilter;
  reviews: readonly ReviewLine[];
  rows: readonly OnlinePayment[];
  next: number | null;
}

const TONES = {
  pending: "active",
  recorded: "ready",
  review: "problem",
  rejected: "closed",
  dismissed: "closed",
} as const satisfies Record<GatewayPaymentState, string>;

/** What came by the gateways, below what of it waits for a decision. */
export function OnlinePaymentsPage({ viewer, filter, reviews, rows, next }: PaymentsPageProps) {
  const words = gatewayText[viewer.locale];
  const t = words.payments;
  return (
    <Layout viewer={viewer} title={t.title} section="cash">
      <PageHeader
        title={t.title}
        lead={t.lead}
        aside={reviews.length > 0 && <Badge count={reviews.length} tone="problem" label={t.reviews} />}
        back={{ href: paths.cash(), label: t.till }}
      />
      {reviews.length > 0 && <Reviews viewer={viewer} reviews={reviews} />}
      <Tabs
        label={t.filter}
        tabs={[
          { href: paths.onlinePayments(), label: t.all, current: filter.pasarela === null },
          ...PROVIDERS.map((provider) => ({
            href: paths.onlinePayments(`?pasarela=${provider}`),
            label: words.providers[provider],
            current: filter.pasarela === provider,
          })),
        ]}
      />
      <Panel flush={rows.length > 0} aria-label={t.caption}>
        <DataTable
          viewer={viewer}
          caption={t.caption}
          rows={rows}
          empty={<EmptyState icon="credit-card" title={t.emptyTitle}>{t.empty}</EmptyState>}
          columns={[
            { label: t.order, cell: (row) => <PaymentLink {...row} /> },
            { label: t.provider, cell: (row) => words.providers[row.provider] },
            { label: t.reference, wideOnly: true, cell: (row) => <Code>{row.externalId}</Code> },
            { label: t.when, cell: (row) => <TimeAgo viewer={viewer} at={row.seenAt} /> },
            {
              label: t.amount,
              numeric: true,
              cell: (row) => (
                <>
                  <Money viewer={viewer} minor={row.amountMinor} currency={row.currency} />
                  {row.refundedMinor > 0 && (
                    <>
                      <br />
                      <small class="muted">
                        {t.refunded(formatMoney(row.refundedMinor, row.currency, viewer.locale))}
                      </small>
                    </>
                  )}
                </>
              ),
            },
            {
              label: t.state,
              beside: true,
              cell: (row) => <Chip small tone={TONES[row.state]} label={words.paymentStates[row.state]} />,
            },
          ]}
        />
      </Panel>
      <Pager
        viewer={viewer}
        newer={filter.antes === null ? null : paths.onlinePayments(queryOf({ ...filter, antes: null }))}
        older={next === null ? null : paths.onlinePayments(queryOf({ ...filter, antes: next }))}
        words={{ newer: t.newest, older: t.older }}
      />
    </Layout>
  );
}

/** To the entry in the ledger, or the order while there is none. */
function PaymentLink({ order, paymentId }: OnlinePayment) {
  if (order === null) return <>—</>;
  return <a href={paymentId ? paths.orderPayment(order, paymentId) : paths.order(order)}>{order}</a>;
}

function Reviews({ viewer, reviews }: Pick<PaymentsPageProps, "viewer" | "reviews">) {
  const words = gatewayText[viewer.locale];
  return (
    <Panel flush heading={words.payments.reviews} headingId="payment-reviews" icon="triangle-alert">
      <ul class="link-list" data-rows="">
        {reviews.map((review) => (
          <li>
            <span class="grow">
              <a class="row-link" href={paths.paymentReview(review.id)}>
                {words.review.reasons[review.reason]}
              </a>
              <span class="sub">
                {[words.providers[review.provider], review.externalId, review.order].filter(Boolean).join(
                  " · ",
                )}
                {" · "}
                <TimeAgo viewer={viewer} at={review.openedAt} />
              </span>
            </span>
            <Money viewer={viewer} minor={review.amountMinor} currency={review.currency} />
            <Icon name="chevron-right" size={16} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function queryOf({ pasarela, antes }: PaymentsFilter): string {
  const params = new URLSearchParams({
    ...pasarela !== null && { pasarela },
    ...antes !== null && { antes: String(antes) },
  }).toString();
  return params && `?${params}`;
}
