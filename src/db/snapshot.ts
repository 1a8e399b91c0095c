import type { Flavour } from "./flavour.ts";
import type { Db } from "./open.ts";

/** What `read` asks of its handle is all as of one instant, and as `db` lets it be seen. It writes nothing and draws nothing: others wait for connections. */
export async function inSnapshot<R>(
  { db, flavour }: { db: Db; flavour: Flavour },
  read: (db: Db) => Promise<R>,
): Promise<R> {
  const reading = db.transaction().setAccessMode("read only");
  const { plugins } = db.getExecutor();
  return await (flavour === "postgres" ? reading.setIsolationLevel("repeatable read") : reading).execute(
    (trx) => read(plugins.reduce((seen: Db, plugin) => seen.withPlugin(plugin), trx.withoutPlugins())),
  );
}
