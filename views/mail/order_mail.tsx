import { LOGO_ID, type MessageFacts, type MessageKind, type MessageOrder } from "../../src/mail/message.ts";
import { buttonUrl, type MailFact, namedDocuments, orderFacts, placeFacts } from "./facts.ts";
import { text } from "./text.ts";

/** Mail readers know tables and inline styles, and little else. */
const FONT = "font-family:Arial,Helvetica,sans-serif";
const INK = "#1f1d1a";
const QUIET = "#5f5a53";
const TEAL = "#0f5e5a";
const LOGO_BOX = { width: 200, height: 56 };

export function OrderMail({ kind, facts }: { kind: MessageKind; facts: MessageFacts }) {
  const t = text[facts.locale];
  const mail = t.mails[kind];
  const named = namedDocuments(kind, facts);
  return (
    <html lang={facts.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>{mail.subject(facts)}</title>
      </head>
      <body style={`margin:0;padding:0;background:#f4f2ef;color:${INK}`}>
        <Frame>
          <tr>
            <td style={`padding:24px 24px 0;${FONT};font-size:14px;font-weight:bold;color:${TEAL}`}>
              <ShopLine {...facts} />
            </td>
          </tr>
          <tr>
            <td style={`padding:16px 24px 0;${FONT};font-size:16px;line-height:1.5`}>
              <p style="margin:0 0 8px">{t.hello(facts.client)}</p>
              <h1 style="margin:0 0 8px;font-size:22px;line-height:1.3">{mail.heading(facts)}</h1>
              {facts.note !== "" && <p style="margin:0 0 8px;white-space:pre-line">{facts.note}</p>}
              <p style="margin:0">{mail.body(facts)}</p>
              {named.length > 0 && <p style="margin:8px 0 0;font-weight:bold">{t.attached(named)}</p>}
            </td>
          </tr>
          {facts.orders.length === 1
            ? <OnlyOrder kind={kind} facts={facts} order={facts.orders[0]} />
            : <SeveralOrders kind={kind} facts={facts} />}
          <tr>
            <td style={`padding:24px;${FONT};font-size:12px;line-height:1.5;color:${QUIET}`}>
              {t.why(facts.shop)}
            </td>
          </tr>
        </Frame>
      </body>
    </html>
  );
}

/** The logo goes along with the mail: pictures from elsewhere are held back by most readers. */
function ShopLine({ shop, logo }: MessageFacts) {
  if (logo === null) return <>{shop}</>;
  const scale = Math.min(LOGO_BOX.width / logo.width, LOGO_BOX.height / logo.height);
  const [width, height] = [Math.round(logo.width * scale), Math.round(logo.height * scale)];
  return (
    <img
      src={`cid:${LOGO_ID}`}
      alt={shop}
      width={width}
      height={height}
      style="display:block;border:0;max-width:100%"
    />
  );
}

function Frame({ children }: { children?: unknown }) {
  return (
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border={0}>
      <tr>
        <td align="center" style="padding:24px 12px">
          <table
            role="presentation"
            width="100%"
            cellpadding="0"
            cellspacing="0"
            border={0}
            style="max-width:560px;background:#ffffff;border:1px solid #e3dfd9;border-radius:8px;text-align:left"
          >
            {children}
          </table>
        </td>
      </tr>
    </table>
  );
}

interface OrderProps {
  kind: MessageKind;
  facts: MessageFacts;
  order: MessageOrder;
}

function OnlyOrder({ kind, facts, order }: OrderProps) {
  return (
    <>
      <FactRow facts={[...orderFacts(kind, facts, order), ...placeFacts(facts)]} />
      <Tracking kind={kind} facts={facts} order={order} />
    </>
  );
}

/** Each with its own number and link; where they all are comes once. */
function SeveralOrders({ kind, facts }: Omit<OrderProps, "order">) {
  return (
    <>
      {facts.orders.map((order) => (
        <>
          <FactRow facts={orderFacts(kind, facts, order)} ruled />
          <Tracking kind={kind} facts={facts} order={order} />
        </>
      ))}
      <FactRow facts={placeFacts(facts)} ruled />
    </>
  );
}

function FactRow({ facts, ruled = false }: { facts: readonly MailFact[]; ruled?: boolean }) {
  if (facts.length === 0) return null;
  return (
    <tr>
      <td style="padding:20px 24px 0">
        {ruled && (
          <div style="border-top:1px solid #e3dfd9;font-size:0;line-height:0;height:14px">
            &nbsp;
          </div>
        )}
        <FactTable facts={facts} />
      </td>
    </tr>
  );
}

function Tracking({ kind, facts, order }: OrderProps) {
  const t = text[facts.locale];
  const url = buttonUrl(kind, order);
  if (!url) return null;
  return <TrackingButton url={url} label={t.mails[kind].button} note={t.linkNote} />;
}

function FactTable({ facts }: { facts: readonly MailFact[] }) {
  return (
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border={0}>
      {facts.map(({ term, value }) => (
        <tr>
          <td
            style={`padding:6px 12px 6px 0;${FONT};font-size:14px;color:${QUIET};vertical-align:top;width:38%`}
          >
            {term}
          </td>
          <td style={`padding:6px 0;${FONT};font-size:14px;font-weight:bold;vertical-align:top`}>{value}</td>
        </tr>
      ))}
    </table>
  );
}

function TrackingButton({ url, label, note }: { url: string; label: string; note: string }) {
  return (
    <tr>
      <td style={`padding:20px 24px 0;${FONT};font-size:14px`}>
        <a
          href={url}
          style={`display:inline-block;padding:12px 20px;background:${TEAL};color:#ffffff;border-radius:6px;text-decoration:none;font-weight:bold`}
        >
          {label}
        </a>
        <p style={`margin:12px 0 0;font-size:12px;line-height:1.5;color:${QUIET};word-break:break-all`}>
          {note}
          <br />
          {url}
        </p>
      </td>
    </tr>
  );
}
