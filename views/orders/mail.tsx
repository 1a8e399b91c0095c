import type { FieldErrors } from "../../src/lib/app_error.ts";
import { formatDate } from "../../src/lib/dates.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { displayPhone } from "../../src/lib/phone.ts";
import { BY_WHATSAPP, documentKey, OTHER_ADDRESS } from "../../src/orders/document.ts";
import type { Mailable, MailableDocument } from "../../src/orders/mail_queries.ts";
import type { MailDraft } from "../../src/orders/mailing.ts";
import { paths } from "../../src/paths.ts";
import { BouncedLine } from "../clients/bounced.tsx";
import { text as clientText } from "../clients/text.ts";
import { Button } from "../components/button.tsx";
import { ChipGroup } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextArea, TextInput } from "../components/inputs.tsx";
import { DescriptionList, PageHeader, Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { errorOf, fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { orderMailText } from "./mail_text.ts";
import { orderText } from "./text.ts";

export interface MailPageProps {
  viewer: Viewer;
  mailable: Mailable;
  sendsMail: boolean;
  typed: Typed;
  errors: FieldErrors;
  formKey: string;
  /** Null while the choice is not complete. */
  draft: MailDraft | null;
}

/** What goes to whom on the left, the mail as it goes out on the right. */
export function MailPage(props: MailPageProps) {
  const { viewer, mailable, sendsMail, draft } = props;
  const t = orderMailText[viewer.locale];
  const { number, client } = mailable;
  return (
    <Layout viewer={viewer} title={t.title(number)} section="orders">
      <PageHeader
        title={t.title(number)}
        lead={client.name}
        back={{ href: paths.order(number), label: number }}
      />
      {mailable.bounced.map(({ address, since }) => (
        <Notice tone="problem" title={address}>
          <BouncedLine viewer={viewer} clientId={client.id} address={address} since={since} />
        </Notice>
      ))}
      {!sendsMail && <Notice tone="waiting">{t.noServer}</Notice>}
      <div class="split">
        <div>
          <Panel>
            <MailForm {...props} />
          </Panel>
        </div>
        <div>
          <Panel heading={t.summary} headingId="summary-heading" icon="mail">
            <p class="hint">{t.language(clientText[viewer.locale].languages[client.locale])}</p>
            <MailSummary viewer={viewer} draft={draft} />
          </Panel>
        </div>
      </div>
    </Layout>
  );
}

function MailForm({ viewer, mailable, typed, errors, formKey }: MailPageProps) {
  const t = orderMailText[viewer.locale];
  const { number, addresses, documents, chat } = mailable;
  const placeless = addresses.length === 0 && chat === null;
  const field = fieldsOf({ viewer, typed, errors });
  const chosen = typed.documents;
  return (
    <form
      class="stack"
      method="post"
      action={paths.orderMail(number)}
      hx-post={paths.orderMailSummary(number)}
      hx-trigger="input delay:250ms"
      hx-target="#mail-summary"
      hx-sync="this:replace"
      data-guard=""
    >
      <CsrfField viewer={viewer} />
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <input type="hidden" name="form_key" value={formKey} />
      <ChipGroup
        viewer={viewer}
        choose="many"
        name="documents"
        label={t.what}
        hint={t.whatHint}
        required
        error={errorOf(viewer, errors, "documents")}
        choices={documents.map((one) => choiceOf(viewer, one))}
        chosen={[chosen].flat().filter((key) => typeof key === "string")}
      />
      {placeless ? <NoAddress viewer={viewer} mailable={mailable} /> : (
        <ChipGroup
          viewer={viewer}
          choose="one"
          name="to"
          label={t.to}
          required
          error={errorOf(viewer, errors, "to")}
          choices={[
            ...(chat
              ? [{
                value: BY_WHATSAPP,
                label: t.chat(displayPhone(chat.phone)),
                icon: "message-circle" as const,
              }]
              : []),
            ...addresses.map((address) => ({ value: address, label: address })),
            { value: OTHER_ADDRESS, label: t.other },
          ]}
          chosen={[typedText(typed, "to")]}
        />
      )}
      <TextInput
        {...field("other")}
        label={t.otherField}
        hint={placeless ? t.notKept : `${t.otherHint} ${t.notKept}`}
        type="email"
        maxlength={254}
        autocomplete="off"
        required={placeless}
      />
      <TextArea
        {...field("note")}
        label={t.note}
        hint={chat ? `${t.noteHint} ${t.noteByMail}` : t.noteHint}
        rows={3}
        maxlength={1000}
      />
      <div class="row">
        <Button variant="primary" icon="send">{t.send}</Button>
        <noscript>
          <Button variant="quiet" name="act" value="look">{t.look}</Button>
        </noscript>
      </div>
    </form>
  );
}

function NoAddress(
  { viewer, mailable: { client, bounced } }: { viewer: Viewer; mailable: Mailable },
) {
  const t = orderMailText[viewer.locale];
  return (
    <>
      <Notice
        tone="waiting"
        title={bounced.length > 0 ? t.noKnownAddress(client.name) : t.noAddress(client.name)}
      >
        {viewer.can("clients.edit") && <a href={paths.clientEdit(client.id)}>{t.addAddress}</a>}
        <p>{t.typeAddress}</p>
      </Notice>
      <input type="hidden" name="to" value={OTHER_ADDRESS} />
    </>
  );
}

function choiceOf(viewer: Viewer, { document, payment, quote }: MailableDocument) {
  const label = orderMailText[viewer.locale].documents[document.kind];
  const value = documentKey(document);
  if (quote) return { value, label, note: `${quote.revision} · ${formatDate(quote.sentAt, viewer)}` };
  if (!payment) return { value, label };
  const { amount, at, kind } = payment;
  const note = [
    orderText[viewer.locale].paymentKinds[kind],
    formatMoney(Math.abs(amount.minor), amount.currency, viewer.locale),
    formatDate(at, viewer),
  ].join(" · ");
  return { value, label, note };
}

/** The mail word for word. */
export function MailSummary({ viewer, draft }: { viewer: Viewer; draft: MailDraft | null }) {
  const t = orderMailText[viewer.locale];
  if (!draft) return <p id="mail-summary" class="muted" aria-live="polite">{t.incomplete}</p>;
  const { by, to, subject, files, text } = draft;
  const address = by === "whatsapp" ? t.chat(displayPhone(to.address)) : to.address;
  return (
    <div id="mail-summary" class="stack" aria-live="polite">
      <DescriptionList
        class="single"
        facts={[
          { term: t.recipient, value: to.name === "" ? address : `${to.name} <${address}>` },
          ...(by === "email" ? [{ term: t.subject, value: subject }] : []),
          { term: t.files, value: files.map((file) => <div>{file}</div>) },
        ]}
      />
      <pre class="mail-text">{text}</pre>
    </div>
  );
}
