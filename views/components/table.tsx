import type { Child } from "hono/jsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { classes } from "./attributes.ts";
import { Icon } from "./icon.tsx";

interface Heading {
  label: string;
  /** Right-aligned, tabular figures. */
  numeric?: boolean;
  /** Kept off the card that the row becomes on a phone. */
  wideOnly?: boolean;
  /** On the card: at the right of the first line, without its label; for the status. */
  beside?: boolean;
  /** On the card: a line of its own, as `grow` has. */
  line?: boolean;
  /** Column of buttons: no heading is shown, no label on cards. */
  actions?: boolean;
  /** Makes the heading a link; `direction` says how the rows are sorted now. */
  sort?: { href: string; direction: "ascending" | "descending" | null };
  /** `shrink` as narrow as its content, `grow` takes what is left. */
  width?: "shrink" | "grow";
}

export interface Column<Row> extends Heading {
  cell: (row: Row) => Child;
}

export interface DataTableProps<Row> {
  viewer: Viewer;
  /** Says what the table holds, for screen readers. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** Where Enter or a click on the row leads; the first column becomes its link. */
  href?: (row: Row) => string;
  rowId?: (row: Row) => string;
  /** In place of the table when there are no rows. */
  empty?: Child;
  id?: string;
  /** Rows one step lower, for the bench. */
  dense?: boolean;
  /** Its few columns fit a tablet: cards on a phone alone. For tables as wide as the page. */
  few?: boolean;
}

/** A table whose rows become cards where it is narrow. */
export function DataTable<Row>(
  { viewer, caption, columns, rows, href, rowId, empty, id, dense, few }: DataTableProps<Row>,
) {
  if (rows.length === 0 && empty) return <div id={id}>{empty}</div>;
  const kinds = columns.map((column) => cellClass(column) || undefined);
  const labels = columns.map((column, index) => index === 0 || column.actions ? undefined : column.label);
  return (
    <div class={classes("table-wrap", dense && "dense", few && "few")} id={id}>
      <table data-rows={href ? "" : undefined}>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => <HeadCell viewer={viewer} column={column} />)}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr id={rowId?.(row)}>
              {columns.map((column, index) =>
                index === 0 && href
                  ? (
                    <td class={kinds[index]}>
                      <a class="row-link" href={href(row)}>{column.cell(row)}</a>
                    </td>
                  )
                  : <td class={kinds[index]} data-label={labels[index]}>{column.cell(row)}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HeadCell({ viewer, column }: { viewer: Viewer; column: Heading }) {
  const { sort, label } = column;
  const kind = cellClass(column) || undefined;
  if (column.actions) {
    return (
      <th scope="col" class={kind}>
        <span class="visually-hidden">{label}</span>
      </th>
    );
  }
  if (!sort) return <th scope="col" class={kind}>{label}</th>;
  return (
    <th scope="col" class={kind} aria-sort={sort.direction ?? undefined}>
      <a href={sort.href} title={frameText[viewer.locale].table.sortBy(label)}>
        {label}
        <Icon name={SORT_ICON[sort.direction ?? "none"]} size={16} />
      </a>
    </th>
  );
}

const SORT_ICON = { ascending: "chevron-up", descending: "chevron-down", none: "arrow-up-down" } as const;

function cellClass(column: Heading): string {
  return classes(
    column.numeric && "numeric",
    column.wideOnly && "wide-only",
    column.beside && "beside",
    column.line && "line",
    column.actions && "actions",
    column.width,
  );
}
