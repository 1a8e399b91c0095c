import { dirname } from "node:path";
import { DefaultQueryExecutor, type Dialect, Kysely, SqliteIntrospector } from "kysely";
import { PortableSqliteAdapter, PortableSqliteCompiler } from "../sqlite_adapter.ts";
import { FileConnection } from "./connection.ts";
import { FileDriver, type FileOptions, SessionProvider } from "./driver.ts";
import { libsqlEngine, nodeSqliteEngine } from "./engine.ts";
import { filePath } from "./file_path.ts";

/**
 * Opens (or creates) the database file behind `file:` (libSQL) or `sqlite:` (Deno's own SQLite). For reading alone it is always the latter,
 * so not in a process that has the file open already.
 */
export async function openFile<S>(
  url: string,
  options: Omit<FileOptions, "open">,
): Promise<Kysely<S>> {
  const path = filePath(url);
  const { readOnly = false, cacheMb } = options;
  const openEngine =
    await (url.startsWith("file:") && !readOnly ? libsqlEngine() : nodeSqliteEngine({ readOnly }));
  if (!readOnly) createPrivately(path);
  const driver = new FileDriver({
    ...options,
    open: (use) => FileConnection.open(openEngine, path, { use: readOnly ? "read" : use, cacheMb }),
  });
  const adapter = new PortableSqliteAdapter();
  const compiler = new PortableSqliteCompiler();
  const dialect: Dialect = {
    createAdapter: () => adapter,
    createDriver: () => driver,
    createQueryCompiler: () => compiler,
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
  const executor = new DefaultQueryExecutor(compiler, adapter, new SessionProvider(driver));
  return new Kysely<S>({ config: { dialect }, dialect, driver, executor });
}

/** Whatever the umask: SQLite gives the files beside it the same mode. One that is there is not opened, since closing it would end its locks. */
function createPrivately(path: string): void {
  Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    Deno.openSync(path, { write: true, createNew: true, mode: 0o600 }).close();
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}
