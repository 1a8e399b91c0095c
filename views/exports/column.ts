import type { Cell, CsvColumn } from "../../src/exports/csv.ts";
import { localDateTime } from "../../src/lib/dates.ts";
import type { Viewer } from "../viewer.ts";
import { exportText, type Heading } from "./text.ts";

/** Columns in their order, each by the key of its heading. */
export function columnsOf<Row>(
  viewer: Pick<Viewer, "locale">,
  cells: Partial<Record<Heading, (row: Row) => Cell>>,
): CsvColumn<Row>[] {
  const { headings } = exportText[viewer.locale];
  return Object.entries(cells).map(([key, cell]) => ({ heading: headings[key as Heading], cell }));
}

/** `2026-11-26 20:49` by a branch's clock: what sorts as text and spreadsheets know for a date. */
export function instant(at: number | null, timeZone: string): string | null {
  return at === null ? null : localDateTime(at, timeZone).replace("T", " ");
}

export function yesNo(viewer: Pick<Viewer, "locale">, value: boolean): string {
  const text = exportText[viewer.locale];
  return value ? text.yes : text.no;
}

/** An amount where there is one. */
export function amount(minor: number | null, currency: string): Cell {
  return minor === null ? null : { minor, currency };
}

export function quantity(thousandths: number | null): Cell {
  return thousandths === null ? null : { thousandths };
}
