import { join } from "node:path";
import { parseArgs } from "node:util";
import { createApp } from "../app.ts";
import { type Config, readConfig } from "../config.ts";
import { SYSTEM } from "../context.ts";
import { libsqlEngine } from "../db/embedded/engine.ts";
import { contextOf } from "../http/session.ts";
import { seedShop } from "../seed/seed.ts";
import type { Services } from "../services.ts";
import { openServices } from "../start.ts";
import { plansOf } from "./explained.ts";
import { type Profile, profileOf } from "./profile.ts";
import { openRecorder } from "./recorder.ts";
import { timeSteps } from "./steps.ts";
import { type Visit, walkPages } from "./walk.ts";

const HELP = `deno task profile-sql [DATA_DIR] [--top N] [--pages N] [--orders N]

Visits one page of each kind as each role and tells which statements, routes and repetitions cost most.
DATA_DIR  a shop with its database file, of which a copy is profiled; without it a made-up shop
--top     how many of each are told (15)
--pages   how many pages of each role are visited at most (400)
--orders  of the made-up shop (1200)`;

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: {
      help: { type: "boolean", short: "h" },
      top: { type: "string", default: "15" },
      pages: { type: "string", default: "400" },
      orders: { type: "string", default: "1200" },
    },
    allowPositionals: true,
  });
  if (values.help) console.log(HELP);
  else {
    await main(positionals[0] ?? null, {
      top: Number(values.top),
      pages: Number(values.pages),
      orders: Number(values.orders),
    });
  }
  Deno.exit(0);
}

async function main(
  data: string | null,
  { top, pages, orders }: { top: number; pages: number; orders: number },
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "reparo-profile-" });
  const recorder = openRecorder(Date.now);
  try {
    if (data !== null) await copyShop(data, dir);
    const config: Config = {
      ...readConfig(),
      DATA_DIR: dir,
      DATABASE_URL: `file:${join(dir, "reparo.db")}`,
      SLOW_QUERY_MS: 0,
    };
    const services = await openServices(config, new AbortController().signal, recorder.database);
    if (data === null) await makeUp(services, orders);
    const app = await createApp(services);
    timeSteps(app, recorder.current);
    const visits = await walkPages(services, { app, recorder, most: pages });
    const profile = profileOf(visits);
    const plans = await plansOf(services, profile.shapes.slice(0, top).map(({ worst }) => worst));
    print(profile, { visits, plans, top });
    await services.database.close();
  } finally {
    recorder[Symbol.dispose]();
    await Deno.remove(dir, { recursive: true });
  }
}

async function copyShop(from: string, to: string): Promise<void> {
  const open = await libsqlEngine();
  const database = open(join(from, "reparo.db"));
  try {
    database.exec(`vacuum into '${join(to, "reparo.db").replaceAll("'", "''")}'`);
  } finally {
    database.close();
  }
  await Deno.copyFile(join(from, "secret.key"), join(to, "secret.key")).catch((error) => {
    // The key is in the environment then.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

async function makeUp(services: Services, orders: number): Promise<void> {
  const shop = await services.shop.read();
  const ctx = contextOf(services, { actor: SYSTEM, shop, locale: "es", requestId: "profile", ip: "" });
  await seedShop(ctx, { orders, clients: Math.ceil(orders / 4), seed: 7 });
}

function print(
  { shapes, routes, suspects, failed }: Profile,
  { visits, plans, top }: { visits: readonly Visit[]; plans: ReadonlyMap<string, string>; top: number },
): void {
  const count = shapes.reduce((sum, { times }) => sum + times, 0);
  console.log(
    `${visits.length} pages of ${routes.length} routes asked ${count} statements of ${shapes.length} shapes.\n`,
  );
  console.log(`Statements by time: total, times, worst`);
  for (const { shape, worst, times, ms, routes } of shapes.slice(0, top)) {
    console.log(
      `\n${ms3(ms)} ms ${String(times).padStart(5)} × ${ms3(worst.ms ?? 0)} ms  ${worst.askers[0] ?? ""}`,
    );
    console.log(`    ${shape.length > 600 ? `${shape.slice(0, 600)}…` : shape}`);
    console.log(
      `    on ${routes.slice(0, 4).join(" ")}${routes.length > 4 ? ` and ${routes.length - 4} more` : ""}`,
    );
    for (const line of (plans.get(shape) ?? "no plan").split("\n").slice(0, 12)) console.log(`    | ${line}`);
  }
  console.log(`\nRoutes by time in the database: its time, all of it, statements, visits`);
  for (const { route, sqlMs, ms, statements, visits } of routes.slice(0, top)) {
    console.log(
      `${ms3(sqlMs)} ms ${ms3(ms)} ms ${String(statements).padStart(4)} ${
        String(visits).padStart(4)
      }  ${route}`,
    );
  }
  console.log(`\nThe same shape again and again (N+1?): ${suspects.length || "none"}`);
  for (const { route, count, asker, shape } of suspects.slice(0, top)) {
    console.log(`${String(count).padStart(4)} × ${route}  ${asker}\n    ${shape.slice(0, 200)}`);
  }
  if (failed.length > 0) console.log(`\nPages that failed:\n${failed.join("\n")}`);
}

function ms3(ms: number): string {
  return ms.toFixed(1).padStart(8);
}
