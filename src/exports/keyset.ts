/** Rows that are read at a time: few enough to be forgotten at once. */
export const READ_ROWS = 500;

/** A list read to its end page by page, each from where the one before ended. */
export async function* everyPage<Row, Cursor>(
  read: (after: Cursor | null) => Promise<{ rows: Row[]; next: Cursor | null }>,
): AsyncGenerator<Row[]> {
  let after: Cursor | null = null;
  do {
    const page: { rows: Row[]; next: Cursor | null } = await read(after);
    yield page.rows;
    after = page.next;
  } while (after !== null);
}

/** Rows of a query that was asked for one more than a page has. */
export function pageOf<Row, Cursor>(
  found: readonly Row[],
  cursor: (last: Row) => Cursor,
): { rows: Row[]; next: Cursor | null } {
  const rows = found.slice(0, READ_ROWS);
  const last = found.length > READ_ROWS ? rows.at(-1) : undefined;
  return { rows, next: last ? cursor(last) : null };
}
