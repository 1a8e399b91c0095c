import { formatMoney, priceOf } from "../../src/lib/money.ts";
import { quantityField } from "../../src/lib/quantity.ts";
import type { OrderDetail } from "../../src/orders/queries.ts";
import type { OrderStatus } from "../../src/orders/status.ts";
import { missing, partActs, unbilled } from "../../src/parts/order_part.ts";
import type { OrderPart } from "../../src/parts/order_part_queries.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Chip, Notice, type Tone } from "../components/status.tsx";
import { statusLabel } from "../orders/status.tsx";
import type { Viewer } from "../viewer.ts";
import { partText } from "./text.ts";
import { quantityWords } from "./words.ts";

interface PartsProps {
  viewer: Viewer;
  detail: OrderDetail;
  formKey: string;
}

/** What the order takes: planned, put aside, used; every change of it is an answer to this part. */
export function OrderPartsPart(props: PartsProps) {
  const { viewer, detail } = props;
  const text = partText[viewer.locale].order;
  const shown = detail.parts.filter((part) =>
    part.planned > 0 || part.wanted > 0 || part.used > 0 || part.returned > 0 || part.scrapped > 0
  );
  return (
    <div id="order-parts" class="stack">
      <Proposal {...props} />
      {shown.length === 0 ? <p class="muted">{text.empty}</p> : (
        <ul class="part-lines">
          {shown.map((part) => <PartLine {...props} part={part} />)}
        </ul>
      )}
    </div>
  );
}

/** The system never moves an order by itself: it says what it knows, and what could be done. */
function Proposal({ viewer, detail }: PartsProps) {
  const text = partText[viewer.locale].order;
  const { order, moves, parts } = detail;
  const offers = (to: OrderStatus) => moves.some((move) => move.to === to && !move.obstacle);
  if (order.status === "awaiting_parts" && order.parts_in === 1) {
    const next = parts.some(({ used }) => used > 0) ? "repairing" : "approved";
    return (
      <Notice tone="ready" title={text.arrivedTitle}>
        <p>{text.arrivedText}</p>
        {offers(next) && <MoveButton viewer={viewer} detail={detail} to={next} words={text.goOn} />}
      </Notice>
    );
  }
  if (order.status === "awaiting_parts" || !parts.some((part) => missing(part) > 0)) return null;
  return (
    <Notice tone="waiting" title={text.shortTitle}>
      <p>{text.shortText}</p>
      {offers("awaiting_parts") && (
        <MoveButton viewer={viewer} detail={detail} to="awaiting_parts" words={text.wait} />
      )}
    </Notice>
  );
}

/** Moves the order at one press, where the move asks for nothing. */
export function MoveButton(
  { viewer, detail, to, words }: Omit<PartsProps, "formKey"> & { to: OrderStatus; words: string },
) {
  const { number, status } = detail.order;
  return (
    <form
      method="post"
      action={paths.orderStatus(number)}
      hx-post={paths.orderStatus(number)}
      hx-target="#order-move"
      hx-swap="innerHTML"
    >
      <CsrfField viewer={viewer} />
      <input type="hidden" name="from" value={status} />
      <Button size="small" icon="arrow-right" name="to" value={to}>
        {`${words} «${statusLabel(viewer, to)}»`}
      </Button>
    </form>
  );
}

function PartLine({ viewer, detail, formKey, part }: PartsProps & { part: OrderPart }) {
  const words = partText[viewer.locale];
  const text = words.order;
  const acts = partActs(detail.order);
  const mayUse = viewer.can("parts.use") && (acts.uses || acts.returns);
  const said = (quantity: number) => quantityWords(viewer.locale, { quantity, unit: part.unit });
  const facts = [
    part.planned > 0 && text.planned(said(part.planned)),
    part.reserved > 0 && text.reserved(said(part.reserved)),
    part.used > 0 && text.used(said(part.used)),
    part.returned > 0 && text.returned(said(part.returned)),
    part.scrapped > 0 && text.scrapped(said(part.scrapped)),
  ].filter(Boolean).join(" · ");
  const state = stateOf(viewer, { part, planning: acts.adds === "plan" });
  return (
    <li>
      <div class="part-line-head">
        <a href={paths.part(part.part_id)}>{part.name}</a>
        <Chip small tone={state.tone} label={state.label} />
      </div>
      <p class="muted">
        <span class="code">{part.sku}</span>
        {facts && ` · ${facts}`}
      </p>
      {part.explanation && <p class="muted">{text.explanation}: {part.explanation}</p>}
      <div class="row">
        {mayUse && acts.uses && part.reserved > 0 && part.serialised === 0 && (
          <UseButton viewer={viewer} number={detail.order.number} part={part} formKey={formKey} />
        )}
        {mayUse && (
          <LinkButton
            size="small"
            variant="quiet"
            aria-label={text.moveOf(part.name)}
            {...formLink(detail.order.number, part.part_id)}
          >
            {text.move}
          </LinkButton>
        )}
        <Bill viewer={viewer} detail={detail} part={part} formKey={formKey} />
      </div>
    </li>
  );
}

