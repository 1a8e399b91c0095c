import { join } from "node:path";
import { openShop } from "./admin/shop.ts";
import { openSessions } from "./auth/session.ts";
import type { Config } from "./config.ts";
import { migrate } from "./db/migrate.ts";
import { type Database, openDatabase } from "./db/open.ts";
import { openStore } from "./files/store.ts";
import { openLive } from "./http/live.ts";
import { systemRandom } from "./lib/random.ts";
import { openSecretBox } from "./lib/secret_box.ts";
import { base64url } from "./lib/token.ts";
import type { Services } from "./services.ts";
import denoJson from "../deno.json" with { type: "json" };

/** Opens everything that a server or a console command needs; the caller holds the lock of the data folder. */
export async function openServices(config: Config, world: { clock?: () => number } = {}): Promise<Services> {
  const clock = world.clock ?? Date.now;
  await Deno.mkdir(config.DATA_DIR, { recursive: true, mode: 0o700 });
  const secretKey = config.SECRET_KEY ?? await keptKey(join(config.DATA_DIR, "secret.key"));
  const database = await openDatabase(config.DATABASE_URL, { authToken: config.DATABASE_TOKEN });
  await migrate(database);
  return {
    ...await servicesOn(database, { config, secretKey, clock }),
    files: await openStore(join(config.DATA_DIR, "files")),
  };
}

async function servicesOn(
  database: Database,
  { config, secretKey, clock }: { config: Config; secretKey: string; clock: () => number },
): Promise<Omit<Services, "files">> {
  const live = openLive();
  const { db } = database;
  return {
    config,
    database,
    clock,
    random: systemRandom,
    secretKey,
    secrets: await openSecretBox(secretKey),
    sessions: openSessions({ db, clock, random: systemRandom }),
    shop: openShop({ db, clock, live }),
    live,
    baseUrl: config.BASE_URL ?? `http://localhost:${config.PORT}`,
    version: denoJson.version,
  };
}

/** The key of this data folder, made on first use and readable by its owner alone. */
async function keptKey(path: string): Promise<string> {
  try {
    return (await Deno.readTextFile(path)).trim();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const key = base64url(systemRandom.bytes(32));
  await Deno.writeTextFile(path, `${key}\n`, { mode: 0o600, createNew: true });
  return key;
}
