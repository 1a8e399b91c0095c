import { formatDate } from "../../src/lib/dates.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { paths } from "../../src/paths.ts";
import { TRACKING_STEPS } from "../../src/tracking/progress.ts";
import type { TrackedExtras } from "../../src/tracking/message_queries.ts";
import type { TrackedOrder } from "../../src/tracking/queries.ts";
import { LinkButton } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { DescriptionList, Panel } from "../components/panel.tsx";
import { Code, Notice } from "../components/status.tsx";
import { DateText, DateTimeText, Money } from "../components/time.tsx";
import { type PayOffer, PayPanel } from "../gateways/pay_panel.tsx";
import { CATEGORY_ICON } from "../intakes/device_part.tsx";
import { PublicLayout } from "../layout.tsx";
import { orderText } from "../orders/text.ts";
import { QuoteTodo } from "../quotes/client_todo.tsx";
import { quoteText } from "../quotes/text.ts";
import type { Viewer } from "../viewer.ts";
import { ClientMessages, DocumentLinks, type MessageState } from "./client_parts.tsx";
import { trackingMessageText } from "./message_text.ts";
import { type TrackingText, trackingText } from "./text.ts";

interface OrderPartProps {
  viewer: Viewer;
  order: TrackedOrder;
  token: string;
}

interface TrackingPageProps extends OrderPartProps {
  extras: TrackedExtras;
  message: MessageState;
  pay: PayOffer | null;
  /** What the shop's online service does worse than it should; null while all is well. */
  notice: string | null;
}

/** One order as its client sees it: on a phone, without signing in, in plain words. */
export function TrackingPage({ viewer, order, token, extras, message, pay, notice }: TrackingPageProps) {
  const t = trackingText[viewer.locale];
  const now = order.quote && order.quote.depositDueMinor > 0
    ? quoteText[viewer.locale].client.awaitingDeposit
    : t.now[order.progress.moment];
  const category = orderText[viewer.locale].categories[order.device.category];
  return (
    <PublicLayout viewer={viewer} title={t.title(order.number)}>
      <div class="tracking">
        <header class="tracking-now">
          <p class="number">
            <Icon name={CATEGORY_ICON[order.device.category]} />
            <span>{order.device.name || category}</span>
            <Code>{order.number}</Code>
          </p>
          <h1>{now.title}</h1>
          {order.outcome && <p>{t.outcomes[order.outcome]}</p>}
          <p class="lead">{now.next}</p>
        </header>
        {notice && <Notice tone="waiting">{notice}</Notice>}
        <Todo viewer={viewer} order={order} token={token} />
        <PayPanel viewer={viewer} token={token} pay={pay} />
        <Steps viewer={viewer} order={order} />
        {order.warrantyEndsAt !== null && (
          <Panel heading={t.warranty} headingId="tracking-warranty" icon="shield">
            <p>{warrantySentence(t, { viewer, endsAt: order.warrantyEndsAt })}</p>
          </Panel>
        )}
        <Panel heading={t.heading} headingId="tracking-device">
          <DescriptionList
            facts={[
              { term: t.device, value: [category, order.device.name].filter(Boolean).join(" · ") },
              { term: t.serial, value: order.device.serialEnd && t.serialEnds(order.device.serialEnd) },
              { term: t.received, value: <DateTimeText viewer={viewer} at={order.receivedAt} /> },
              {
                term: t.promised,
                value: order.promisedAt !== null && <DateText viewer={viewer} at={order.promisedAt} />,
              },
              { term: t.fault, value: order.fault, wide: true },
              {
                term: trackingMessageText[viewer.locale].balance,
                value: extras.balance && (
                  <Money viewer={viewer} minor={extras.balance.minor} currency={extras.balance.currency} />
                ),
              },
            ]}
          />
        </Panel>
        <Notes viewer={viewer} notes={order.notes} />
        <Photos viewer={viewer} order={order} token={token} />
        <DocumentLinks viewer={viewer} token={token} extras={extras} quote={order.quote} />
        <ClientMessages {...{ viewer, token, extras, message }} />
        <Contact viewer={viewer} shop={order.shop} />
      </div>
    </PublicLayout>
  );
}

