import type { Child } from "hono/jsx";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { formatMoney, priceOf } from "../../src/lib/money.ts";
import { ONE } from "../../src/lib/quantity.ts";
import type { OrderDetail } from "../../src/orders/queries.ts";
import { missing, partActs, unbilled } from "../../src/parts/order_part.ts";
import { PART_ACTS, type PartAct } from "../../src/parts/order_act.ts";
import type { OrderPart, PartOption } from "../../src/parts/order_part_queries.ts";
import { SCRAP_REASONS } from "../../src/parts/stock.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Checkbox, ChipGroup } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Select, TextArea, TextInput } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { Code } from "../components/status.tsx";
import { errorOf, fieldsOf } from "../errors/fields.ts";
import { deviceName } from "../orders/status.tsx";
import type { Viewer } from "../viewer.ts";
import { OrderPartsPart } from "./order_panel.tsx";
import { partText } from "./text.ts";
import { quantityWords } from "./words.ts";

/** A form of the panel as it came back. */
export interface PartFormState {
  typed?: Typed;
  errors?: FieldErrors;
  /** What the typed text finds, when it names no part by itself. */
  options?: readonly PartOption[];
}

export interface OrderPartsProps {
  viewer: Viewer;
  detail: OrderDetail;
  formKey: string;
  add?: PartFormState;
  /** The form of one part, when it is asked for. */
  form?: Child;
}

export function OrderPartsPanel({ viewer, detail, formKey, add, form }: OrderPartsProps) {
  const text = partText[viewer.locale].order;
  return (
    <Panel heading={text.heading} headingId="parts-heading" icon="boxes">
      <OrderPartsPart viewer={viewer} detail={detail} formKey={formKey} />
      <div id="order-part-form">{form}</div>
      <PartAdd viewer={viewer} detail={detail} formKey={formKey} state={add} />
    </Panel>
  );
}

interface PartAddProps {
  viewer: Viewer;
  detail: OrderDetail;
  formKey: string;
  state?: PartFormState;
}

/** Where a part is scanned, or found by its name; a scan anywhere on the page comes here too. */
export function PartAdd({ viewer, detail, formKey, state = {} }: PartAddProps) {
  const text = partText[viewer.locale].order;
  const { adds, uses } = partActs(detail.order);
  if (!adds || !viewer.can("parts.use")) return <div id="part-add"></div>;
  const { typed, errors = {}, options } = state;
  const action = paths.orderParts(detail.order.number);
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <form id="part-add" class="part-add" method="post" action={action} hx-post={action} data-scan-to="code">
      <CsrfField viewer={viewer} />
      <input type="hidden" name="form_key" value={typedText(typed, "form_key") || formKey} />
      <TextInput
        {...field("code")}
        id="part-code"
        label={text.add}
        hint={text.addHint[adds]}
        type="search"
        maxlength={60}
        autocomplete="off"
        class="grow"
        attributes={{
          "hx-get": action,
          "hx-trigger": "input changed delay:180ms, focus once",
          "hx-target": "#part-options",
          "hx-swap": "innerHTML",
          "hx-sync": "this:replace",
        }}
      />
      <TextInput
        {...field("quantity")}
        id="part-quantity"
        label={text.quantity}
        inputmode="decimal"
        maxlength={20}
        placeholder="1"
        class="short"
      />
      <div class="row">
        <Button variant="primary" icon="plus">{text.adds[adds]}</Button>
        {adds === "use" && <Button name="how" value="reserve">{text.adds.reserve}</Button>}
        {adds === "reserve" && uses && <Button name="how" value="use">{text.adds.use}</Button>}
      </div>
      <div id="part-options" hx-morph-skip-children="">
        {options && (
          <PartOptions viewer={viewer} detail={detail} text={typedText(typed, "code")} options={options} />
        )}
      </div>
    </form>
  );
}

interface PartOptionsProps {
  viewer: Viewer;
  detail: { device: { brand: string; model: string } };
  text: string;
  options: readonly PartOption[];
}

/** What a text finds, each a button that adds it. Answers `GET /ordenes/:number/repuestos`. */
export function PartOptions({ viewer, detail, text, options }: PartOptionsProps) {
  const words = partText[viewer.locale].order;
  const blank = text.trim() === "";
  if (options.length === 0) {
    return blank ? null : <p class="hint" role="status">{words.nothing(text.trim())}</p>;
  }
  return (
    <div
      class="part-options"
      role="group"
      aria-label={blank ? words.optionsFor(deviceName(viewer, detail.device)) : words.options}
    >
      {blank && <p class="hint">{words.optionsFor(deviceName(viewer, detail.device))}</p>}
      {options.map((option) => (
        <button type="submit" class="part-option" name="part_id" value={option.id}>
          <span>
            {option.name} <Code>{option.sku}</Code>
          </span>
          <span class="muted">
            {words.optionStock(
              quantityWords(viewer.locale, { quantity: option.available, unit: option.unit }),
            )}
          </span>
        </button>
      ))}
    </div>
  );
}

