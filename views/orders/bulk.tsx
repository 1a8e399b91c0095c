import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import type { Plan } from "../../src/mail/plan.ts";
import {
  BULK_ACT_NAME,
  type BulkAct,
  type BulkLine,
  type BulkOutcome,
  type BulkWish,
  type Obstacle,
} from "../../src/orders/bulk.ts";
import { EVERYTHING, listQuery } from "../../src/orders/list_filter.ts";
import type { OrderStatus, Requirement } from "../../src/orders/status.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Checkbox } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Badge, Code, Notice } from "../components/status.tsx";
import { type Column, DataTable } from "../components/table.tsx";
import { listedErrors } from "../errors/fields.ts";
import { sentenceOf } from "../errors/text.ts";
import { Layout } from "../layout.tsx";
import { tellingWords } from "../mail/telling.tsx";
import { tellingText } from "../mail/telling_text.ts";
import type { Viewer } from "../viewer.ts";
import { bulkText } from "./bulk_text.ts";
import { PlainNeed, type Repairer } from "./move_form.tsx";
import { deviceName, StatusChip, statusLabel } from "./status.tsx";

/** A form that came back. */
export interface ReturnedBulk {
  typed: Typed;
  errors: FieldErrors;
  formKey: string;
}

export interface BulkPageProps {
  viewer: Viewer;
  wish: BulkWish;
  lines: readonly BulkLine[];
  asks: readonly Requirement[];
  /** Who gets them, null for nobody. */
  technician: string | null;
  repairers: readonly Repairer[];
  formKey: string;
  returned?: ReturnedBulk;
}

/** What would happen to each of the orders and who would hear of it, before anything is done. */
export function BulkPage(props: BulkPageProps) {
  const { viewer, wish, lines } = props;
  const t = bulkText[viewer.locale];
  const goes = lines.filter(({ obstacle }) => obstacle === null);
  const stays = lines.filter(({ obstacle }) => obstacle !== null);
  const title = titleOf(props, goes.length);
  return (
    <Layout viewer={viewer} title={title} section="orders" width="wide">
      <PageHeader title={title} lead={t.lead} back={{ href: listOfAll(), label: t.back }} />
      {goes.length > 0 ? <DeedForm {...props} goes={goes} /> : (
        <Panel>
          <EmptyState icon="info" title={t.none} />
        </Panel>
      )}
      {stays.length > 0 && (
        <Panel flush heading={t.stays} headingId="stays" icon="ban" actions={<Badge count={stays.length} />}>
          <DataTable
            viewer={viewer}
            caption={t.stays}
            rows={stays}
            columns={[...facts(viewer), {
              label: t.why,
              cell: (line) => <WhyNot viewer={viewer} line={line} to={wish.to} />,
            }]}
            dense
          />
        </Panel>
      )}
    </Layout>
  );
}

function DeedForm(props: BulkPageProps & { goes: readonly BulkLine[] }) {
  const { viewer, wish, asks, goes, repairers, formKey, returned } = props;
  const t = bulkText[viewer.locale];
  const { typed, errors = {} } = returned ?? {};
  const to = wish.to ? statusLabel(viewer, wish.to) : "";
  const sent = count(goes, "email") + count(goes, "whatsapp");
  const byHand = count(goes, "hand");
  return (
    <form class="stack" method="post" action={paths.ordersInBulk()}>
      <CsrfField viewer={viewer} />
      <input type="hidden" name="form_key" value={formKey} />
      <input type="hidden" name="accion" value={BULK_ACT_NAME[wish.act]} />
      {wish.to && <input type="hidden" name="to" value={wish.to} />}
      <input type="hidden" name="tecnico" value={wish.technicianId ?? ""} />
      {goes.map(({ number, status }, index) => (
        <>
          <input type="hidden" name={`orders.${index}.number`} value={number} />
          <input type="hidden" name={`orders.${index}.from`} value={status} />
        </>
      ))}
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      {asks.length > 0 && (
        <Panel aria-label={to}>
          {asks.map((need) => <PlainNeed {...{ viewer, need, repairers, typed, errors }} required />)}
        </Panel>
      )}
      <Panel flush heading={t.goes} headingId="goes" icon="check" actions={<Badge count={goes.length} />}>
        <DataTable
          viewer={viewer}
          caption={t.goes}
          rows={goes}
          columns={[...facts(viewer), {
            label: t.told,
            cell: ({ told }) => tellingWords(viewer.locale, told),
          }]}
          dense
        />
      </Panel>
      <div class="act-bar">
        {sent + byHand > 0 && (
          <Checkbox
            viewer={viewer}
            name="silent"
            label={tellingText[viewer.locale].quiet}
            checked={typedText(typed, "silent") !== ""}
          />
        )}
        <p>{t.summary(sent, byHand)}</p>
        <Button variant="primary" icon="check">
          {wish.act === "move" ? t.submit.move(goes.length, to) : t.submit[wish.act](goes.length)}
        </Button>
      </div>
    </form>
  );
}

