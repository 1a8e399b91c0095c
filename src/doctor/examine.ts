import { readShop } from "../admin/shop.ts";
import type { Config, Variables } from "../config.ts";
import type { Database } from "../db/open.ts";
import type { Locale } from "../lib/locale.ts";
import { lookAtAddress } from "./address.ts";
import { lookAtClock, lookAtLastEvent, lookAtZones } from "./clock.ts";
import { hasDatabase, lookAtDatabase, lookForDamage } from "./database.ts";
import { type Area, AREAS, type Finding, finding } from "./finding.ts";
import { lookAtFolder } from "./folder.ts";
import { lookAtMail, lookAtStore } from "./outside.ts";
import { tryPermissions } from "./permissions.ts";
import { lookAtBuild, lookAtDeno } from "./runtime.ts";
import { lookAtServer } from "./server.ts";
import { lookAtKey, lookAtSettings } from "./settings.ts";
import { lookAtBackups, lookAtWork } from "./work.ts";

export interface Examination {
  variables: Variables;
  version: string;
  locale: Locale;
  /** UTC milliseconds. */
  now: number;
}

/**
 * Looks at a whole installation, area by area. Nothing of the shop is written: the database is opened for reading alone, and what is
 * tried in the data folder and the store is a file of its own that is removed again.
 */
export async function examine(asked: Examination): Promise<Finding[]> {
  const { config, findings } = lookAtSettings(asked.variables);
  const found = [
    lookAtDeno(),
    await lookAtBuild(),
    ...findings,
    ...config ? await examineWith(config, asked) : [],
  ];
  return found.toSorted((one, other) => AREAS.indexOf(one.area) - AREAS.indexOf(other.area));
}

async function examineWith(config: Config, asked: Examination): Promise<Finding[]> {
  let running = false;
  const server = await guarded("server", async () => {
    const seen = await lookAtServer(config, asked);
    running = seen.running;
    return seen.findings;
  });
  const inside = (database: Database) => lookInside(database, { ...asked, config, running });
  return [
    ...server,
    ...await guarded("permissions", () => tryPermissions(config, asked.variables)),
    ...await guarded("settings", async () => [await lookAtKey(config, await hasDatabase(config))]),
    ...await guarded("folder", () => lookAtFolder(config)),
    ...await guarded("database", () => lookAtDatabase(config, inside)),
    ...await guarded("clock", () => lookAtClock(config, asked.now)),
    ...await guarded("mail", () => lookAtMail(config)),
    ...await guarded("store", () => lookAtStore(config)),
    ...await guarded("address", () => lookAtAddress(config, { ...asked, running })),
  ];
}

/** What goes wrong while one area is looked at keeps nobody from looking at the others. */
async function guarded(area: Area, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ ...finding("look_failed", { reason }), area }];
  }
}

async function lookInside(
  database: Database,
  { config, now, locale, running }: Examination & { config: Config; running: boolean },
): Promise<Finding[]> {
  const damage = await lookForDamage(database, config);
  if (damage.some(({ state }) => state === "fault")) return damage;
  const shift = { db: database.db, shop: await readShop(database.db), now, locale, running };
  return [
    ...damage,
    ...await lookAtLastEvent(shift.db, now),
    ...lookAtZones(shift.shop),
    ...shift.shop.organization === null ? [] : await lookAtBackups(shift, config),
    ...await lookAtWork(shift),
  ];
}
