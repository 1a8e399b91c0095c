import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import type { Plan } from "../../src/mail/plan.ts";
import { paths } from "../../src/paths.ts";
import type { OrderQuote } from "../../src/quotes/queries.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Checkbox } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Code, Notice } from "../components/status.tsx";
import { errorOf, listedErrors } from "../errors/fields.ts";
import { reasonSentence } from "../errors/text.ts";
import { Layout } from "../layout.tsx";
import { orderText } from "../orders/text.ts";
import { TellingLine } from "../mail/telling.tsx";
import type { Viewer } from "../viewer.ts";
import { ClaimReason } from "../warranties/claim_reason.tsx";
import { OfferView } from "./offer_view.tsx";
import type { OfferSheet } from "./sheet.ts";
import { quoteText } from "./text.ts";

export interface SendPageProps {
  viewer: Viewer;
  number: string;
  quote: OrderQuote;
  sheet: OfferSheet;
  /** How the client gets it. */
  told: Plan;
  /** Something can be written to them. */
  sendable: boolean;
  /** What it takes the place of. */
  standing: OrderQuote | null;
  formKey: string;
  /** Why it cannot be sent as the order stands, and why it just was not: reasons of refusals. */
  obstacle: string | null;
  reason?: string;
  /** The form as it was sent before. */
  typed?: Typed;
  errors?: FieldErrors;
  /** The order claims a warranty. */
  claim: boolean;
}

/** The last look before an offer is in force: what the client gets, and how it reaches them. */
export function SendPage(props: SendPageProps) {
  const { viewer, number, quote, sheet, errors = {} } = props;
  const words = quoteText[viewer.locale];
  const text = words.send;
  return (
    <Layout viewer={viewer} title={`${text.title(quote.revision)} ${number}`} section="orders" width="narrow">
      <PageHeader
        title={text.title(quote.revision)}
        aside={<Code>{number}</Code>}
        lead={text.lead}
        back={{ href: paths.quote(number, quote.id), label: text.edit }}
      />
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <Panel heading={text.preview} headingId="offer-heading" icon="eye">
        <OfferView sheet={sheet} level={3} />
      </Panel>
      <Hindrance {...props} />
      <SendForm {...props} />
    </Layout>
  );
}

function Hindrance({ viewer, number, obstacle, reason }: SendPageProps) {
  const sentence = reasonSentence(obstacle ?? reason, {}, viewer.locale);
  if (!sentence) return null;
  return (
    <div role={reason ? "alert" : undefined}>
      <Notice tone="problem">
        <div class="row apart">
          <span>{sentence}</span>
          {obstacle === "diagnosis_missing" && viewer.can("diagnosis.write") && (
            <LinkButton size="small" icon="clipboard-list" href={`${paths.order(number)}#order-diagnosis`}>
              {orderText[viewer.locale].page.writeDiagnosis}
            </LinkButton>
          )}
        </div>
      </Notice>
    </div>
  );
}

function SendForm(
  { viewer, number, quote, told, sendable, standing, formKey, obstacle, typed, errors = {}, claim }:
    SendPageProps,
) {
  const text = quoteText[viewer.locale].send;
  const charged = claim && quote.sums.some(({ totalMinor }) => totalMinor !== 0);
  return (
    <Panel heading={text.how} headingId="send-heading" icon="send">
      <form class="stack" method="post" action={paths.quoteSending(number, quote.id)}>
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={formKey} />
        <input type="hidden" name="version" value={String(quote.version)} />
        {standing && (
          <Notice tone="waiting">
            <p>
              {standing.status === "approved"
                ? text.undoes(standing.revision)
                : text.replaces(standing.revision)}
            </p>
          </Notice>
        )}
        <TellingLine viewer={viewer} plan={told} />
        {sendable && (
          <Checkbox
            viewer={viewer}
            name="by_mail"
            label={text.byMail}
            hint={text.byMailHint}
            checked={typed === undefined || typedText(typed, "by_mail") !== ""}
            error={errorOf(viewer, errors, "by_mail")}
          />
        )}
        {charged && (
          <ClaimReason
            {...{ viewer, errors }}
            value={typed ? typedText(typed, "claim_reason") : standing?.claimReason ?? ""}
            required
          />
        )}
        {quote.lines.length === 0 && <p class="field-error">{text.none}</p>}
        <div class="row end">
          <LinkButton href={paths.quote(number, quote.id)} icon="pencil">{text.edit}</LinkButton>
          <Button variant="primary" icon="send" disabled={quote.lines.length === 0 || obstacle !== null}>
            {text.submit}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
