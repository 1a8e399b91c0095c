import type { Child } from "hono/jsx";
import type { Loan } from "../../src/loaners/queries.ts";
import type { OrderMessage } from "../../src/mail/queries.ts";
import { paths } from "../../src/paths.ts";
import type { PrintJobView } from "../../src/printing/job_views.ts";
import type { OrderRoutes } from "../../src/printing/routing.ts";
import type { OrderQuote } from "../../src/quotes/queries.ts";
import { ChecksPanel } from "../checklists/order_panel.tsx";
import { Layout } from "../layout.tsx";
import { OrderLoansPart } from "../loaners/order_panel.tsx";
import { OrderPartsPanel, PartAdd, type PartFormState } from "../parts/order_forms.tsx";
import { PickupPart } from "../pickups/notices.tsx";
import { OrderPartsPart } from "../parts/order_panel.tsx";
import { PrintPanel } from "../printing/order_panel.tsx";
import { QuotePanel } from "../quotes/panel.tsx";
import { TimePanel, TimePart } from "../timers/panel.tsx";
import { WarrantyPart } from "../warranties/panel.tsx";
import { UnreadPart } from "../tracking/staff_parts.tsx";
import { TrackingPanel, type TrackingPanelProps } from "../tracking/panel.tsx";
import { DiagnosisPart, FactPanels, FactsPart } from "./facts.tsx";
import type { FormStates } from "./forms.tsx";
import { type HeadProps, OrderHead } from "./head.tsx";
import { MailsPanel } from "./mails.tsx";
import { MoneyPart } from "./money.tsx";
import { deviceName } from "./status.tsx";
import { PhotosPart, StoryPanels, StoryPart } from "./story.tsx";

export interface OrderPageProps extends LivePartsProps {
  link: TrackingPanelProps["link"];
  linkable: boolean;
  /** What can be put into a note. */
  canned: readonly { id: string; title: string }[];
  /** Forms that came back, or were answered. */
  states?: FormStates;
  /** The form of a move that needs one. */
  move?: Child;
  /** The form of one of its parts, and the one that adds some. */
  partForm?: Child;
  partAdd?: PartFormState;
}

/** Left the story, right the facts; each part is replaced by itself as the order changes. */
export function OrderPage(props: OrderPageProps) {
  const { viewer, detail, formKey, states, move, jobs, routed, link, messages, quotes, loans } = props;
  const { number } = detail.order;
  const live = `${paths.orderLive(number)}?v=${encodeURIComponent(detail.mark)}`;
  return (
    <Layout
      viewer={viewer}
      title={`${number} ${deviceName(viewer, detail.device)}`}
      section="orders"
      width="wide"
    >
      <div class="stack" hx-sse:connect={live} hx-swap="none">
        <OrderHead {...props} />
        <UnreadPart viewer={viewer} detail={detail} />
        <div id="order-move">{move}</div>
        <div class="split facts-first">
          <div>
            <ChecksPanel viewer={viewer} detail={detail} />
            <StoryPanels
              viewer={viewer}
              detail={detail}
              formKey={formKey}
              states={states}
              canned={props.canned}
            />
          </div>
          <div>
            <FactPanels
              viewer={viewer}
              detail={detail}
              formKey={formKey}
              states={states}
              quotes={quotes}
              parts={
                <OrderPartsPanel {...{ viewer, detail, formKey }} add={props.partAdd} form={props.partForm} />
              }
            />
            <TimePanel
              viewer={viewer}
              detail={detail}
              state={states?.time ?? { formKey, people: props.repairers }}
            />
            <PickupPart {...{ viewer, detail, formKey }} />
            <WarrantyPart viewer={viewer} detail={detail} />
            <OrderLoansPart viewer={viewer} detail={detail} loans={loans} />
            {viewer.can("labels.print") && <PrintPanel {...{ viewer, number, jobs, routed, formKey }} />}
            {viewer.can("documents.mail") && <MailsPanel viewer={viewer} messages={messages} />}
            {detail.order.status !== "draft" && (
              <TrackingPanel
                {...{ viewer, number, link, linkable: props.linkable, formKey }}
                told={detail.telling.tracking_link}
                consents={detail.reach.consents}
              />
            )}
          </div>
        </div>
      </div>
    </Layout>
  );
}

export interface LivePartsProps extends HeadProps {
  formKey: string;
  jobs: readonly PrintJobView[];
  routed: OrderRoutes;
  messages: readonly OrderMessage[];
  quotes: readonly OrderQuote[];
  loans: readonly Loan[];
  /** More parts, each with its own target. */
  children?: Child;
}

/** Every part that can have changed, each for its own place; forms are left as they are. */
export function LiveParts({ children, ...props }: LivePartsProps) {
  const { viewer, detail, jobs, routed, formKey, messages, quotes, loans } = props;
  return (
    <>
      <Part target="order-head">
        <OrderHead {...props} />
      </Part>
      <Part target="order-checks">
        <ChecksPanel viewer={viewer} detail={detail} />
      </Part>
      <Part target="order-story">
        <StoryPart viewer={viewer} detail={detail} />
      </Part>
      <Part target="order-photos">
        <PhotosPart viewer={viewer} detail={detail} />
      </Part>
      <Part target="order-facts">
        <FactsPart viewer={viewer} detail={detail} />
      </Part>
      <Part target="order-diagnosis">
        <DiagnosisPart viewer={viewer} detail={detail} />
      </Part>
      <Part target="order-quotes">
        <QuotePanel {...{ viewer, detail, quotes, formKey }} />
      </Part>
      <Part target="order-parts">
        <OrderPartsPart viewer={viewer} detail={detail} formKey={formKey} />
      </Part>
      <Part target="part-add">
        <PartAdd viewer={viewer} detail={detail} formKey={formKey} />
      </Part>
      {viewer.can("time.read") && (
        <Part target="order-time">
          <TimePart viewer={viewer} detail={detail} />
        </Part>
      )}
      <Part target="order-unread">
        <UnreadPart viewer={viewer} detail={detail} />
      </Part>
      <Part target="order-pickup">
        <PickupPart {...{ viewer, detail, formKey }} />
      </Part>
      <Part target="order-warranty">
        <WarrantyPart viewer={viewer} detail={detail} />
      </Part>
      <Part target="order-loans">
        <OrderLoansPart viewer={viewer} detail={detail} loans={loans} />
      </Part>
      {viewer.can("payments.read") && (
        <Part target="order-money">
          <MoneyPart viewer={viewer} detail={detail} acts />
        </Part>
      )}
      {viewer.can("labels.print") && (
        <Part target="print-panel">
          <PrintPanel {...{ viewer, jobs, routed, formKey }} number={detail.order.number} />
        </Part>
      )}
      {viewer.can("documents.mail") && (
        <Part target="order-mails">
          <MailsPanel viewer={viewer} messages={messages} />
        </Part>
      )}
      {children}
    </>
  );
}

/** A part of an answer that replaces the element of an id, wherever it stands. */
export function Part({ target, children }: { target: string; children?: Child }) {
  return <hx-partial hx-target={`#${target}`} hx-swap="outerMorph">{children}</hx-partial>;
}
