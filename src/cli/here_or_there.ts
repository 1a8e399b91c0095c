import { type Config, readConfig } from "../config.ts";
import { DataHeld, lockData } from "../db/lock.ts";
import { migrate } from "../db/migrate.ts";
import { openDatabase } from "../db/open.ts";
import { closeLogs, openLogs } from "../logs.ts";
import { openServices } from "../start.ts";
import { carryOut } from "./carry_out.ts";
import { type Outcome, readControl, throughServer } from "./control_client.ts";

interface Asked {
  command: string;
  input: unknown;
}

/** A server that starts, or another command at work, is waited for so long. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 200;
/** Of each connection to a database file: a command writes in bulk, and its process ends soon. */
const CACHE_MB = 16;

/**
 * Runs a console command where the database may be written: in the server that holds the data folder, or here while nobody does.
 * @throws DataHeld when somebody holds it who takes no commands
 */
export async function runHereOrThere(asked: Asked): Promise<Outcome> {
  const config = readConfig();
  for (let waited = 0;; waited += LOOK_MS) {
    try {
      const lock = await lockData({ dir: config.DATA_DIR, databaseUrl: config.DATABASE_URL });
      return await runHere(config, asked).finally(() => lock.release());
    } catch (error) {
      if (!(error instanceof DataHeld)) throw error;
      const control = await readControl(config.DATA_DIR);
      const answer = control && await throughServer(control, asked);
      if (answer) return answer;
      if (waited >= PATIENCE_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
}

async function runHere(config: Config, asked: Asked): Promise<Outcome> {
  await openLogs({ dir: `${config.DATA_DIR}/logs`, level: config.LOG_LEVEL, console: "off" });
  try {
    if (asked.command === "migrate") return await migrateHere(config);
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
