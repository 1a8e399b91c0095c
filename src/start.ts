import { join } from "node:path";
import denoJson from "../deno.json" with { type: "json" };
import { openShop } from "./admin/shop.ts";
import { finishSwap } from "./backups/swap.ts";
import { openSessions } from "./auth/session.ts";
import type { Config } from "./config.ts";
import { migrate } from "./db/migrate.ts";
import { type Database, openDatabase, type OpenOptions, type Watch } from "./db/open.ts";
import { openStore } from "./files/store.ts";
import { openLive } from "./http/live.ts";
import { systemRandom } from "./lib/random.ts";
import { openSecretBox } from "./lib/secret_box.ts";
import { statementWatch } from "./monitoring/statements.ts";
import { secretKeyOf } from "./secret_key.ts";
import type { Services } from "./services.ts";

export const VERSION = denoJson.version;

/**
 * Opens all that a server or a console command needs and migrates; the caller holds the lock of the data folder. A watch is told of
 * statements as well.
 */
export async function openServices(
  config: Config,
  stopping: AbortSignal,
  { cacheMb, ...watch }: Watch & Pick<OpenOptions, "cacheMb"> = {},
): Promise<Services> {
  await finishSwap(config.DATA_DIR);
  const clock = Date.now;
  const random = systemRandom;
  const secretKey = await secretKeyOf(config);
  const [database, files, secrets] = await Promise.all([
    openDatabase(config.DATABASE_URL, {
      authToken: config.DATABASE_TOKEN,
      cacheMb,
      ...statementWatch(config.SLOW_QUERY_MS, watch),
    }),
    openStore(join(config.DATA_DIR, "files")),
    openSecretBox(secretKey),
  ]);
  await migrateInPeace(config, database);
  const { db } = database;
  const live = openLive();
  return {
    config,
    database,
    clock,
    random,
    files,
    secrets,
    secretKey,
    sessions: openSessions({ db, clock, random }),
    shop: openShop({ db, clock, live }),
    live,
    stopping,
    baseUrl: config.BASE_URL ?? `http://localhost:${config.PORT}`,
    version: VERSION,
  };
}

/** A Postgres of many rows takes its time for a migration, which no request has. */
async function migrateInPeace({ DATABASE_URL }: Config, database: Database): Promise<void> {
  if (database.flavour !== "postgres") return void await migrate(database);
  const patient = await openDatabase(DATABASE_URL, { maxConnections: 1, answerLimit: Infinity });
  try {
    await migrate(patient);
  } finally {
    await patient.close();
  }
}
