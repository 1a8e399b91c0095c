import type { OrderDetail } from "../../src/orders/queries.ts";
import { formatSpan } from "../../src/lib/dates.ts";
import { dueReview } from "../../src/orders/due.ts";
import { isOverdue, type SlaClockView } from "../../src/orders/sla.ts";
import { STATUS_GROUP } from "../../src/orders/status.ts";
import type { AllowedMove } from "../../src/orders/transition.ts";
import { paths } from "../../src/paths.ts";
import { agendaText } from "../agenda/text.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Icon } from "../components/icon.tsx";
import { Select } from "../components/inputs.tsx";
import { Menu, MenuButton, MenuLink } from "../components/menu.tsx";
import { PageHeader } from "../components/panel.tsx";
import { Chip, Code } from "../components/status.tsx";
import { DateTimeText, TimeAgo } from "../components/time.tsx";
import { reasonSentence } from "../errors/text.ts";
import { MovesTelling } from "../mail/telling.tsx";
import type { Viewer } from "../viewer.ts";
import { announcedByClient, ByClientChip } from "./marks.tsx";
import { deviceName, StatusChip, statusLabel } from "./status.tsx";
import { orderText } from "./text.ts";

export interface HeadProps {
  viewer: Viewer;
  detail: OrderDetail;
  clock: SlaClockView;
  repairers: readonly { id: string; name: string }[];
}

/** Number, device, client, where it stands and who has it; every change of it is an answer to this part. */
export function OrderHead(props: HeadProps) {
  const { viewer, detail } = props;
  const { order, client, device } = detail;
  const text = orderText[viewer.locale].page;
  const due = dueReview(order, viewer.now);
  return (
    <div id="order-head" class="stack tight">
      <PageHeader
        back={{ href: paths.orders(), label: text.back }}
        title={
          <>
            <Code>{order.number}</Code> {deviceName(viewer, device)}
          </>
        }
        aside={<StatusMenu {...props} />}
        lead={<a href={paths.client(client.id)}>{client.name}</a>}
        actions={<NextAct viewer={viewer} order={order} />}
      />
      <div class="row">
        <span class="muted">
          {text.inStatus} <TimeAgo viewer={viewer} at={order.status_since} />
        </span>
        <span class="muted">
          {order.promised_at === null ? text.notPromised : (
            <>
              {text.promised} <DateTimeText viewer={viewer} at={order.promised_at} />
            </>
          )}
        </span>
        {STATUS_GROUP[order.status] !== "closed" && viewer.can("agenda.manage") && (
          <LinkButton
            size="small"
            variant="quiet"
            icon="calendar"
            href={paths.newAppointment({ orden: order.number })}
          >
            {agendaText[viewer.locale].book}
          </LinkButton>
        )}
        <UndoForm {...props} />
        <WorkClock {...props} />
        {announcedByClient(order) && <ByClientChip locale={viewer.locale} />}
        {due && <Chip small tone="problem" label={text.due[due]} />}
        {isOverdue(order, viewer.now) && <Chip small tone="problem" label={text.overdue} />}
        <Assignment {...props} />
      </div>
    </div>
  );
}

/** What is done with the device at the counter now: it comes in, or goes home. */
function NextAct({ viewer, order }: { viewer: Viewer; order: OrderDetail["order"] }) {
  const text = orderText[viewer.locale].page;
  const { status, number } = order;
  if (status === "draft" && viewer.can("intakes.create") && viewer.branch?.id === order.branch_id) {
    return (
      <LinkButton variant="primary" icon="package" href={paths.orderIntake(number)}>
        {text.receive}
      </LinkButton>
    );
  }
  if (status !== "ready" || !viewer.can("deliveries.create")) return null;
  return (
    <LinkButton variant="primary" icon="package-check" href={paths.orderDelivery(number)}>
      {text.deliver}
    </LinkButton>
  );
}

/** Takes the last move back as long as that is possible; without scripts it is the only way to. */
function UndoForm({ viewer, detail }: HeadProps) {
  if (!detail.undoable) return null;
  const action = paths.orderMoveUndo(detail.order.number);
  return (
    <form method="post" action={action} hx-post={action} hx-target="#order-move" hx-swap="innerHTML">
      <CsrfField viewer={viewer} />
      <Button size="small" icon="undo-2">{orderText[viewer.locale].page.undo}</Button>
    </form>
  );
}

