import type { OrderDetail } from "../../src/orders/queries.ts";
import { STATUS_GROUP } from "../../src/orders/status.ts";
import { paths } from "../../src/paths.ts";
import type { LineOption, QuoteStatus } from "../../src/quotes/quote.ts";
import type { OrderQuote } from "../../src/quotes/queries.ts";
import { belongs, lineSum } from "../../src/quotes/totals.ts";
import { UnlessRefused } from "../clients/no_chat.tsx";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Panel } from "../components/panel.tsx";
import { Chip, Notice, type Tone } from "../components/status.tsx";
import { DateText, Money, TimeAgo } from "../components/time.tsx";
import type { Viewer } from "../viewer.ts";
import { warrantyText } from "../warranties/text.ts";
import { sheetText } from "./sheet_text.ts";
import { quoteText } from "./text.ts";
import { formatMoney } from "../../src/lib/money.ts";

const TONE = {
  draft: "new",
  sent: "waiting",
  viewed: "active",
  approved: "ready",
  rejected: "problem",
  expired: "problem",
  superseded: "closed",
} as const satisfies Record<QuoteStatus, Tone>;

export interface QuotePanelProps {
  viewer: Viewer;
  detail: OrderDetail;
  quotes: readonly OrderQuote[];
  formKey: string;
}

