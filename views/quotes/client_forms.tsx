import { typedText } from "../../src/lib/form.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { paths } from "../../src/paths.ts";
import type { ClientOffer } from "../../src/quotes/client_queries.ts";
import { offerSums } from "../../src/quotes/offer.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary, FieldNotes } from "../components/field.tsx";
import { Icon } from "../components/icon.tsx";
import { TextArea, TextInput } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { SignaturePad } from "../components/signature.tsx";
import { errorOf, fieldsOf, listedErrors } from "../errors/fields.ts";
import type { ClientQuotePageProps } from "./client_page.tsx";
import { OfferAlternatives, OfferConditions, OfferFound, OfferView } from "./offer_view.tsx";
import { type Alternative, type OfferSheet, statementOf } from "./sheet.ts";
import { quoteText } from "./text.ts";

interface AnswerProps extends ClientQuotePageProps {
  quote: ClientOffer;
  sheet: OfferSheet;
}

/** The offer inside the form that approves it, and below, quieter, the one that does not. */
export function AnswerForms(props: AnswerProps) {
  return (
    <>
      <ApproveForm {...props} />
      <RejectForm {...props} />
    </>
  );
}

function ApproveForm(props: AnswerProps) {
  const { viewer, quote, sheet, token, formKey, signatureRequired, returned } = props;
  const text = quoteText[viewer.locale].client;
  const back = returned?.answering === "approved" ? returned : undefined;
  const { form: _form, ...errors } = back?.errors ?? {};
  const field = fieldsOf({ viewer, typed: back?.typed, errors });
  const deposit = offerSums(quote.offer).find(({ depositMinor }) => depositMinor > 0);
  const several = quote.offer.options.length > 0;
  return (
    <form method="post" action={paths.trackingQuoteApproval(token)} class="stack loose" id="approve-form">
      <CsrfField viewer={viewer} />
      <input type="hidden" name="form_key" value={formKey} />
      <input type="hidden" name="quote" value={quote.offer.id} />
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <Panel aria-label={sheet.title}>
        {several
          ? <Choice {...props} chosen={field("option").value} error={errorOf(viewer, errors, "option")} />
          : <OfferView sheet={sheet} level={2} />}
        <Terms {...props} />
      </Panel>
      <Panel aria-label={text.approve} class="no-print">
        <div class="stack">
          <TextInput {...field("name")} label={text.name} autocomplete="name" maxlength={120} required />
          <SignaturePad
            viewer={viewer}
            name="signature"
            label={signatureRequired ? text.sign : text.signOptional}
            value={typedText(back?.typed, "signature")}
            error={errorOf(viewer, errors, "signature")}
            required={signatureRequired}
          />
          {signatureRequired && (
            <noscript>
              <p class="notice tone-waiting">{text.signNeedsScript}</p>
            </noscript>
          )}
          {deposit && !several && (
            <p>{text.deposit(formatMoney(deposit.depositMinor, quote.offer.currency, viewer.locale))}</p>
          )}
          <p class="muted">
            {text.agree} «{statementOf(quote.offer, "approved")}»
          </p>
          <Button variant="primary" size="big" icon="circle-check">{text.approve}</Button>
        </div>
      </Panel>
    </form>
  );
}

/** One of the alternatives, each a radio button with its lines below. */
function Choice({ viewer, sheet, chosen, error }: AnswerProps & { chosen: string; error?: string }) {
  return (
    <div class="offer">
      <OfferFound sheet={sheet} level={2} />
      <fieldset class="offer-choice" id="f-option" tabindex={error ? -1 : undefined}>
        <legend>{quoteText[viewer.locale].client.choose}</legend>
        <FieldNotes id="f-option" error={error} />
        <OfferAlternatives
          sheet={sheet}
          totalAbove
          head={(one) => <Chooser alternative={one} chosen={chosen} />}
        />
      </fieldset>
      <OfferConditions sheet={sheet} level={2} />
    </div>
  );
}

function Chooser({ alternative, chosen }: { alternative: Alternative; chosen: string }) {
  return (
    <label class="option">
      <input
        type="radio"
        name="option"
        value={alternative.option}
        checked={chosen === alternative.option}
        required
      />
      <span class="option-card">
        <strong>{alternative.heading}</strong>
        <span class="amount">{alternative.total}</span>
      </span>
    </label>
  );
}

function Terms({ viewer, sheet }: AnswerProps) {
  if (!sheet.terms) return null;
  return (
    <details class="terms">
      <summary>
        {quoteText[viewer.locale].client.readTerms}{" "}
        ({sheet.terms.version.toLowerCase().replace(" ", "\u00a0")})
        <Icon name="chevron-down" size={16} />
      </summary>
      <div class="terms-text" tabindex={0} role="region" aria-label={sheet.terms.heading}>
        {sheet.terms.text.split("\n").map((paragraph) => <p>{paragraph}</p>)}
      </div>
    </details>
  );
}

function RejectForm({ viewer, quote, token, formKey, feeMinor, returned }: AnswerProps) {
  const text = quoteText[viewer.locale].client;
  const back = returned?.answering === "rejected" ? returned : undefined;
  const { form: _form, ...errors } = back?.errors ?? {};
  const field = fieldsOf({ viewer, typed: back?.typed, errors });
  return (
    <details class="reject no-print" open={back !== undefined}>
      <summary class="button quiet">{text.reject}</summary>
      <form method="post" action={paths.trackingQuoteRejection(token)} class="stack">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={formKey} />
        <input type="hidden" name="quote" value={quote.offer.id} />
        <p>
          {text.rejectLead}{" "}
          {feeMinor > 0 && text.rejectFee(formatMoney(feeMinor, quote.offer.currency, viewer.locale))}
        </p>
        <TextInput
          {...field("name")}
          id="reject-name"
          label={text.name}
          autocomplete="name"
          maxlength={120}
          required
        />
        <TextArea {...field("reason")} label={text.reason} rows={2} maxlength={1000} required />
        <SignaturePad
          viewer={viewer}
          name="signature"
          id="reject-signature"
          label={text.signOptional}
          value={typedText(back?.typed, "signature")}
          error={errorOf(viewer, errors, "signature")}
        />
        <Button>{text.rejectSubmit}</Button>
      </form>
    </details>
  );
}
