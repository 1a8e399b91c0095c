import { BULK_ACT_NAME, BULK_STATUSES } from "../../src/orders/bulk.ts";
import type { OrderListRow } from "../../src/orders/list.ts";
import { type ListFilter, listQuery } from "../../src/orders/list_filter.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Select } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { type Column, DataTable } from "../components/table.tsx";
import { TimeAgo } from "../components/time.tsx";
import type { Viewer } from "../viewer.ts";
import { bulkText } from "./bulk_text.ts";
import { Marks } from "./marks.tsx";
import { deviceName, StatusChip, statusLabel } from "./status.tsx";
import { orderText } from "./text.ts";

const FORM = "bulk-form";

export interface SelectionProps {
  viewer: Viewer;
  rows: readonly OrderListRow[];
  technicians: readonly { id: string; name: string }[];
  filter: ListFilter;
}

/** The list with a box at each row, and below it what can be done with those that are ticked. */
export function OrderSelection({ viewer, rows, technicians, filter }: SelectionProps) {
  const t = bulkText[viewer.locale];
  return (
    <div class="stack" data-picks="">
      <Panel flush aria-label={t.selection} class="picking">
        <DataTable viewer={viewer} caption={t.selection} columns={columns(viewer)} rows={rows} dense />
      </Panel>
      <form id={FORM} method="get" action={paths.ordersInBulk()} class="act-bar bulk-bar">
        <p class="picked">
          <label class="checkbox script-only">
            <input type="checkbox" data-pick-all="" />
            <span>{t.pickAll}</span>
          </label>
          <output
            class="script-only"
            data-none={t.picked.none}
            data-one={t.picked.one}
            data-many={t.picked.many}
          >
          </output>
        </p>
        <MoveChoice viewer={viewer} />
        {viewer.can("orders.assign") && <AssignChoice viewer={viewer} technicians={technicians} />}
        {viewer.can("labels.print") && (
          <Button icon="printer" name="accion" value={BULK_ACT_NAME.labels} data-bulk="">{t.labels}</Button>
        )}
        <LinkButton variant="quiet" href={paths.orders(listQuery({ ...filter, select: false }))}>
          {t.end}
        </LinkButton>
      </form>
    </div>
  );
}

function MoveChoice({ viewer }: { viewer: Viewer }) {
  const t = bulkText[viewer.locale];
  return (
    <div class="row">
      <Select
        viewer={viewer}
        name="pasar_a"
        label={t.moveTo}
        empty
        options={BULK_STATUSES.map((value) => ({ value, label: statusLabel(viewer, value) }))}
      />
      <Button
        icon="arrow-right"
        name="accion"
        value={BULK_ACT_NAME.move}
        data-bulk="pasar_a"
        aria-label={t.move}
      >
        {t.review}
      </Button>
    </div>
  );
}

function AssignChoice({ viewer, technicians }: Pick<SelectionProps, "viewer" | "technicians">) {
  const t = bulkText[viewer.locale];
  return (
    <div class="row">
      <Select
        viewer={viewer}
        name="tecnico"
        id="bulk-technician"
        label={t.assignTo}
        empty={t.nobody}
        options={technicians.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Button icon="user-check" name="accion" value={BULK_ACT_NAME.assign} data-bulk="" aria-label={t.assign}>
        {t.review}
      </Button>
    </div>
  );
}

function columns(viewer: Viewer): Column<OrderListRow>[] {
  const t = bulkText[viewer.locale];
  const text = orderText[viewer.locale].list;
  return [
    {
      label: t.choose,
      width: "shrink",
      cell: ({ number }) => (
        <label class="pick">
          <input type="checkbox" name="orden" value={number} form={FORM} aria-label={t.pick(number)} />
        </label>
      ),
    },
    {
      label: text.number,
      width: "shrink",
      cell: ({ number }) => <a class="code" href={paths.order(number)}>{number}</a>,
    },
    { label: text.device, line: true, cell: (row) => deviceName(viewer, row) },
    { label: text.client, cell: (row) => row.client },
    {
      label: text.status,
      width: "shrink",
      cell: (row) => (
        <>
          <StatusChip viewer={viewer} status={row.status} small />{" "}
          <Marks locale={viewer.locale} row={row} now={viewer.now} />
        </>
      ),
    },
    { label: text.since, width: "shrink", cell: (row) => <TimeAgo viewer={viewer} at={row.status_since} /> },
    { label: text.technician, cell: (row) => row.technician ?? text.nobody },
  ];
}
