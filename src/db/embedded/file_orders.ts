import type { CopiedFile, FileOrder } from "./copy.ts";
import { type Engine, libsqlEngine, nodeSqliteEngine } from "./engine.ts";

/** What a thread does with a database file. */
export async function carryOutOrder(
  { scheme, path, ...what }: FileOrder,
): Promise<CopiedFile | string | string[]> {
  const open = await (scheme === "sqlite" ? nodeSqliteEngine() : libsqlEngine());
  const engine = open(path);
  try {
    engine.exec("pragma busy_timeout = 5000");
    if (what.act === "copy") return copied(engine, what.to);
    return what.act === "inspect" ? inspected(engine) : damage(engine);
  } finally {
    engine.close();
  }
}

function copied(source: Engine, to: string): string {
  // The copy need not outlive a power cut: syncing it would keep the commits of others waiting for the disk.
  source.exec("pragma synchronous = off");
  source.exec(`vacuum into '${to.replaceAll("'", "''")}'`);
  source.exec("pragma synchronous = full");
  source.exec("pragma wal_checkpoint(passive)");
  return to;
}

function inspected(copy: Engine): CopiedFile {
  const sound = texts(copy, "pragma integrity_check");
  if (sound.join() !== "ok") throw new Error(`The copy is damaged: ${sound.slice(0, 3).join("; ")}`);
  if (copy.prepare("pragma foreign_key_check").all([]).length > 0) {
    throw new Error("The copy has rows that refer to nothing");
  }
  return contents(copy);
}

function damage(engine: Engine): string[] {
  return texts(engine, "pragma quick_check(3)");
}

function contents(copy: Engine): CopiedFile {
  const names = texts(
    copy,
    "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' and name not like '%\\_fts%' escape '\\' order by name",
  );
  const [head] = copy.prepare("select seq, hash from audit_link order by seq desc limit 1").all([]);
  return {
    tables: names.map((name) => ({
      name,
      rows: Number(copy.prepare(`select count(*) from "${name}"`).all([])[0]?.[0]),
    })),
    schema: texts(copy, "select name from schema_migration order by name"),
    auditHead: head ? { seq: Number(head[0]), hash: String(head[1]) } : null,
    erasedClients: texts(copy, "select id from client where erased_at is not null order by id"),
  };
}

function texts(engine: Engine, sql: string): string[] {
  return engine.prepare(sql).all([]).map(([text]) => String(text));
}
