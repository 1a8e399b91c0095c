import type { Child } from "hono/jsx";
import { typedText } from "../../src/lib/form.ts";
import type { OrderDetail } from "../../src/orders/queries.ts";
import { DEAD_END, DIAGNOSIS_FINDINGS, STATUS_GROUP } from "../../src/orders/status.ts";
import type { OrderQuote } from "../../src/quotes/queries.ts";
import { type PaperFormat, paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ChipGroup } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { TextArea, TextInput } from "../components/inputs.tsx";
import { DescriptionList, Panel } from "../components/panel.tsx";
import { Chip, Code } from "../components/status.tsx";
import { DateText, DateTimeText, Money, TimeAgo } from "../components/time.tsx";
import { errorOf } from "../errors/fields.ts";
import { MoveButton } from "../parts/order_panel.tsx";
import { partText } from "../parts/text.ts";
import { QuotePanel } from "../quotes/panel.tsx";
import type { Viewer } from "../viewer.ts";
import { PackLink } from "./pack_link.tsx";
import { deviceName, statusLabel } from "./status.tsx";
import type { FormStates, OrderFormProps } from "./forms.tsx";
import { orderMailText } from "./mail_text.ts";
import { ChargeForm, MoneyPart } from "./money.tsx";
import { PostponeForm } from "./postpone.tsx";
import { orderText } from "./text.ts";

interface PartProps {
  viewer: Viewer;
  detail: OrderDetail;
}

export function FactsPart({ viewer, detail }: PartProps) {
  const text = orderText[viewer.locale];
  const { order, device, client } = detail;
  const out = (order.held_from ?? order.status) === "outsourced";
  const at = (instant: number | null) => instant !== null && <DateText viewer={viewer} at={instant} />;
  return (
    <div id="order-facts">
      <DescriptionList
        facts={[
          {
            term: text.page.device,
            value: (
              <a href={paths.device(device.id)}>
                {text.categories[device.category]} · {deviceName(viewer, device)}
              </a>
            ),
          },
          { term: text.page.serial, value: device.serial && <Code>{device.serial}</Code> },
          { term: text.page.fault, value: order.fault, wide: true },
          {
            term: text.page.accessories,
            value: detail.accessories.join(", ") || text.page.noAccessories,
            wide: true,
          },
          { term: text.page.condition, value: order.condition, wide: true },
          { term: text.page.client, value: <a href={paths.client(client.id)}>{client.name}</a> },
          { term: text.page.contacts, value: <Contacts detail={detail} /> },
          { term: text.page.priority, value: text.priorities[order.priority] },
          {
            term: detail.hasReceipt || order.reference !== "" ? text.page.received : text.page.announced,
            value: <DateTimeText viewer={viewer} at={order.received_at} />,
          },
          { term: text.page.reference, value: order.reference && <Code>{order.reference}</Code> },
          { term: text.page.outcome, value: order.outcome && text.outcomes[order.outcome] },
          {
            term: text.page.preauthorised,
            value: order.preauthorised_minor !== null &&
              <Money viewer={viewer} minor={order.preauthorised_minor} currency={order.currency} />,
          },
          { term: text.page.heldFrom, value: order.held_from && statusLabel(viewer, order.held_from) },
          { term: text.page.review, value: at(order.hold_review_at) },
          { term: text.page.vendor, value: out && order.vendor },
          {
            term: text.page.vendorExpected,
            value: out && at(order.vendor_expected_at),
          },
          { term: text.page.rework, value: order.rework_count > 0 && String(order.rework_count) },
          { term: text.page.deliveredTo, value: detail.delivery?.taken_by },
        ]}
      />
    </div>
  );
}

function Contacts({ detail }: { detail: OrderDetail }) {
  return detail.client.contacts.map((contact) => (
    <div>
      <a href={contact.kind === "email" ? `mailto:${contact.value}` : `tel:${contact.value}`}>
        {contact.display}
      </a>
    </div>
  ));
}

