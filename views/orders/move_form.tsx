import { openRun } from "../../src/checklists/checklist.ts";
import type { Typed } from "../../src/lib/form.ts";
import { typedText } from "../../src/lib/form.ts";
import type { OrderDetail } from "../../src/orders/queries.ts";
import {
  ORDER_OUTCOMES,
  type OrderStatus,
  type Requirement,
  STANDING_NEEDS,
} from "../../src/orders/status.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { paths } from "../../src/paths.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { DateInput, Select, TextArea, TextInput } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { errorOf, fieldsOf, listedErrors } from "../errors/fields.ts";
import { TellingPart } from "../mail/telling.tsx";
import { tellingText } from "../mail/telling_text.ts";
import type { Viewer } from "../viewer.ts";
import { PartDifferences } from "../parts/order_panel.tsx";
import { PickupNotices } from "../pickups/notices.tsx";
import { statusLabel } from "./status.tsx";
import { orderText } from "./text.ts";

export interface Repairer {
  id: string;
  name: string;
}

export interface MoveFormProps {
  viewer: Viewer;
  detail: OrderDetail;
  /** Whom it can be given to. */
  repairers: readonly Repairer[];
  /** Null asks for it: an unlisted move. */
  to: OrderStatus | null;
  forced: boolean;
  typed?: Typed;
  errors?: FieldErrors;
  /** The workshops that devices were sent to before. */
  vendors?: readonly string[];
  /** Where it is sent to, where the answer goes and where one gives up: the order's page unless told. */
  way?: { action: string; target: string; back: string };
}

/** What a move has to bring, asked in place. */
export function MoveForm(props: MoveFormProps) {
  const { viewer, detail, to, forced, errors = {} } = props;
  const text = orderText[viewer.locale];
  const { order } = detail;
  const label = to ? statusLabel(viewer, to) : "";
  const page = paths.order(order.number);
  const { action, target, back } = props.way ??
    { action: paths.orderStatus(order.number), target: "#order-move", back: page };
  return (
    <Panel
      heading={forced ? text.page.forceTitle : text.page.moveTitle(label)}
      headingId="move-heading"
      class="move-panel"
    >
      <form
        class="stack"
        method="post"
        action={action}
        hx-post={action}
        hx-target={target}
        hx-swap="innerHTML"
      >
        <CsrfField viewer={viewer} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <input type="hidden" name="from" value={order.status} />
        {forced && <Forced {...props} />}
        {!forced && to && <input type="hidden" name="to" value={to} />}
        {needsOf(props).map((need) => <Need {...props} need={need} />)}
        <MoveTelling {...props} />
        <div class="row end">
          <LinkButton variant="quiet" href={back} data-close="">{text.page.cancel}</LinkButton>
          <Button variant="primary">{to ? text.move.submit(label) : text.page.moveTo}</Button>
        </div>
      </form>
    </Panel>
  );
}

/** Who hears of it; of an unlisted move, where it may lead to a status that is told. */
function MoveTelling({ viewer, detail, to, forced, typed }: MoveFormProps) {
  const silent = typedText(typed, "silent") !== "";
  if (!forced) {
    return <TellingPart viewer={viewer} plan={to ? detail.plans[to] : undefined} silent={silent} />;
  }
  const told = detail.forcible.find((status) => detail.plans[status]?.by !== "nobody");
  if (!told) return null;
  return (
    <>
      <p>{tellingText[viewer.locale].ready(statusLabel(viewer, told))}</p>
      <TellingPart viewer={viewer} plan={detail.plans[told]} silent={silent} />
    </>
  );
}

/** A forced move asks for whatever any status it may lead to must have. */
function needsOf({ detail, to, forced }: MoveFormProps): readonly Requirement[] {
  if (forced) {
    const standing = detail.forcible.flatMap((status) => STANDING_NEEDS[status] ?? []);
    return ["reason", ...new Set(standing)];
  }
  return detail.moves.find((move) => move.to === to)?.asks ?? [];
}

function Forced({ viewer, detail, typed, errors = {} }: MoveFormProps) {
  const text = orderText[viewer.locale].page;
  return (
    <>
      <Notice tone="problem">
        <p>{text.forceHint}</p>
      </Notice>
      <input type="hidden" name="force" value="1" />
      <Select
        viewer={viewer}
        name="to"
        label={text.forceTo}
        value={typedText(typed, "to")}
        error={errorOf(viewer, errors, "to")}
        empty
        required
        options={detail.forcible.map((value) => ({ value, label: statusLabel(viewer, value) }))}
      />
    </>
  );
}

