import type { FieldErrors } from "../../src/lib/app_error.ts";
import { formatDate } from "../../src/lib/dates.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { paths } from "../../src/paths.ts";
import type { ClientOffer } from "../../src/quotes/client_queries.ts";
import type { TrackedExtras } from "../../src/tracking/message_queries.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { TextArea } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { DateTimeText } from "../components/time.tsx";
import { errorOf } from "../errors/fields.ts";
import { orderText } from "../orders/text.ts";
import type { Viewer } from "../viewer.ts";
import { trackingMessageText } from "./message_text.ts";

export interface MessageState {
  formKey: string;
  /** Somebody of the staff looks: they do not write as the client. */
  byStaff: boolean;
  /** It was sent just now. */
  sent: boolean;
  typed?: Typed;
  errors?: FieldErrors;
}

interface ClientPartProps {
  viewer: Viewer;
  token: string;
  extras: TrackedExtras;
}

/** What can be taken along: each paper as it was handed out, without particulars. */
export function DocumentLinks(
  { viewer, token, extras, quote }: ClientPartProps & { quote: ClientOffer | null },
) {
  const t = trackingMessageText[viewer.locale];
  const kinds = orderText[viewer.locale].paymentKinds;
  const links = [
    { href: paths.trackingReceipt(token), label: t.intake },
    ...quote ? [{ href: paths.trackingQuotePdf(token), label: t.quote(quote.offer.revision) }] : [],
    ...quote?.answer?.channel === "link"
      ? [{ href: paths.trackingCertificate(token), label: t.certificate }]
      : [],
    ...extras.payments.map(({ id, kind, amount: { minor, currency }, at }) => ({
      href: paths.trackingPayment(token, id),
      label: t.payment(
        kinds[kind],
        formatMoney(Math.abs(minor), currency, viewer.locale),
        formatDate(at, viewer),
      ),
    })),
    ...extras.hasDelivery ? [{ href: paths.trackingDelivery(token), label: t.delivery }] : [],
    ...extras.hasWarranty ? [{ href: paths.trackingWarranty(token), label: t.warranty }] : [],
  ];
  return (
    <Panel heading={t.documents} headingId="tracking-documents" icon="file-text">
      <p class="row tracking-actions no-print">
        {links.map(({ href, label }) => <LinkButton href={href} icon="download">{label}</LinkButton>)}
      </p>
    </Panel>
  );
}

/** What the client wrote, and the way to write more. */
export function ClientMessages(
  { viewer, token, extras, message }: ClientPartProps & { message: MessageState },
) {
  const t = trackingMessageText[viewer.locale];
  const { errors = {}, typed } = message;
  return (
    <Panel heading={t.heading} headingId="tracking-messages" icon="send">
      {message.sent && (
        <Notice tone="ready">
          <p role="status">{t.sent}</p>
        </Notice>
      )}
      {message.byStaff
        ? <p class="muted">{t.byStaff}</p>
        : (
          <form class="stack no-print" method="post" action={paths.trackingMessages(token)}>
            <CsrfField viewer={viewer} />
            <input type="hidden" name="form_key" value={message.formKey} />
            <TextArea
              viewer={viewer}
              name="text"
              label={t.label}
              hint={t.hint}
              rows={3}
              maxlength={1000}
              value={typedText(typed, "text")}
              error={errorOf(viewer, errors, "text")}
              required
            />
            <div class="row end">
              <Button variant="primary" icon="send">{t.submit}</Button>
            </div>
          </form>
        )}
      {extras.messages.length > 0 && (
        <>
          <h3>{t.own}</h3>
          <ul class="tracking-notes">
            {extras.messages.map(({ text, at }) => (
              <li>
                <p>{text}</p>
                <span class="hint">
                  <DateTimeText viewer={viewer} at={at} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