export interface PartMoveFormProps {
  viewer: Viewer;
  detail: OrderDetail;
  part: OrderPart;
  formKey: string;
  state?: PartFormState;
}

/** What is done with one part of the order, asked in place. */
export function PartMoveForm({ viewer, detail, part, formKey, state = {} }: PartMoveFormProps) {
  const words = partText[viewer.locale];
  const text = words.order;
  const { typed, errors = {} } = state;
  const field = fieldsOf({ viewer, typed, errors });
  const acts = allowedActs(detail, part);
  const [first] = acts;
  const { number } = detail.order;
  const action = paths.orderPartMoves(number, part.part_id);
  return (
    <Panel heading={part.name} headingId="part-move-heading" class="move-panel">
      <form
        class="stack part-move"
        method="post"
        action={action}
        hx-post={action}
        hx-target="#order-part-form"
        hx-swap="innerHTML"
      >
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={typedText(typed, "form_key") || formKey} />
        <ChipGroup
          viewer={viewer}
          choose="one"
          name="kind"
          label={text.which}
          required
          choices={acts.map((value) => ({ value, label: text.acts[value] }))}
          chosen={[typedText(typed, "kind") || (first ?? "")]}
          error={errorOf(viewer, errors, "kind")}
        />
        {part.serialised === 1
          ? (
            <TextInput
              {...field("serial")}
              label={text.serial}
              maxlength={60}
              code
              class="not-drop not-reserve"
              attributes={{ "data-scan-here": "" }}
            />
          )
          : (
            <TextInput
              {...field("quantity")}
              label={text.quantity}
              inputmode="decimal"
              maxlength={20}
              placeholder="1"
              class="not-drop not-reserve"
            />
          )}
        <ScrapFields viewer={viewer} part={part} typed={typed} errors={errors} />
        <ChargeTick viewer={viewer} detail={detail} part={part} typed={typed} />
        <div class="row end">
          <LinkButton variant="quiet" href={paths.order(number)}>{text.cancel}</LinkButton>
          <Button variant="primary">{text.save}</Button>
        </div>
      </form>
    </Panel>
  );
}

function ScrapFields(
  { viewer, part, typed, errors }: {
    viewer: Viewer;
    part: OrderPart;
    typed?: Typed;
    errors: FieldErrors;
  },
) {
  const words = partText[viewer.locale];
  const text = words.order;
  const field = fieldsOf({ viewer, typed, errors });
  const from = typedText(typed, "from") || (part.used > 0 ? "used" : "stock");
  return (
    <>
      <div class="only-scrap stack">
        {part.used > 0
          ? (
            <ChipGroup
              viewer={viewer}
              choose="one"
              name="from"
              label={text.from}
              choices={[{ value: "used", label: text.fromUsed }, { value: "stock", label: text.fromStock }]}
              chosen={[from]}
            />
          )
          : <input type="hidden" name="from" value="stock" />}
        <Select
          {...field("reason")}
          label={text.reason}
          empty
          options={SCRAP_REASONS.map((value) => ({ value, label: words.scrapReasons[value] }))}
        />
      </div>
      <TextArea {...field("note")} label={text.note} rows={2} maxlength={500} class="only-notes" />
    </>
  );
}

/** What is used beyond the plan is billed only when somebody says so, as a charge of its own. */
function ChargeTick(
  { viewer, detail, part, typed }: { viewer: Viewer; detail: OrderDetail; part: OrderPart; typed?: Typed },
) {
  const { order, charges } = detail;
  const more = unbilled({ ...part, used: part.used + Math.max(ONE, part.reserved) });
  const amount = priceOf(more, part.price_minor);
  if (!viewer.can("payments.record") || amount === 0 || part.currency !== order.currency) return null;
  if (order.warranty_of_order_id !== null) return null;
  return (
    <Checkbox
      viewer={viewer}
      name="charge"
      label={partText[viewer.locale].order.charge(
        formatMoney(priceOf(ONE, part.price_minor), order.currency, viewer.locale),
      )}
      checked={typed ? typedText(typed, "charge") === "1" : charges.length === 0}
      class="only-use"
    />
  );
}

function allowedActs(detail: OrderDetail, part: OrderPart): PartAct[] {
  const { adds, uses, returns } = partActs(detail.order);
  const can: Record<PartAct, boolean> = {
    use: uses && part.reserved + part.available > 0,
    reserve: uses && missing(part) > 0 && part.available > 0,
    return: returns && part.used > 0,
    scrap: returns && part.used + part.reserved + part.available > 0,
    drop: returns && (part.wanted > part.used || (adds === "plan" && part.planned > 0)),
  };
  return PART_ACTS.filter((act) => can[act]);
}