/** What the shop has used up of the time for its own work. */
function WorkClock({ viewer, clock }: HeadProps) {
  if (clock.state === "off") return null;
  const text = orderText[viewer.locale].page;
  const limit = clock.limitMs === null ? "" : formatSpan(clock.limitMs);
  return (
    <>
      <span class="muted" title={text.workHint}>{text.work(formatSpan(clock.spentMs), limit)}</span>
      {clock.state === "paused" && <Chip small tone="waiting" label={text.paused} />}
    </>
  );
}

function StatusMenu({ viewer, detail }: HeadProps) {
  const text = orderText[viewer.locale].page;
  const { order, moves, forcible } = detail;
  const chip = <StatusChip viewer={viewer} status={order.status} />;
  if (moves.length === 0 && forcible.length === 0) return chip;
  return (
    <Menu
      label={`${text.moveTo}: ${statusLabel(viewer, order.status)}`}
      face={chip}
      align="start"
      data-key="s"
      title={text.shortcutHint}
    >
      <form
        method="post"
        action={paths.orderStatus(order.number)}
        hx-post={paths.orderStatus(order.number)}
        hx-target="#order-move"
        hx-swap="innerHTML"
      >
        <CsrfField viewer={viewer} />
        <input type="hidden" name="from" value={order.status} />
        {moves.map((move) => <MoveItem viewer={viewer} number={order.number} move={move} />)}
        <MenuTelling viewer={viewer} detail={detail} />
        {forcible.length > 0 && (
          <MenuLink icon="triangle-alert" {...moveLink(order.number, "forzar")}>{text.force}</MenuLink>
        )}
      </form>
    </Menu>
  );
}

/** Who hears of the moves that are made at once; those with a form say so there. */
function MenuTelling({ viewer, detail: { moves, plans } }: Pick<HeadProps, "viewer" | "detail">) {
  const atOnce = moves.filter(({ asks, obstacle, through }) =>
    obstacle === null && through === null && asks.length === 0
  );
  const told = atOnce.map(({ to }) => ({ label: statusLabel(viewer, to), plan: plans[to] }));
  return <MovesTelling viewer={viewer} moves={told} id="menu-silent" />;
}

function MoveItem({ viewer, number, move }: { viewer: Viewer; number: string; move: AllowedMove }) {
  const label = statusLabel(viewer, move.to);
  if (move.obstacle) {
    const { reason, params = {} } = move.obstacle;
    return (
      <p class="menu-note">
        <Icon name="lock" />
        {label}
        <span>{reasonSentence(reason, params, viewer.locale)}</span>
      </p>
    );
  }
  if (move.through === "delivery" || move.through === "intake") {
    const icon = move.through === "intake" ? "package" : "package-check";
    return <MenuLink icon={icon} href={paths.orderMove(number, move.to)}>{label}</MenuLink>;
  }
  if (move.asks.length > 0 || move.through === "approval") {
    return <MenuLink icon="pencil" {...moveLink(number, move.to)}>{label}…</MenuLink>;
  }
  return <MenuButton icon="arrow-right" name="to" value={move.to}>{label}</MenuButton>;
}

/** Opens the move's small form: in place, or as the same page without scripts. */
function moveLink(number: string, move: string) {
  const href = `${paths.order(number)}?mover=${move}`;
  return { href, "hx-get": href, "hx-target": "#order-move", "hx-swap": "innerHTML" };
}

function Assignment({ viewer, detail, repairers }: HeadProps) {
  const text = orderText[viewer.locale].page;
  const { order, technician } = detail;
  const action = paths.orderAssignment(order.number);
  const form = {
    method: "post",
    action,
    "hx-post": action,
    "hx-target": "#order-move",
    "hx-swap": "innerHTML",
  } as const;
  const open = STATUS_GROUP[order.status] !== "closed";
  const takes = open && viewer.can("orders.take") && technician === null;
  const take = takes && (
    <form {...form}>
      <CsrfField viewer={viewer} />
      <Button size="small" icon="user-check" name="take" value="1">{text.take}</Button>
    </form>
  );
  if (!open || !viewer.can("orders.assign")) {
    return (
      <>
        <span class="muted">{text.technician}: {technician?.name ?? text.unassigned}</span>
        {take}
      </>
    );
  }
  return (
    <>
      <form class="row" {...form} hx-trigger="change, submit">
        <CsrfField viewer={viewer} />
        <Select
          viewer={viewer}
          name="technician_id"
          label={text.technician}
          hideLabel
          value={technician?.id ?? ""}
          empty={text.unassigned}
          options={repairers.map((one) => ({ value: one.id, label: one.name }))}
        />
        <Button size="small" variant="quiet" icon="user-check">{text.assign}</Button>
      </form>
      {take}
    </>
  );
}
