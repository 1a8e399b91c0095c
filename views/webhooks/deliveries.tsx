import { paths } from "../../src/paths.ts";
import type { Endpoint } from "../../src/webhooks/endpoint.ts";
import type { Attempt, DeliveryFilter, DeliveryLine, DeliveryStory } from "../../src/webhooks/queries.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Pager, Tabs } from "../components/list.tsx";
import { DescriptionList, EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { DataTable } from "../components/table.tsx";
import { DateTimeText, TimeAgo } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { answerWords, DeliveryChip } from "./state.tsx";
import { text } from "./text.ts";

interface TableProps {
  viewer: Viewer;
  endpointId: string;
  deliveries: readonly DeliveryLine[];
  /** One state alone is shown. */
  filtered?: boolean;
}

export function DeliveryTable({ viewer, endpointId, deliveries, filtered = false }: TableProps) {
  const t = text[viewer.locale];
  return (
    <DataTable
      viewer={viewer}
      caption={t.deliveries}
      rows={deliveries}
      href={({ id }) => paths.webhookDelivery(endpointId, id)}
      empty={
        <EmptyState icon="send" title={filtered ? t.noneInState : t.noDeliveries}>
          {filtered ? null : t.noDeliveriesText}
        </EmptyState>
      }
      columns={[
        {
          label: t.event,
          cell: ({ type }) => (
            <>
              {t.types[type]}
              <br />
              <small class="muted mono">{type}</small>
            </>
          ),
        },
        { label: t.state, cell: ({ state }) => <DeliveryChip viewer={viewer} state={state} /> },
        { label: t.answer, width: "grow", cell: (line) => answerWords(viewer, line) },
        { label: t.attempts, numeric: true, cell: ({ attempts }) => attempts },
        { label: t.created, cell: ({ createdAt }) => <TimeAgo viewer={viewer} at={createdAt} /> },
        {
          label: t.next,
          wideOnly: true,
          cell: ({ state, nextAt }) => state === "waiting" && <DateTimeText viewer={viewer} at={nextAt} />,
        },
      ]}
    />
  );
}

const STATES = ["waiting", "delivered", "dead"] as const;

interface DeliveriesProps {
  viewer: Viewer;
  endpoint: Endpoint;
  state: DeliveryFilter["state"];
  page: { deliveries: DeliveryLine[]; before: number | null };
}

export function DeliveriesPage({ viewer, endpoint, state, page }: DeliveriesProps) {
  const t = text[viewer.locale];
  const here = (query = "") => paths.webhookDeliveries(endpoint.id, query);
  return (
    <Layout viewer={viewer} title={t.deliveries} section="admin">
      <PageHeader
        title={t.deliveries}
        lead={t.deliveriesLead(endpoint.url)}
        back={{ href: paths.webhook(endpoint.id), label: t.goOn }}
      />
      <Tabs
        label={t.filter}
        tabs={[
          { href: here(), label: t.all, current: state === null },
          ...STATES.map((one) => ({
            href: here(`?estado=${one}`),
            label: t.deliveryStates[one],
            current: one === state,
          })),
        ]}
      />
      <Panel flush aria-label={t.deliveries}>
        <DeliveryTable
          viewer={viewer}
          endpointId={endpoint.id}
          deliveries={page.deliveries}
          filtered={state !== null}
        />
      </Panel>
      <Pager
        viewer={viewer}
        older={page.before === null ? null : here(`?${state ? `estado=${state}&` : ""}antes=${page.before}`)}
      />
    </Layout>
  );
}

interface DeliveryProps {
  viewer: Viewer;
  endpoint: Endpoint;
  story: DeliveryStory;
  /** What is posted, as it goes over the wire. */
  body: string;
}

/** One delivery: what was sent, and what each try came to. */
export function DeliveryPage({ viewer, endpoint, story, body }: DeliveryProps) {
  const t = text[viewer.locale];
  const { delivery, event, attempts } = story;
  return (
    <Layout viewer={viewer} title={`${t.delivery}: ${t.types[event.type]}`} section="admin">
      <PageHeader
        title={t.types[event.type]}
        aside={<DeliveryChip viewer={viewer} state={delivery.state} />}
        back={{ href: paths.webhookDeliveries(endpoint.id), label: t.deliveries }}
        actions={endpoint.active && (
          <form method="post" action={paths.webhookResend(endpoint.id, delivery.id)}>
            <CsrfField viewer={viewer} />
            <input type="hidden" name="seen" value={String(viewer.now)} />
            <Button icon="send">{t.resend}</Button>
          </form>
        )}
      />
      <div class="split">
        <Panel heading={t.attemptList} headingId="attempts" icon="history">
          {attempts.length === 0 && <p class="muted">{t.noAttempts}</p>}
          <ol class="stack">
            {attempts.map((attempt) => <AttemptLine viewer={viewer} attempt={attempt} />)}
          </ol>
        </Panel>
        <div class="stack">
          <Panel>
            <DescriptionList
              class="single"
              facts={[
                { term: t.url, value: <span class="mono wrap-anywhere">{endpoint.url}</span> },
                { term: t.created, value: <DateTimeText viewer={viewer} at={delivery.createdAt} /> },
                {
                  term: t.next,
                  value: delivery.state === "waiting" && (
                    <DateTimeText
                      viewer={viewer}
                      at={delivery.nextAt}
                    />
                  ),
                },
                {
                  term: t.finished,
                  value: delivery.finishedAt && <DateTimeText viewer={viewer} at={delivery.finishedAt} />,
                },
                { term: "webhook-id", value: <span class="mono wrap-anywhere">{event.id}</span> },
              ]}
            />
          </Panel>
          <Panel heading={t.sent} headingId="sent" icon="file-text">
            <pre class="code-block">{JSON.stringify(JSON.parse(body), null, 2)}</pre>
          </Panel>
        </div>
      </div>
    </Layout>
  );
}

function AttemptLine({ viewer, attempt }: { viewer: Viewer; attempt: Attempt }) {
  const t = text[viewer.locale];
  const headers = Object.entries(attempt.headers);
  return (
    <li class="stack tight">
      <p class="row apart">
        <strong>{t.attempt(attempt.number)}: {answerWords(viewer, attempt)}</strong>
        <span class="muted">
          <DateTimeText viewer={viewer} at={attempt.at} /> · {t.took(attempt.ms)}
        </span>
      </p>
      {attempt.status !== null && (
        <details>
          <summary>{t.answered}</summary>
          <pre class="code-block">
            {headers.map(([name, value]) => `${name}: ${value}\n`).join("")}
            {"\n"}
            {attempt.body === "" ? t.emptyBody : attempt.body}
          </pre>
        </details>
      )}
    </li>
  );
}
