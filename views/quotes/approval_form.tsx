import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { APPROVAL_CHANNELS } from "../../src/orders/order.ts";
import type { OrderDetail } from "../../src/orders/queries.ts";
import { paths } from "../../src/paths.ts";
import type { OrderQuote } from "../../src/quotes/queries.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ChipGroup } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Icon } from "../components/icon.tsx";
import { MoneyInput, TextArea, TextInput } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { errorOf, fieldsOf, listedErrors } from "../errors/fields.ts";
import { TellingPart } from "../mail/telling.tsx";
import { orderText } from "../orders/text.ts";
import type { Viewer } from "../viewer.ts";
import { ClaimReason } from "../warranties/claim_reason.tsx";
import { warrantyText } from "../warranties/text.ts";
import { quoteText } from "./text.ts";

export interface ApprovalFormProps {
  viewer: Viewer;
  detail: OrderDetail;
  quotes: readonly OrderQuote[];
  formKey: string;
  typed?: Typed;
  errors?: FieldErrors;
}

/** What the client agreed to by phone or at the counter: what was offered, or a price that was named. */
export function ApprovalForm(props: ApprovalFormProps) {
  const { viewer, detail, quotes, formKey, typed, errors = {} } = props;
  const text = quoteText[viewer.locale].approval;
  const { order } = detail;
  const approved = quotes.find(({ status }) => status === "approved");
  return (
    <Panel heading={text.title} headingId="move-heading" class="move-panel">
      <form
        class="stack"
        method="post"
        action={paths.orderApproval(order.number)}
        hx-post={paths.orderApproval(order.number)}
        hx-target="#order-move"
        hx-swap="innerHTML"
      >
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={formKey} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        {approved
          ? <p>{text.already(approved.decision?.who || detail.client.name)}</p>
          : <Asked {...props} />}
        {detail.depositDueMinor === 0 && (
          <TellingPart
            viewer={viewer}
            plan={detail.plans.approved}
            silent={typedText(typed, "silent") !== ""}
          />
        )}
        <div class="row end">
          <LinkButton variant="quiet" href={paths.order(order.number)}>
            {orderText[viewer.locale].page.cancel}
          </LinkButton>
          <Button variant="primary" icon="circle-check">{approved ? text.goOn : text.submit}</Button>
        </div>
      </form>
    </Panel>
  );
}

function Asked(props: ApprovalFormProps) {
  const { detail: { order } } = props;
  return order.status === "awaiting_approval" ? <OnOffer {...props} /> : <Beforehand {...props} />;
}

function OnOffer(props: ApprovalFormProps) {
  const { viewer, detail, quotes } = props;
  const text = quoteText[viewer.locale].approval;
  const open = quotes.find(({ status }) => status === "sent" || status === "viewed");
  const expired = open ? undefined : quotes.find(({ status }) => status === "expired");
  const deposit = open && open.sums.find(({ depositMinor }) => depositMinor > 0);
  return (
    <>
      {expired && (
        <Notice tone="problem">
          <p>{text.expired(expired.revision)}</p>
        </Notice>
      )}
      {deposit && (
        <Notice tone="waiting">
          <p>{text.deposit(formatMoney(deposit.depositMinor, detail.order.currency, viewer.locale))}</p>
        </Notice>
      )}
      {open && open.options.length > 0 && <Options {...props} quote={open} />}
      <Evidence {...props} />
      {open ? <OtherAmount {...props} /> : <Agreed {...props} alone />}
    </>
  );
}

/** Before anything was offered: a fixed price, or what was authorised when the device was left. */
function Beforehand(props: ApprovalFormProps) {
  const { viewer, detail: { order }, quotes } = props;
  const text = quoteText[viewer.locale].approval;
  const money = (minor: number) => formatMoney(minor, order.currency, viewer.locale);
  const draft = quotes.find(({ status, lines }) => status === "draft" && lines.length > 0);
  const authorised = order.preauthorised_minor;
  const [only] = draft?.sums ?? [];
  return (
    <>
      {authorised !== null && (
        <Notice tone="active">
          <p>{text.within(money(authorised))}</p>
          {draft && only && draft.options.length === 0 && (
            <p>{text.draftWithin(draft.revision, money(only.totalMinor))}</p>
          )}
        </Notice>
      )}
      {authorised !== null && draft && draft.options.length > 0 && <Options {...props} quote={draft} />}
      {order.warranty_of_order_id !== null && <p>{warrantyText[viewer.locale].approving}</p>}
      <Agreed {...props} alone required={authorised === null && order.warranty_of_order_id === null} />
    </>
  );
}

function Options({ viewer, quote, typed, errors = {} }: ApprovalFormProps & { quote: OrderQuote }) {
  const chosen = typedText(typed, "option");
  return (
    <ChipGroup
      viewer={viewer}
      choose="one"
      name="option"
      label={quoteText[viewer.locale].approval.option}
      choices={quote.options.map(({ key, name }) => ({
        value: key,
        label: name ? `${key}: ${name}` : key,
        note: formatMoney(
          quote.sums.find(({ option }) => option === key)?.totalMinor ?? 0,
          quote.currency,
          viewer.locale,
        ),
      }))}
      chosen={chosen ? [chosen] : []}
      error={errorOf(viewer, errors, "option")}
    />
  );
}

function Evidence({ viewer, detail, typed, errors = {} }: ApprovalFormProps) {
  const text = quoteText[viewer.locale].approval;
  const how = typedText(typed, "how");
  return (
    <>
      <ChipGroup
        viewer={viewer}
        choose="one"
        name="how"
        label={text.how}
        required
        choices={APPROVAL_CHANNELS.map((value) => ({
          value,
          label: orderText[viewer.locale].channels[value],
        }))}
        chosen={how ? [how] : []}
        error={errorOf(viewer, errors, "how")}
      />
      <TextInput
        viewer={viewer}
        name="who"
        label={text.who}
        value={typed ? typedText(typed, "who") : detail.client.name}
        error={errorOf(viewer, errors, "who")}
        maxlength={120}
        required
      />
      <TextArea viewer={viewer} name="note" label={text.note} value={typedText(typed, "note")} rows={2} />
    </>
  );
}

/** Haggled on the phone: out of the way of who simply says yes. */
function OtherAmount(props: ApprovalFormProps) {
  const { viewer, typed, errors = {} } = props;
  const open = typedText(typed, "agreed") !== "" || errors.agreed !== undefined ||
    errors.claim_reason !== undefined;
  return (
    <details class="other-amount" open={open}>
      <summary>
        {quoteText[viewer.locale].approval.agreed}
        <Icon name="chevron-down" size={16} />
      </summary>
      <Agreed {...props} alone={false} />
    </details>
  );
}

interface AgreedProps extends ApprovalFormProps {
  /** There is no offer that could be approved instead. */
  alone: boolean;
  required?: boolean;
}

function Agreed({ viewer, detail, typed, errors = {}, alone, required }: AgreedProps) {
  const text = quoteText[viewer.locale].approval;
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <>
      <div class="columns">
        <MoneyInput
          {...field("agreed")}
          label={text.agreedAlone}
          hint={alone ? text.agreedAloneHint : text.agreedHint}
          currency={detail.order.currency}
          required={required}
        />
        <TextInput
          {...field("agreed_for")}
          label={text.agreedFor}
          value={typed ? typedText(typed, "agreed_for") : text.agreedForDefault}
          maxlength={200}
        />
      </div>
      {detail.order.warranty_of_order_id !== null && (
        <ClaimReason {...{ viewer, errors }} value={typedText(typed, "claim_reason")} />
      )}
    </>
  );
}
