import { parentPort, workerData } from "node:worker_threads";
import type { CopiedFile, CopyOrder } from "./copy.ts";
import { type Engine, libsqlEngine, nodeSqliteEngine } from "./engine.ts";

const order: CopyOrder = workerData;

try {
  parentPort?.postMessage(await copied(order));
} catch (error) {
  parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) });
}

async function copied({ scheme, path, to }: CopyOrder): Promise<CopiedFile> {
  const open = await (scheme === "sqlite" ? nodeSqliteEngine() : libsqlEngine());
  if (path !== null) copy(open(path), to);
  const made = open(to);
  try {
    const sound = texts(made, "pragma integrity_check");
    if (sound.join() !== "ok") throw new Error(`The copy is damaged: ${sound.slice(0, 3).join("; ")}`);
    if (made.prepare("pragma foreign_key_check").all([]).length > 0) {
      throw new Error("The copy has rows that refer to nothing");
    }
    return contents(made);
  } finally {
    made.close();
  }
}

function copy(source: Engine, to: string): void {
  try {
    source.exec("pragma busy_timeout = 5000");
    source.exec(`vacuum into '${to.replaceAll("'", "''")}'`);
  } finally {
    source.close();
  }
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