export function DiagnosisPart({ viewer, detail }: PartProps) {
  const text = orderText[viewer.locale].page;
  const { diagnosis } = detail;
  if (!diagnosis) return <p id="order-diagnosis" class="muted">{text.noDiagnosis}</p>;
  return (
    <div id="order-diagnosis" class="stack tight">
      {diagnosis.finding && (
        <p>
          <Chip
            tone={DEAD_END[diagnosis.finding] ? "problem" : "active"}
            label={orderText[viewer.locale].findings[diagnosis.finding]}
            small
          />
        </p>
      )}
      <p class="prose">{diagnosis.text}</p>
      <p class="muted">
        {diagnosis.by}, <TimeAgo viewer={viewer} at={diagnosis.at} />
      </p>
      {detail.order.status === "diagnosing" &&
        detail.moves.some((move) => move.to === "ready" && !move.obstacle) && (
        <>
          <p>{text.deadEnd}</p>
          <MoveButton
            viewer={viewer}
            detail={detail}
            to="ready"
            words={partText[viewer.locale].order.goOn}
          />
        </>
      )}
    </div>
  );
}

export function DiagnosisForm({ viewer, detail, state }: OrderFormProps) {
  const text = orderText[viewer.locale].page;
  const { typed, errors = {}, formKey } = state;
  const { number } = detail.order;
  return (
    <details id="diagnosis-form" open={typed !== undefined}>
      <summary class="button small">{detail.diagnosis ? text.rewriteDiagnosis : text.writeDiagnosis}</summary>
      <form
        class="stack"
        method="post"
        action={paths.orderDiagnosis(number)}
        hx-post={paths.orderDiagnosis(number)}
        hx-target="#diagnosis-form"
      >
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={formKey} />
        <TextArea
          viewer={viewer}
          name="text"
          id="diagnosis-text"
          label={text.diagnosisField}
          rows={5}
          maxlength={5000}
          value={typedText(typed, "text")}
          error={errorOf(viewer, errors, "text")}
          required
        />
        <ChipGroup
          viewer={viewer}
          choose="one"
          name="finding"
          label={text.finding}
          choices={DIAGNOSIS_FINDINGS.map((value) => ({
            value,
            label: orderText[viewer.locale].findings[value],
          }))}
          chosen={[typedText(typed, "finding") || "repairable"]}
          error={errorOf(viewer, errors, "finding")}
        />
        <Button variant="primary">{text.saveDiagnosis}</Button>
      </form>
    </details>
  );
}

/** The way to a device's secret: a reason first, the text only in the answer to it. */
export function SecretPart({ viewer, detail, state }: OrderFormProps) {
  const { errors = {}, revealed } = state;
  const text = orderText[viewer.locale].page;
  const { number } = detail.order;
  if (revealed) {
    return (
      <div id="order-secret" class="stack tight">
        {revealed.map((secret) => (
          <p>
            {text.secretKinds[secret.kind]}: <Code tag>{secret.text}</Code>
          </p>
        ))}
        <p class="muted">{text.revealedHint}</p>
      </div>
    );
  }
  if (detail.secrets.every((secret) => secret.purged)) {
    return <p id="order-secret" class="muted">{text.secretPurged}</p>;
  }
  return (
    <form
      id="order-secret"
      class="stack tight"
      method="post"
      action={paths.orderSecret(number)}
      hx-post={paths.orderSecret(number)}
      autocomplete="off"
    >
      <CsrfField viewer={viewer} />
      <p class="muted">{text.secretSealed}</p>
      <TextInput
        viewer={viewer}
        name="reason"
        id="secret-reason"
        label={text.secretReason}
        error={errorOf(viewer, errors, "reason")}
        maxlength={300}
        required
      />
      <Button icon="eye">{text.reveal}</Button>
    </form>
  );
}

export interface PanelsProps extends PartProps {
  formKey: string;
  states?: FormStates;
}

