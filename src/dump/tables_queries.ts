import { type Kysely, sql } from "kysely";
import type { Ctx } from "../context.ts";
import { LEFT_OUT } from "./manifest.ts";

/** A table by its columns; the order is that in which rows may come in. */
export interface DumpTable {
  name: string;
  columns: string[];
  /** Numbered by the database. */
  sequence: boolean;
}

/** A database whose tables are known by name alone. */
export type AnyDb = Kysely<Record<string, Record<string, unknown>>>;

export function anyTables(db: Ctx["db"]): AnyDb {
  return db as unknown as AnyDb;
}

/** Every table of a dump, each behind those that it refers to. */
export async function dumpTables({ db, flavour }: Pick<Ctx, "db" | "flavour">): Promise<DumpTable[]> {
  const known = await db.introspection.getTables();
  const tables = known.filter(({ name, isView }) =>
    !isView && !LEFT_OUT.includes(name) && !/_fts(_|$)/.test(name)
  );
  const refers = flavour === "postgres" ? await referencesOnPostgres(db) : await referencesOnSqlite(db);
  const names = tables.map(({ name }) => name).sort();
  return sorted(names, refers).map((name) => {
    const columns = tables.find((one) => one.name === name)?.columns.map((column) => column.name) ?? [];
    return { name, columns, sequence: columns.includes("seq") };
  });
}

/** The migrations that the tables have been through. */
export async function schemaOf(db: Ctx["db"]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from schema_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}

/** Every row of a table, those that were made first coming first, so that each refers to one before it. */
export function rowsOf(db: AnyDb, { name, columns, sequence }: DumpTable) {
  // The database numbers events anew as they come in: in the order in which a feed has told them.
  if (name === "event") {
    return db.selectFrom(name).innerJoin("event_position", "event_position.event_id", "event.id")
      .select(columns.map((column) => `event.${column}`)).orderBy("event_position.seq");
  }
  // And links the audit log anew, in the order of its chain.
  if (name === "audit_event") {
    return db.selectFrom(name).innerJoin("audit_link", "audit_link.event_id", "audit_event.id")
      .select(columns.map((column) => `audit_event.${column}`)).orderBy("audit_link.seq");
  }
  const [first = ""] = columns;
  const key = sequence
    ? ["seq"]
    : columns.includes("id")
    ? ["id"]
    : columns.filter((column) => column === first);
  return key.reduce(
    (query, column) => query.orderBy(column),
    db.selectFrom(name).select(columns),
  );
}

/** Whether nobody has written anything yet. */
export async function isEmpty(db: Ctx["db"], tables: readonly DumpTable[]): Promise<boolean> {
  for (const { name, columns } of tables) {
    const row = await anyTables(db).selectFrom(name).select(columns.slice(0, 1)).limit(1).executeTakeFirst();
    if (row) return false;
  }
  return true;
}

interface Reference {
  from: string;
  to: string;
}

async function referencesOnSqlite(db: Ctx["db"]): Promise<Reference[]> {
  const { rows } = await sql<Reference>`select m.name as "from", f."table" as "to" from sqlite_master as m
    join pragma_foreign_key_list(m.name) as f where m.type = 'table'`.execute(db);
  return rows;
}

async function referencesOnPostgres(db: Ctx["db"]): Promise<Reference[]> {
  const { rows } = await sql<
    Reference
  >`select child.relname as "from", parent.relname as "to" from pg_constraint as c
    join pg_class as child on child.oid = c.conrelid join pg_class as parent on parent.oid = c.confrelid
    where c.contype = 'f' and child.relnamespace = current_schema()::regnamespace`.execute(db);
  return rows;
}

/** Each name behind all that it refers to. */
function sorted(names: readonly string[], references: readonly Reference[]): string[] {
  const done: string[] = [];
  while (done.length < names.length) {
    const free = names.filter((name) =>
      !done.includes(name) &&
      references.every(({ from, to }) =>
        from !== name || to === name || !names.includes(to) || done.includes(to)
      )
    );
    if (free.length === 0) throw new Error("Some tables refer to each other in a circle");
    done.push(...free);
  }
  return done;
}
