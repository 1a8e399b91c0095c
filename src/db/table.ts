import type { CreateTableBuilder } from "kysely";
import { int, type Migration, sequenceKey, strict } from "./columns.ts";

/**
 * `id` text primary key · `seq` row key · `text`, `int`, `flag` (0 or 1) not null, with `?` nullable · `-> table` text that
 * refers to that table's id, with `?` nullable.
 */
export type ColumnKind = "id" | "seq" | "text" | "text?" | "int" | "int?" | "flag" | `-> ${string}`;

type Builder = CreateTableBuilder<string, string>;

/** Creates a table of portable columns, STRICT on SQLite; `more` adds the constraints that span columns. */
export async function createTable(
  m: Migration,
  name: string,
  columns: Record<string, ColumnKind>,
  more: (builder: Builder) => Builder = (builder) => builder,
): Promise<void> {
  let builder: Builder = m.db.schema.createTable(name);
  const hasSequence = Object.values(columns).includes("seq");
  for (const [column, kind] of Object.entries(columns)) {
    builder = addColumn(m, builder, { column, kind, hasSequence });
  }
  await strict(m.flavour, more(builder)).execute();
}

/** Adds columns to a table that has rows already: where null is not allowed these get "" or 0. */
export async function addColumns(
  m: Migration,
  table: string,
  columns: Record<string, Exclude<ColumnKind, "id" | "seq">>,
): Promise<void> {
  for (const [column, kind] of Object.entries(columns)) {
    const nullable = kind.endsWith("?");
    const type = kind.startsWith("text") || kind.startsWith("-> ") ? "text" : int(m.flavour);
    await m.db.schema.alterTable(table).addColumn(column, type, (c) => {
      const referring = kind.startsWith("-> ") ? c.references(`${kind.slice(3).replace("?", "")}.id`) : c;
      return nullable ? referring : referring.notNull().defaultTo(type === "text" ? "" : 0);
    }).execute();
  }
}

/** `createIndex(m, "order", ["status", "seq"])` → `order_status_seq_idx`. */
export async function createIndex(
  m: Migration,
  table: string,
  columns: string[],
  options: { unique?: true } = {},
): Promise<void> {
  const index = m.db.schema.createIndex(`${table}_${columns.join("_")}_idx`).on(table).columns(columns);
  await (options.unique ? index.unique() : index).execute();
}

function addColumn(
  m: Migration,
  builder: Builder,
  { column, kind, hasSequence }: { column: string; kind: ColumnKind; hasSequence: boolean },
): Builder {
  if (kind === "seq") return sequenceKey(m.flavour, builder);
  if (kind === "id") {
    return builder.addColumn(
      column,
      "text",
      (c) => hasSequence ? c.notNull().unique() : c.primaryKey().notNull(),
    );
  }
  if (kind.startsWith("-> ")) {
    const table = kind.slice(3).replace("?", "");
    return builder.addColumn(column, "text", (c) => {
      const referring = c.references(`${table}.id`);
      return kind.endsWith("?") ? referring : referring.notNull();
    });
  }
  const nullable = kind.endsWith("?");
  const type = kind.startsWith("text") ? "text" : int(m.flavour);
  return builder.addColumn(column, type, (c) => nullable ? c : c.notNull());
}