/** The offers of an order: the one that counts with its lines and what can be done with it, the others below. */
export function QuotePanel({ viewer, detail, quotes, formKey }: QuotePanelProps) {
  const text = quoteText[viewer.locale].panel;
  const { order } = detail;
  const [current, ...earlier] = quotes;
  const open = STATUS_GROUP[order.status] !== "closed";
  const writes = open && viewer.can("quotes.write");
  const reads = viewer.can("contacts.read");
  return (
    <Panel heading={text.heading} headingId="quotes-heading" icon="file-text" id="order-quotes" class="leads">
      {!current && (
        <>
          <p class="muted">{text.none}</p>
          {writes && <StartForm {...{ viewer, formKey }} number={order.number} from="" label={text.start} />}
        </>
      )}
      {current && <Current {...{ viewer, detail, formKey }} quote={current} />}
      {earlier.length > 0 && (
        <details class="quote-history">
          <summary>{text.before} ({earlier.length})</summary>
          <ul class="stack tight">
            {earlier.map((quote) => (
              <li class="row apart">
                <span class="row">
                  <Status viewer={viewer} quote={quote} />
                  <span>{text.version(quote.revision)}</span>
                </span>
                <span class="row">
                  <Totals viewer={viewer} quote={quote} />
                  {reads && quote.decision && (
                    <a href={paths.quoteCertificate(order.number, quote.id)} target="_blank">
                      {text.certificate}
                    </a>
                  )}
                  {reads && (
                    <a href={paths.quotePdf(order.number, quote.id, "a4")} target="_blank">{text.pdf}</a>
                  )}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

interface CurrentProps extends Omit<QuotePanelProps, "quotes"> {
  quote: OrderQuote;
}

function Current({ viewer, detail, quote, formKey }: CurrentProps) {
  const text = quoteText[viewer.locale].panel;
  return (
    <div class="stack tight">
      <div class="row apart">
        <span class="row">
          <Status viewer={viewer} quote={quote} />
          <span class="muted">{text.version(quote.revision)}</span>
        </span>
        {quote.options.length === 0 && (
          <strong>
            <Totals viewer={viewer} quote={quote} />
          </strong>
        )}
      </div>
      <Times viewer={viewer} quote={quote} />
      {quote.claimReason && (
        <p class="muted">{warrantyText[viewer.locale].chargeReason}: {quote.claimReason}</p>
      )}
      <Lines viewer={viewer} quote={quote} />
      <Deposit viewer={viewer} detail={detail} quote={quote} />
      <Actions {...{ viewer, detail, quote, formKey }} />
    </div>
  );
}

function Status({ viewer, quote }: { viewer: Viewer; quote: OrderQuote }) {
  return <Chip small tone={TONE[quote.status]} label={quoteText[viewer.locale].statuses[quote.status]} />;
}

/** What it comes to: the approved alternative, or each of them. */
function Totals({ viewer, quote }: { viewer: Viewer; quote: OrderQuote }) {
  const sums = quote.sums.filter(({ option }) =>
    quote.approvedOption === null || option === quote.approvedOption
  );
  return (
    <span>
      {sums.map(({ option, totalMinor }, index) => (
        <>
          {index > 0 && " · "}
          {option && `${option} `}
          <Money viewer={viewer} minor={totalMinor} currency={quote.currency} />
        </>
      ))}
    </span>
  );
}

function Times({ viewer, quote }: { viewer: Viewer; quote: OrderQuote }) {
  const text = quoteText[viewer.locale].panel;
  const { decision, status, validUntil, viewedAt } = quote;
  const waiting = status === "sent" || status === "viewed";
  return (
    <>
      {waiting && validUntil !== null && (
        <p class="muted">
          {text.validUntil} <DateText viewer={viewer} at={validUntil - 1} />.{" "}
          {viewedAt === null ? text.notViewed : (
            <>
              {text.viewed} <TimeAgo viewer={viewer} at={viewedAt} />.
            </>
          )}
        </p>
      )}
      {status === "expired" && validUntil !== null && (
        <p class="muted">
          {text.expired} <TimeAgo viewer={viewer} at={validUntil} />.
        </p>
      )}
      {decision && (
        <p class="muted">
          {text.decided(decision.who, sheetText[viewer.locale].channels[decision.channel])}
          {decision.signed && `, ${text.signed}`}, <TimeAgo viewer={viewer} at={decision.at} />.
          {decision.by && ` ${text.notedBy(decision.by)}.`}
        </p>
      )}
    </>
  );
}

function Lines({ viewer, quote }: { viewer: Viewer; quote: OrderQuote }) {
  const text = quoteText[viewer.locale].panel;
  if (quote.lines.length === 0) return <p class="muted">{text.noLines}</p>;
  if (quote.options.length === 0) return <LineList viewer={viewer} quote={quote} option="" />;
  return (
    <>
      {quote.options.filter(({ key }) => !quote.approvedOption || quote.approvedOption === key).map((
        option,
      ) => (
        <div>
          <p class="row apart">
            <strong>{sheetText[viewer.locale].option(option.key, option.name)}</strong>
            <strong>
              <Money
                viewer={viewer}
                minor={quote.sums.find((sum) => sum.option === option.key)?.totalMinor ?? 0}
                currency={quote.currency}
              />
            </strong>
          </p>
          <LineList viewer={viewer} quote={quote} option={option.key} />
        </div>
      ))}
    </>
  );
}

function LineList({ viewer, quote, option }: { viewer: Viewer; quote: OrderQuote; option: LineOption }) {
  const lines = quote.lines.filter((line) => belongs(line, option));
  return (
    <ul class="quote-lines-read">
      {lines.map((line) => (
        <li class="row apart">
          <span>{line.description}</span>
          <Money
            viewer={viewer}
            minor={lineSum(line, quote.taxIncluded).totalMinor}
            currency={quote.currency}
          />
        </li>
      ))}
    </ul>
  );
}

/** What of the approved offer has to be paid before the order goes on. */
function Deposit({ viewer, detail, quote }: Omit<CurrentProps, "formKey">) {
  const text = quoteText[viewer.locale].panel;
  if (
    detail.order.status !== "awaiting_approval" || quote.status !== "approved" || quote.depositMinor === 0
  ) {
    return null;
  }
  if (!viewer.can("payments.read")) return null;
  const due = detail.depositDueMinor;
  const amount = formatMoney(due > 0 ? due : quote.depositMinor, quote.currency, viewer.locale);
  if (due === 0) return <p class="muted">{text.depositPaid(amount)}</p>;
  return (
    <Notice tone="waiting">
      <div class="row apart">
        <span>{text.depositDue(amount)}</span>
        {viewer.can("payments.record") && (
          <LinkButton
            size="small"
            variant="primary"
            icon="banknote"
            href={paths.orderPayments(detail.order.number)}
          >
            {text.takeDeposit}
          </LinkButton>
        )}
      </div>
    </Notice>
  );
}

function Actions({ viewer, detail, quote, formKey }: CurrentProps) {
  const text = quoteText[viewer.locale].panel;
  const { order, client } = detail;
  const { number } = order;
  const open = STATUS_GROUP[order.status] !== "closed";
  const writes = open && viewer.can("quotes.write");
  const reads = viewer.can("contacts.read");
  const answerable = quote.status === "sent" || quote.status === "viewed";
  const sends = open && answerable && viewer.can("quotes.send");
  const approves = detail.moves.some(({ to, through }) => to === "approved" && through === "approval");
  const approvable = order.status === "awaiting_approval" &&
    (answerable || (quote.status === "approved" && detail.depositDueMinor === 0));
  return (
    <div class="row quote-acts">
      {writes && quote.status === "draft" && (
        <>
          {quote.lines.length > 0 && viewer.can("quotes.send") && (
            <LinkButton
              size="small"
              variant="primary"
              icon="send"
              href={paths.quoteSending(number, quote.id)}
            >
              {text.review}
            </LinkButton>
          )}
          <LinkButton size="small" icon="pencil" href={paths.quote(number, quote.id)}>{text.edit}</LinkButton>
        </>
      )}
      {approves && approvable && viewer.can("quotes.approve") && (
        <LinkButton
          size="small"
          variant="primary"
          icon="circle-check"
          href={`${paths.order(number)}?mover=approved`}
          hx-get={`${paths.order(number)}?mover=approved`}
          hx-target="#order-move"
          hx-swap="innerHTML show:top"
        >
          {quote.status === "approved" ? text.goOn : text.approve}
        </LinkButton>
      )}
      {sends && (
        <>
          <UnlessRefused viewer={viewer} consents={detail.reach.consents}>
            <ShareForm
              {...{ viewer, formKey }}
              action={paths.quoteWhatsapp(number, quote.id)}
              icon="message-square"
              label={text.whatsapp}
              target="_blank"
            />
          </UnlessRefused>
          {client.contacts.some(({ kind }) => kind === "email") && (
            <ShareForm
              {...{ viewer, formKey }}
              action={paths.quoteMail(number, quote.id)}
              icon="mail"
              label={text.mail}
            />
          )}
        </>
      )}
      {reads && quote.lines.length > 0 && (
        <LinkButton
          size="small"
          icon="file-text"
          href={paths.quotePdf(number, quote.id, "a4")}
          target="_blank"
        >
          {text.pdf}
        </LinkButton>
      )}
      {reads && quote.decision && (
        <LinkButton
          size="small"
          icon="shield"
          href={paths.quoteCertificate(number, quote.id)}
          target="_blank"
        >
          {text.certificate}
        </LinkButton>
      )}
      {writes && quote.status !== "draft" && (
        <StartForm {...{ viewer, number, formKey }} from={quote.id} label={text.newVersion} />
      )}
    </div>
  );
}

interface ShareFormProps {
  viewer: Viewer;
  action: string;
  formKey: string;
  icon: "mail" | "message-square";
  label: string;
  target?: "_blank";
}

function ShareForm({ viewer, action, formKey, icon, label, target }: ShareFormProps) {
  return (
    <form method="post" action={action} target={target}>
      <CsrfField viewer={viewer} />
      <input type="hidden" name="form_key" value={formKey} />
      <Button size="small" icon={icon}>{label}</Button>
    </form>
  );
}

interface StartFormProps {
  viewer: Viewer;
  number: string;
  formKey: string;
  from: string;
  label: string;
}

function StartForm({ viewer, number, formKey, from, label }: StartFormProps) {
  return (
    <form method="post" action={paths.quotes(number)}>
      <CsrfField viewer={viewer} />
      <input type="hidden" name="form_key" value={formKey} />
      <input type="hidden" name="from" value={from} />
      <Button size="small" icon={from === "" ? "file-text" : "plus"}>{label}</Button>
    </form>
  );
}