interface FactPanelsProps extends PanelsProps {
  quotes: readonly OrderQuote[];
  parts?: Child;
}

export function FactPanels({ viewer, detail, formKey, states = {}, quotes, parts }: FactPanelsProps) {
  const text = orderText[viewer.locale].page;
  const { order } = detail;
  const open = STATUS_GROUP[order.status] !== "closed";
  const edit = open && viewer.can("orders.edit") && (
    <LinkButton variant="quiet" size="small" icon="pencil" href={paths.orderEdit(order.number)}>
      {text.edit}
    </LinkButton>
  );
  return (
    <>
      <Panel heading={text.device} headingId="facts-heading" icon="smartphone" actions={edit}>
        <FactsPart viewer={viewer} detail={detail} />
        <PostponeForm viewer={viewer} detail={detail} state={states.postpone ?? { formKey }} />
      </Panel>
      <Panel heading={text.diagnosis} headingId="diagnosis-heading" icon="clipboard-list">
        <DiagnosisPart viewer={viewer} detail={detail} />
        {open && viewer.can("diagnosis.write") &&
          <DiagnosisForm viewer={viewer} detail={detail} state={states.diagnosis ?? { formKey }} />}
      </Panel>
      <QuotePanel {...{ viewer, detail, quotes, formKey }} />
      {parts}
      {viewer.can("payments.read") && (
        <Panel heading={text.money} headingId="money-heading" icon="wallet" class="leads">
          <MoneyPart viewer={viewer} detail={detail} acts />
          {open && viewer.can("payments.record") &&
            <ChargeForm viewer={viewer} detail={detail} state={states.charge ?? { formKey }} />}
        </Panel>
      )}
      {detail.secrets.length > 0 && viewer.can("secrets.reveal") && (
        <Panel heading={text.secret} headingId="secret-heading" icon="key-round">
          <SecretPart viewer={viewer} detail={detail} state={states.secret ?? { formKey }} />
        </Panel>
      )}
      <Panel
        heading={text.receipts}
        headingId="receipts-heading"
        icon="file-text"
        actions={viewer.can("documents.mail") && (
          <LinkButton variant="quiet" size="small" icon="mail" href={paths.orderMail(order.number)}>
            {orderMailText[viewer.locale].open}
          </LinkButton>
        )}
      >
        {detail.hasReceipt && viewer.can("contacts.read") && (
          <ReceiptLinks
            viewer={viewer}
            label={text.intakeReceipt}
            href={(format) => paths.intakeReceipt(order.intake_id, format)}
          />
        )}
        <ReceiptLinks
          viewer={viewer}
          label={text.worksheet}
          href={(format) => paths.orderWorksheet(order.number, format)}
        />
        {detail.delivery && detail.warranty.endsAt !== null && (
          <ReceiptLinks
            viewer={viewer}
            label={text.warranty}
            href={(format) => paths.orderWarranty(order.number, format)}
          />
        )}
        {detail.delivery && viewer.can("payments.read") && viewer.can("contacts.read") && (
          <ReceiptLinks
            viewer={viewer}
            label={text.deliveryReceipt}
            href={(format) => paths.orderReceipt(order.number, format)}
          />
        )}
        <PackLink viewer={viewer} order={order} />
      </Panel>
    </>
  );
}

interface ReceiptLinksProps {
  viewer: Viewer;
  label: string;
  href: (format: PaperFormat) => string;
}

function ReceiptLinks({ viewer, label, href }: ReceiptLinksProps) {
  const text = orderText[viewer.locale].page;
  return (
    <div class="row apart">
      <span>{label}</span>
      <span class="row">
        <LinkButton size="small" icon="file-text" href={href("a4")} target="_blank">{text.a4}</LinkButton>
        <LinkButton size="small" icon="receipt" href={href("80mm")} target="_blank">{text.roll}</LinkButton>
      </span>
    </div>
  );
}