function Need(props: MoveFormProps & { need: Requirement }) {
  const { need, to, detail, forced } = props;
  if (need === "parts_explained") return <PartsExplained {...props} />;
  if (need === "notices_proven") return <PickupNotices {...props} />;
  if (need === "deposit_settled") return <DepositKept {...props} />;
  const rework = detail.order.status === "quality_check" && to === "repairing";
  return <PlainNeed {...props} required={!forced} {...(rework && { rework: failedPoints(detail) })} />;
}

export interface PlainNeedProps {
  viewer: Viewer;
  need: Requirement;
  repairers: readonly Repairer[];
  typed?: Typed;
  errors?: FieldErrors;
  /** Of what only some statuses must have. */
  required: boolean;
  /** The workshops that devices were sent to before. */
  vendors?: readonly string[];
  /** The reason is what did not pass: what is known of it already. */
  rework?: string;
}

/** What is asked alike for every order. */
export function PlainNeed(props: PlainNeedProps) {
  const { viewer, need, typed, errors = {}, required, vendors, rework } = props;
  const text = orderText[viewer.locale].move;
  const field = fieldsOf({ viewer, typed, errors });
  switch (need) {
    case "technician_assigned":
      return <TakenBy {...props} />;
    case "reason":
      return (
        <TextArea
          {...field("reason")}
          value={typed ? field("reason").value : rework ?? ""}
          label={rework === undefined ? text.reason : text.failed}
          rows={rework === undefined ? 2 : 4}
          required
        />
      );
    case "review_date":
      return <DateInput {...field("review_at")} label={text.reviewAt} required />;
    case "vendor":
      return (
        <>
          <datalist id="vendors">{vendors?.map((vendor) => <option value={vendor}></option>)}</datalist>
          <div class="columns">
            <TextInput
              {...field("vendor")}
              label={text.vendor}
              required={required}
              maxlength={120}
              list="vendors"
              autocomplete="off"
            />
            <DateInput {...field("vendor_expected_at")} label={text.vendorExpectedAt} required={required} />
            <TextInput
              {...field("carried_by")}
              label={text.carriedBy}
              hint={text.carriedHint}
              maxlength={120}
            />
          </div>
        </>
      );
    case "custody":
      return (
        <TextInput {...field("carried_by")} label={text.broughtBy} hint={text.carriedHint} maxlength={120} />
      );
    case "repair_outcome":
      return (
        <Select
          {...field("outcome")}
          label={text.outcome}
          empty
          required={required}
          options={ORDER_OUTCOMES.filter((one) => one !== "quote_rejected").map((value) => ({
            value,
            label: orderText[viewer.locale].outcomes[value],
          }))}
        />
      );
    default:
      return null;
  }
}

/** What the exit checklist says is wrong, a point to a line. */
function failedPoints({ checks }: OrderDetail): string {
  const failed = openRun(checks.runs, "exit")?.items.filter((item) => item.result === "fail") ?? [];
  return failed.map(({ text, note }) => note === "" ? text : `${text}: ${note}`).join("\n");
}

/** Whoever may not give orders to others takes them. */
function TakenBy({ viewer, repairers, typed, errors = {} }: PlainNeedProps) {
  const own = viewer.user?.id ?? "";
  const offered = viewer.can("orders.assign") ? repairers : repairers.filter(({ id }) => id === own);
  return (
    <Select
      viewer={viewer}
      name="technician_id"
      label={orderText[viewer.locale].move.technician}
      value={typed ? typedText(typed, "technician_id") : offered.length === 1 ? offered[0]?.id : ""}
      error={errorOf(viewer, errors, "technician_id")}
      empty
      required
      options={offered.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

function PartsExplained({ viewer, detail, typed, errors = {} }: MoveFormProps) {
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <>
      <PartDifferences viewer={viewer} parts={detail.parts} />
      <TextArea
        {...field("parts_explanation")}
        label={orderText[viewer.locale].move.partsExplanation}
        rows={2}
        required
      />
    </>
  );
}

function DepositKept({ viewer, detail, typed, errors = {} }: MoveFormProps) {
  const text = orderText[viewer.locale].move;
  const { order, balance } = detail;
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <>
      <Notice tone="waiting">
        <p>
          {text.depositPaid(formatMoney(balance.paid, order.currency, viewer.locale))}{" "}
          <a href={paths.orderPayments(order.number)}>{text.refundFirst}</a>
        </p>
      </Notice>
      <TextArea {...field("deposit_kept")} label={text.depositKept} rows={2} required />
    </>
  );
}