function titleOf({ viewer, wish, technician }: BulkPageProps, orders: number): string {
  const { titles } = bulkText[viewer.locale];
  if (wish.act === "move") return titles.move(orders, wish.to ? statusLabel(viewer, wish.to) : "");
  if (wish.act === "labels") return titles.labels(orders);
  return technician === null ? titles.unassign(orders) : titles.assign(orders, technician);
}

function count(lines: readonly BulkLine[], by: Plan["by"]): number {
  return lines.filter(({ told }) => told.by === by).length;
}

function facts(viewer: Viewer): Column<BulkLine>[] {
  const t = bulkText[viewer.locale];
  return [
    { label: t.order, width: "shrink", cell: ({ number }) => <Code>{number}</Code> },
    { label: t.device, cell: (line) => deviceName(viewer, line) },
    { label: t.client, cell: ({ client }) => client },
    {
      label: t.status,
      width: "shrink",
      cell: ({ status }) => <StatusChip viewer={viewer} status={status} small />,
    },
    { label: t.technician, cell: ({ technician }) => technician ?? t.nobody },
  ];
}

/** A move with a form of its own goes on there. */
function WhyNot({ viewer, line, to }: { viewer: Viewer; line: BulkLine; to: OrderStatus | null }) {
  const sentence = whyNot(viewer, line.obstacle);
  if (to === null || line.obstacle?.detail.reason !== "move_has_own_form") return <>{sentence}</>;
  return (
    <>
      {sentence} <a href={paths.orderMove(line.number, to)}>{bulkText[viewer.locale].ownForm}</a>
    </>
  );
}

function whyNot({ locale }: Viewer, obstacle: Obstacle | null): string {
  return obstacle ? sentenceOf(obstacle, locale) : "";
}

export interface BulkResultProps {
  viewer: Viewer;
  act: BulkAct | "undo";
  to: OrderStatus | null;
  outcomes: readonly BulkOutcome[];
}

/** What was done, what was not and why; and a way back where there is one. */
export function BulkResultPage({ viewer, act, to, outcomes }: BulkResultProps) {
  const t = bulkText[viewer.locale];
  const done = outcomes.filter(({ refusal }) => refusal === null);
  const refused = outcomes.filter(({ refusal }) => refusal !== null);
  const title = act === "move"
    ? t.result.move(done.length, to ? statusLabel(viewer, to) : "")
    : t.result[act](done.length);
  return (
    <Layout viewer={viewer} title={title} section="orders">
      <PageHeader title={title} back={{ href: listOfAll(), label: t.back }} />
      {refused.length > 0 && (
        <Notice tone="problem" title={t.refused(refused.length)}>
          <ul class="stack tight">
            {refused.map(({ number, refusal }) => (
              <li>
                <a href={paths.order(number)}>
                  <Code>{number}</Code>
                </a>{" "}
                {whyNot(viewer, refusal)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {done.length > 0 && (
        <Panel aria-label={title}>
          <ul class="row">
            {done.map(({ number }) => (
              <li>
                <a href={paths.order(number)}>
                  <Code tag>{number}</Code>
                </a>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <div class="row">
        {act === "move" && done.length > 0 && (
          <form method="post" action={paths.ordersInBulkUndo()}>
            <CsrfField viewer={viewer} />
            {done.map(({ number }) => <input type="hidden" name="orden" value={number} />)}
            <Button icon="undo-2">{t.undo}</Button>
          </form>
        )}
        <LinkButton variant="primary" href={listOfAll()}>{t.toList}</LinkButton>
      </div>
    </Layout>
  );
}

function listOfAll(): string {
  return paths.orders(listQuery({ ...EVERYTHING, select: true }));
}