/** Opens the part's small form: in place, or as the same page without scripts. */
function formLink(number: string, partId: string) {
  const href = paths.orderPart(number, partId);
  return { href, "hx-get": href, "hx-target": "#order-part-form", "hx-swap": "innerHTML" };
}

interface LineFormProps {
  viewer: Viewer;
  number: string;
  part: OrderPart;
  formKey: string;
}

/** Takes everything that lies aside, at one press. */
function UseButton({ viewer, number, part, formKey }: LineFormProps) {
  const text = partText[viewer.locale].order;
  const action = paths.orderPartMoves(number, part.part_id);
  return (
    <form method="post" action={action} hx-post={action} hx-target="#order-part-form" hx-swap="innerHTML">
      <CsrfField viewer={viewer} />
      <input type="hidden" name="form_key" value={formKey} />
      <input type="hidden" name="quantity" value={quantityField(part.reserved, viewer.locale)} />
      <Button size="small" icon="wrench" name="kind" value="use" aria-label={text.useOf(part.name)}>
        {`${text.use} ${quantityWords(viewer.locale, { quantity: part.reserved, unit: part.unit })}`}
      </Button>
    </form>
  );
}

/** For who handles money: what the bench used beyond the plan, until it is billed. */
function Bill({ viewer, detail, part, formKey }: PartsProps & { part: OrderPart }) {
  const text = partText[viewer.locale].order;
  const { order } = detail;
  const quantity = unbilled(part);
  const amount = priceOf(quantity, part.price_minor);
  if (!viewer.can("payments.record") || amount === 0 || part.currency !== order.currency) return null;
  if (order.closed_at !== null || order.warranty_of_order_id !== null) return null;
  const action = paths.orderPartCharge(order.number, part.part_id);
  return (
    <form
      class="row"
      method="post"
      action={action}
      hx-post={action}
      hx-target="#order-part-form"
      hx-swap="innerHTML"
    >
      <CsrfField viewer={viewer} />
      <input type="hidden" name="form_key" value={formKey} />
      <span class="muted">{text.unbilled(quantityWords(viewer.locale, { quantity, unit: part.unit }))}</span>
      <Button size="small" icon="receipt">
        {text.bill(formatMoney(amount, order.currency, viewer.locale))}
      </Button>
    </form>
  );
}

function stateOf(
  viewer: Viewer,
  { part, planning }: { part: OrderPart; planning: boolean },
): { tone: Tone; label: string } {
  const text = partText[viewer.locale].order;
  const lacks = missing(part);
  if (lacks > 0) {
    const quantity = quantityWords(viewer.locale, { quantity: lacks, unit: part.unit });
    return { tone: "waiting", label: text.missing(quantity) };
  }
  if (part.reserved > 0) return { tone: "active", label: text.toUse };
  if (part.used > 0) return { tone: "ready", label: text.done };
  return planning && part.planned > 0
    ? { tone: "new", label: text.plan }
    : { tone: "closed", label: text.off };
}

/** What differs from the plan, before somebody says why. */
export function PartDifferences({ viewer, parts }: { viewer: Viewer; parts: readonly OrderPart[] }) {
  const text = partText[viewer.locale].order;
  const said = (part: OrderPart, quantity: number) =>
    quantityWords(viewer.locale, { quantity, unit: part.unit });
  return (
    <ul class="stack tight">
      {parts.filter((part) => part.planned !== part.used).map((part) => (
        <li>
          {part.name}: {text.planned(said(part, part.planned))}, {text.used(said(part, part.used))}
        </li>
      ))}
    </ul>
  );
}