function Todo({ viewer, order, token }: OrderPartProps) {
  const t = trackingText[viewer.locale];
  const { moment } = order.progress;
  if (moment === "delivered" || moment === "cancelled" || moment === "abandoned") return null;
  const act = moment === "approving" || moment === "ready";
  return (
    <section class={`notice tone-${act ? "waiting" : "new"}`} aria-labelledby="tracking-todo">
      <div>
        <h2 class="notice-title" id="tracking-todo">{t.todo}</h2>
        {moment === "approving" && (order.quote
          ? <QuoteTodo viewer={viewer} quote={order.quote} token={token} />
          : <p>{t.todoApprove}</p>)}
        {moment === "ready" && <p>{t.todoCollect}</p>}
        {order.due && <p>{t.todoPay(formatMoney(order.due.minor, order.due.currency, viewer.locale))}</p>}
        {!act && <p>{t.todoNothing}</p>}
      </div>
    </section>
  );
}

function Steps({ viewer, order }: { viewer: Viewer; order: TrackedOrder }) {
  const t = trackingText[viewer.locale];
  const { step } = order.progress;
  if (step < 0) return null;
  return (
    <Panel heading={t.progress} headingId="tracking-progress">
      <ol class="steps">
        {TRACKING_STEPS.map((name, at) => (
          <li class={at < step ? "done" : undefined} aria-current={at === step ? "step" : undefined}>
            <div>
              {at === step ? <strong>{t.steps[name]}</strong> : <span>{t.steps[name]}</span>}
              <StepDate viewer={viewer} at={at <= step ? order.stepDates[at] ?? null : null} />
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function StepDate({ viewer, at }: { viewer: Viewer; at: number | null }) {
  if (at === null) return null;
  return (
    <p class="hint">
      <DateTimeText viewer={viewer} at={at} />
    </p>
  );
}

function Notes({ viewer, notes }: { viewer: Viewer; notes: TrackedOrder["notes"] }) {
  if (notes.length === 0) return null;
  return (
    <Panel heading={trackingText[viewer.locale].notes} headingId="tracking-notes" icon="message-square">
      <ul class="tracking-notes">
        {notes.map((note) => (
          <li>
            <p>{note.text}</p>
            <span class="hint">
              <DateTimeText viewer={viewer} at={note.at} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Photos({ viewer, order, token }: OrderPartProps) {
  const t = trackingText[viewer.locale];
  if (order.photos.length === 0) return null;
  return (
    <Panel heading={t.photos} headingId="tracking-photos" icon="image">
      <div class="tracking-photos">
        {order.photos.map(({ id }, at) => (
          <a href={paths.trackingPhoto(token, id)}>
            <img
              src={paths.trackingThumbnail(token, id)}
              alt={t.photo(at + 1)}
              width="96"
              height="96"
              loading="lazy"
            />
          </a>
        ))}
      </div>
    </Panel>
  );
}

/** Who to call and where to go. */
export function Contact({ viewer, shop }: { viewer: Viewer; shop: TrackedOrder["shop"] }) {
  const t = trackingText[viewer.locale];
  return (
    <Panel heading={t.contact} headingId="tracking-contact" icon="building-2">
      <address>
        <strong>{shop.name}</strong> · {shop.branch}
        {shop.address && <p>{shop.address}</p>}
        {shop.phone && <p>{shop.phone}</p>}
      </address>
      <p class="row tracking-actions no-print">
        {shop.phone && (
          <LinkButton href={`tel:${shop.phone.replace(/[^+\d]/g, "")}`} icon="phone">{t.call}</LinkButton>
        )}
        {shop.address && (
          <LinkButton
            href={`https://www.openstreetmap.org/search?query=${encodeURIComponent(shop.address)}`}
            icon="map-pin"
            rel="noopener noreferrer"
          >
            {t.map}
          </LinkButton>
        )}
      </p>
    </Panel>
  );
}

function warrantySentence(
  t: TrackingText,
  { viewer, endsAt }: { viewer: Viewer; endsAt: number },
): string {
  const date = formatDate(endsAt, viewer);
  return endsAt > viewer.now ? t.warrantyUntil(date) : t.warrantyOver(date);
}

/** Unknown, expired and revoked links look the same. */
export function TrackingGonePage({ viewer }: { viewer: Viewer }) {
  const t = trackingText[viewer.locale].gone;
  return (
    <PublicLayout viewer={viewer} title={t.title} shape="gate">
      <h1>{t.title}</h1>
      <p class="lead">{t.text}</p>
    </PublicLayout>
  );
}
