import { type CreateTableBuilder, type Kysely, sql } from "kysely";
import type { Flavour } from "./flavour.ts";

/** What a migration's `up` is handed. */
export interface Migration {
  db: Kysely<unknown>;
  flavour: Flavour;
}

/** Whole numbers up to 2^53: minor units, thousandths, UTC milliseconds, flags. */
export function int(flavour: Flavour): "integer" | "bigint" {
  return flavour === "postgres" ? "bigint" : "integer";
}

export function blob(flavour: Flavour): "bytea" | "blob" {
  return flavour === "postgres" ? "bytea" : "blob";
}

/** Adds the key `seq`, numbered by the database in order of insertion; on SQLite it is the rowid. */
export function sequenceKey<T extends string, C extends string>(
  flavour: Flavour,
  table: CreateTableBuilder<T, C>,
): CreateTableBuilder<T, C | "seq"> {
  return table.addColumn(
    "seq",
    int(flavour),
    (column) =>
      flavour === "postgres" ? column.generatedByDefaultAsIdentity().primaryKey() : column.primaryKey(),
  );
}

/** SQLite then refuses text in a number's column, as Postgres does. */
export function strict<T extends string, C extends string>(
  flavour: Flavour,
  table: CreateTableBuilder<T, C>,
): CreateTableBuilder<T, C> {
  return flavour === "postgres" ? table : table.modifyEnd(sql`strict`);
}

/**
 * Search over columns (text made by `fold`) of a table keyed by `seq`: an FTS5 table `<table>_fts` kept by triggers on SQLite, trigram
 * indexes on Postgres.
 */
export async function searchIndex(
  { db, flavour }: Migration,
  table: string,
  columns: readonly string[] = ["search_fold"],
): Promise<void> {
  const of = sql.table(table);
  if (flavour === "postgres") {
    await sql`create extension if not exists pg_trgm`.execute(db);
    for (const column of columns) {
      const index = sql.id(`${table}_${column}_trgm`);
      await sql`create index ${index} on ${of} using gin (${sql.id(column)} gin_trgm_ops)`.execute(db);
    }
    return;
  }
  const fts = sql.table(`${table}_fts`);
  const ftsName = sql.id(`${table}_fts`);
  const names = sql.join(columns.map((column) => sql.id(column)));
  const valuesOf = (row: string) => sql.join(columns.map((column) => sql.id(row, column)));
  await sql`create virtual table ${fts} using fts5 (
    ${names}, content=${sql.lit(table)}, content_rowid='seq', prefix='2 3', tokenize='unicode61'
  )`.execute(db);
  await sql`insert into ${fts} (${ftsName}) values ('rebuild')`.execute(db);
  const add = sql`insert into ${fts} (rowid, ${names}) values (new.seq, ${valuesOf("new")})`;
  const remove = sql`insert into ${fts} (${ftsName}, rowid, ${names}) values ('delete', old.seq, ${
    valuesOf("old")
  })`;
  await sql`create trigger ${sql.id(`${table}_fts_insert`)} after insert on ${of} begin ${add}; end`.execute(
    db,
  );
  await sql`create trigger ${sql.id(`${table}_fts_delete`)} after delete on ${of} begin ${remove}; end`
    .execute(db);
  await sql`create trigger ${sql.id(`${table}_fts_update`)} after update of ${names} on ${of}
    when (${valuesOf("old")}) is not (${valuesOf("new")}) begin ${remove}; ${add}; end`.execute(db);
}

/** Rows of the table are facts: the database itself refuses to change or delete one. */
export async function appendOnly({ db, flavour }: Migration, table: string): Promise<void> {
  const of = sql.table(table);
  const name = sql.id(`${table}_append_only`);
  if (flavour === "postgres") {
    await sql`create or replace function refuse_change() returns trigger language plpgsql as
      $$ begin raise exception '% is append-only', tg_table_name; end $$`.execute(db);
    await sql`create trigger ${name} before update or delete or truncate on ${of}
      for each statement execute function refuse_change()`.execute(db);
    return;
  }
  const refuse = sql`begin select raise(abort, ${sql.lit(`${table} is append-only`)}); end`;
  await sql`create trigger ${name} before update on ${of} ${refuse}`.execute(db);
  await sql`create trigger ${sql.id(`${table}_kept`)} before delete on ${of} ${refuse}`.execute(db);
}
