export type PurchaseState = "draft" | "ordered" | "closed";

/** Where a purchase stands, by what has happened to it. */
export function purchaseState(
  { ordered_at, closed_at }: { ordered_at: number | null; closed_at: number | null },
): PurchaseState {
  if (closed_at !== null) return "closed";
  return ordered_at === null ? "draft" : "ordered";
}

/** How a form names the fields of a row: by what it is, since rows may have come or gone when the form comes back. */
export function rowKey(id: string): string {
  return `r${id.replaceAll("-", "")}`;
}
