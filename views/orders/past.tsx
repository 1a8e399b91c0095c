import type { FieldErrors } from "../../src/lib/app_error.ts";
import { formatDateTime, localDateTime } from "../../src/lib/dates.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import type { OrderPast, OrderThen } from "../../src/orders/past_queries.ts";
import { paths } from "../../src/paths.ts";
import { belongs, lineSum } from "../../src/quotes/totals.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { DateInput } from "../components/inputs.tsx";
import { Timeline } from "../components/list.tsx";
import { DescriptionList, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Code, Notice } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { Money } from "../components/time.tsx";
import { errorOf } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { eventWords } from "./event_line.tsx";
import { momentEntry } from "./past_entry.tsx";
import { type PastFact, pastFacts, quoteWords } from "./past_facts.ts";
import { pastText } from "./past_text.ts";
import { StatusChip } from "./status.tsx";
import { orderText } from "./text.ts";

export interface PastPageProps {
  viewer: Viewer;
  number: string;
  /** Null where what was typed is no moment. */
  past: OrderPast | null;
  typed?: Typed;
  errors?: FieldErrors;
}

/** The order as it was, to read: nothing on this page changes anything. */
export function PastPage(props: PastPageProps) {
  const { viewer, number, past } = props;
  const text = pastText[viewer.locale];
  return (
    <Layout viewer={viewer} title={text.title(number)} section="orders" width="wide">
      <div class="stack">
        <PageHeader
          back={{ href: paths.order(number), label: text.back }}
          title={<Code>{number}</Code>}
          aside={past && <StatusChip viewer={viewer} status={past.then.row.status} />}
        />
        {past && <Moment viewer={viewer} past={past} />}
        <Steps {...props} />
        {past && <Reconstruction viewer={viewer} past={past} />}
      </div>
    </Layout>
  );
}

function Moment({ viewer, past }: { viewer: Viewer; past: OrderPast }) {
  const text = pastText[viewer.locale];
  const unknown = pastFacts(viewer, past.then).filter((fact) => fact.unknown).map(({ label }) => label);
  return (
    <>
      <Notice tone="waiting" title={text.wasAt(formatDateTime(past.then.at, viewer))}>
        {past.event && <p>{text.after(eventWords(viewer, past.event)[0])}</p>}
        <p>{text.readOnly}</p>
      </Notice>
      {unknown.length > 0 && (
        <Notice tone="problem" title={text.unknownTitle}>
          <p>{text.unknown(unknown.join(", "))}</p>
        </Notice>
      )}
    </>
  );
}

/** The events before and after, and any other moment. */
function Steps({ viewer, number, past, typed, errors = {} }: PastPageProps) {
  const text = pastText[viewer.locale];
  return (
    <div class="filters">
      <form class="filters" method="get" action={paths.orderPast(number)}>
        <DateInput
          viewer={viewer}
          name="en"
          label={text.at}
          time
          value={past ? localDateTime(past.then.at, viewer.timeZone) : typedText(typed, "en")}
          max={localDateTime(viewer.now, viewer.timeZone)}
          error={errorOf(viewer, errors, "en")}
          required
        />
        <Button icon="history">{text.show}</Button>
      </form>
      {past && (
        <nav class="row aside" aria-label={text.steps}>
          {past.previous && (
            <LinkButton icon="chevron-left" rel="prev" href={paths.orderPast(number, past.previous)}>
              {text.previous}
            </LinkButton>
          )}
          {past.next && (
            <LinkButton iconEnd="chevron-right" rel="next" href={paths.orderPast(number, past.next)}>
              {text.next}
            </LinkButton>
          )}
        </nav>
      )}
    </div>
  );
}

function Reconstruction({ viewer, past: { then, today } }: { viewer: Viewer; past: OrderPast }) {
  const text = pastText[viewer.locale];
  const facts = pastFacts(viewer, then);
  return (
    <div class="split">
      <div>
        <Changes viewer={viewer} facts={facts} today={pastFacts(viewer, today)} />
        <Panel heading={text.history} headingId="past-story-heading" icon="clock">
          <Timeline
            label={text.history}
            entries={then.events.map((event) => momentEntry(viewer, then.number, event))}
          />
        </Panel>
      </div>
      <div>
        <Panel heading={text.order} headingId="past-facts-heading" icon="clipboard-list">
          <DescriptionList
            facts={facts.map((fact) => ({
              term: fact.label,
              value: (fact.words || fact.unknown) && <Words viewer={viewer} fact={fact} />,
              wide: fact.words.length > 40,
            }))}
          />
          <p class="muted">{text.client}</p>
        </Panel>
        {then.quotes.length > 0 && <Quotes viewer={viewer} order={then} />}
        {then.photos.length > 0 && <Photos viewer={viewer} order={then} />}
      </div>
    </div>
  );
}

interface Change {
  fact: PastFact;
  now: PastFact;
}

function Changes({ viewer, facts, today }: { viewer: Viewer; facts: PastFact[]; today: PastFact[] }) {
  const text = pastText[viewer.locale];
  const changes = facts.flatMap((fact, index): Change[] => {
    const now = today[index];
    return now && now.words !== fact.words ? [{ fact, now }] : [];
  });
  return (
    <Panel
      heading={text.changed}
      headingId="changed-heading"
      icon="arrow-right"
      flush={changes.length > 0}
    >
      <DataTable
        viewer={viewer}
        caption={text.changed}
        rows={changes}
        columns={[
          { label: text.fact, cell: ({ fact }) => fact.label },
          { label: text.then, cell: ({ fact }) => <Words viewer={viewer} fact={fact} />, width: "grow" },
          { label: text.today, cell: ({ now }) => <Words viewer={viewer} fact={now} />, width: "grow" },
        ]}
        empty={<p class="muted">{text.unchanged}</p>}
      />
    </Panel>
  );
}

function Words({ viewer, fact }: { viewer: Viewer; fact: PastFact }) {
  const text = pastText[viewer.locale];
  return (
    <>
      <span class="prose">{fact.words || text.none}</span>{" "}
      {fact.unknown && <Chip small tone="problem" label={text.unknownMark} />}
    </>
  );
}

function Quotes({ viewer, order }: { viewer: Viewer; order: OrderThen }) {
  const text = pastText[viewer.locale];
  return (
    <Panel heading={text.quotes} headingId="past-quotes-heading" icon="file-text">
      {order.quotes.map((quote) => (
        <div class="stack tight">
          <strong>{quoteWords(viewer, quote)}</strong>
          {!quote.offer && <p class="muted">{text.draft}</p>}
          {quote.offer && (
            <ul class="quote-lines-read">
              {quote.offer.lines.filter((line) =>
                quote.status !== "approved" || belongs(line, quote.offer?.approvedOption ?? "")
              ).map((line) => (
                <li class="row apart">
                  <span>{line.option && `${line.option}: `}{line.description}</span>
                  <Money
                    viewer={viewer}
                    minor={lineSum(line, quote.offer?.taxIncluded ?? false).totalMinor}
                    currency={order.currency}
                  />
                </li>
              ))}
            </ul>
          )}
        </div>
      ))}
    </Panel>
  );
}

function Photos({ viewer, order }: { viewer: Viewer; order: OrderThen }) {
  const text = orderText[viewer.locale].page;
  return (
    <Panel heading={text.photos} headingId="past-photos-heading" icon="camera">
      <ul class="photo-list">
        {order.photos.map(({ id, name }) => (
          <li>
            <a class="photo" href={paths.photo(id)} target="_blank" rel="noopener">
              <img src={paths.thumbnail(id)} alt={name} width="96" height="96" loading="lazy" />
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
