import type { Config } from "../config.ts";
import { migrate } from "../db/migrate.ts";
import { openDatabase } from "../db/open.ts";
import { closeLogs, openLogs } from "../logs.ts";
import type { Asked } from "./carry_out.ts";
import type { Outcome } from "./control_client.ts";

/** Of each connection to a database file: a command writes in bulk, and its process ends soon. */
const CACHE_MB = 16;

/** Runs a command in this process, which holds the data folder. */
export async function runHere(config: Config, asked: Asked): Promise<Outcome> {
  await openLogs({ dir: `${config.DATA_DIR}/logs`, level: config.LOG_LEVEL, console: "off" });
  try {
    if (asked.command === "migrate") return await migrateHere(config);
    const [{ openServices }, { carryOut }] = await Promise.all([
      import("../start.ts"),
      import("./carry_out.ts"),
    ]);
    const services = await openServices(config, new AbortController().signal, { cacheMb: CACHE_MB });
    return await carryOut(services, asked).finally(() => services.database.close());
  } finally {
    await closeLogs();
  }
}

/** Not by `openServices`: that would migrate before anybody could tell what there was to do. */
async function migrateHere(config: Config): Promise<Outcome> {
  const database = await openDatabase(config.DATABASE_URL, { authToken: config.DATABASE_TOKEN });
  try {
    return { ok: true, result: { applied: await migrate(database) } };
  } finally {
    await database.close();
  }
}
