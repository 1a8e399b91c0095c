import type { LabelLayout } from "./label_layout.ts";

/** The layout with one field a place further up (-1) or down (1); at the end it stays where it is. */
export function moved(layout: LabelLayout, { field, by }: { field: string; by: -1 | 1 }): LabelLayout {
  const from = layout.fields.findIndex((one) => one.field === field);
  const to = from + by;
  const fields = [...layout.fields];
  const [one, other] = [fields[from], fields[to]];
  if (!one || !other) return layout;
  fields[from] = other;
  fields[to] = one;
  return { ...layout, fields };
}
