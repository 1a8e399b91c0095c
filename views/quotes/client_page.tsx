import type { FieldErrors } from "../../src/lib/app_error.ts";
import { formatDateTime } from "../../src/lib/dates.ts";
import type { Typed } from "../../src/lib/form.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { paths } from "../../src/paths.ts";
import type { ClientOffer } from "../../src/quotes/client_queries.ts";
import type { TrackedOrder } from "../../src/tracking/queries.ts";
import { LinkButton } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { Panel } from "../components/panel.tsx";
import { Code, Notice } from "../components/status.tsx";
import { reasonSentence } from "../errors/text.ts";
import { type PayOffer, PayPanel } from "../gateways/pay_panel.tsx";
import { CATEGORY_ICON } from "../intakes/device_part.tsx";
import { PublicLayout } from "../layout.tsx";
import { Contact } from "../tracking/page.tsx";
import { trackingText } from "../tracking/text.ts";
import type { Viewer } from "../viewer.ts";
import { AnswerForms } from "./client_forms.tsx";
import { OfferView } from "./offer_view.tsx";
import { type OfferSheet, offerSheet } from "./sheet.ts";
import { quoteText } from "./text.ts";

export interface ClientQuotePageProps {
  viewer: Viewer;
  order: TrackedOrder;
  token: string;
  formKey: string;
  /** Charged for the diagnosis when the offer is rejected, 0 for nothing. */
  feeMinor: number;
  signatureRequired: boolean;
  /** Somebody of the shop looks: they do not answer for the client. */
  byStaff: boolean;
  /** Of the deposit that an approved offer waits for. */
  pay: PayOffer | null;
  /** An answer that came back; `form` is what stands in its way as a whole. */
  returned?: { typed: Typed; errors: FieldErrors; answering: "approved" | "rejected" };
}

/** What is offered to a client, on a phone first: to read, to approve or not, and how it was answered. */
export function ClientQuotePage(props: ClientQuotePageProps) {
  const { viewer, order, token, returned } = props;
  const text = quoteText[viewer.locale].client;
  const { quote } = order;
  const sheet = quote && offerSheet(quote.offer);
  const hindrance = reasonSentence(returned?.errors.form?.code, {}, viewer.locale);
  return (
    <PublicLayout viewer={viewer} title={`${sheet?.title ?? text.noneTitle} ${order.number}`}>
      <div class="tracking client-quote">
        <header class="tracking-now">
          <p class="number">
            <Icon name={CATEGORY_ICON[order.device.category]} />
            <span>{sheet?.device ?? order.device.name}</span>
            <Code>{order.number}</Code>
          </p>
          <Headline {...props} />
        </header>
        {hindrance && (
          <div role="alert">
            <Notice tone="problem">
              <p>{hindrance}</p>
            </Notice>
          </div>
        )}
        <PayPanel viewer={viewer} token={token} pay={props.pay} />
        {quote && sheet && <Body {...props} quote={quote} sheet={sheet} />}
        <p class="row no-print">
          <LinkButton variant="quiet" icon="arrow-left" href={paths.tracking(token)}>{text.back}</LinkButton>
          {quote && (
            <LinkButton variant="quiet" icon="file-text" href={paths.trackingQuotePdf(token)}>
              {text.pdf}
            </LinkButton>
          )}
        </p>
        <Contact viewer={viewer} shop={order.shop} />
      </div>
    </PublicLayout>
  );
}

function Headline({ viewer, order }: ClientQuotePageProps) {
  const text = quoteText[viewer.locale].client;
  const { quote } = order;
  const [title, lead] = wordsOf(viewer, order);
  const { answer } = quote ?? { answer: null };
  return (
    <>
      <h1>{title}</h1>
      {quote?.state === "approved" && answer && (
        <p>{text.approvedBy(answer.who, formatDateTime(answer.at, viewer))}</p>
      )}
      <p class="lead">{lead}</p>
    </>
  );
}

/** Title and lead; of an answered offer, what comes next for the device. */
function wordsOf(viewer: Viewer, { quote, progress: { moment } }: TrackedOrder): [string, string] {
  const text = quoteText[viewer.locale].client;
  const { next } = trackingText[viewer.locale].now[moment];
  if (quote === null) return [text.noneTitle, text.noneNext];
  const { title } = offerSheet(quote.offer);
  switch (quote.state) {
    case "open":
      return [title, text.lead];
    case "paused":
      return [title, text.pausedNext];
    case "approved": {
      const due = formatMoney(quote.depositDueMinor, quote.offer.currency, viewer.locale);
      if (quote.depositDueMinor > 0) return [text.approvedTitle, text.approvedDeposit(due)];
      return [text.approvedTitle, moment === "repairing" ? text.approvedNext : next];
    }
    case "rejected":
      return [text.rejectedTitle, moment === "ready" ? text.rejectedNext : next];
    case "expired":
      return [text.expiredTitle, text.expiredNext];
  }
}

interface BodyProps extends ClientQuotePageProps {
  quote: ClientOffer;
  sheet: OfferSheet;
}

function Body(props: BodyProps) {
  const { viewer, quote, sheet, token, byStaff } = props;
  const text = quoteText[viewer.locale].client;
  if (quote.state === "open" && !byStaff) return <AnswerForms {...props} />;
  return (
    <>
      {quote.state === "open" && (
        <Notice tone="waiting">
          <p>{text.staffNotice}</p>
        </Notice>
      )}
      {quote.answer?.channel === "link" && (
        <p class="no-print">
          <LinkButton variant="primary" icon="shield" href={paths.trackingCertificate(token)}>
            {text.certificate}
          </LinkButton>
        </p>
      )}
      <Panel aria-label={sheet.title}>
        <OfferView sheet={chosenOf(sheet, quote)} level={2} />
      </Panel>
    </>
  );
}

/** Of an approved offer with alternatives, only the one that was taken. */
function chosenOf(sheet: OfferSheet, { state, offer }: ClientOffer): OfferSheet {
  if (state !== "approved" || !offer.approvedOption) return sheet;
  return {
    ...sheet,
    alternatives: sheet.alternatives.filter(({ option }) => option === offer.approvedOption),
  };
}
