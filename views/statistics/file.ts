import type { CsvColumn } from "../../src/exports/csv.ts";
import type { Figures } from "../../src/statistics/figures.ts";
import type { Viewer } from "../viewer.ts";
import { type Figure, figureCell } from "./cells.ts";
import { isSection, sectionOf } from "./sections.ts";
import { text } from "./text.ts";

/** A section's table as a file, null for no section, or one of money for who may not see it. */
export function sectionFile(
  viewer: Viewer,
  figures: Figures,
  id: string,
): { columns: CsvColumn<Figure[]>[]; rows: Figure[][] } | null {
  if (!isSection(id)) return null;
  const t = text[viewer.locale];
  const { columns, rows } = sectionOf(viewer, figures, id);
  return {
    columns: columns.map(({ label, is }, index) => ({
      heading: is === "time" ? t.inHours(label) : is === "share" ? t.inPercent(label) : label,
      cell: (row) => row[index] ? figureCell(row[index]) : null,
    })),
    rows,
  };
}
