import type { Hono } from "hono";
import { createApp } from "./app.ts";
import { startControl } from "./cli/control.ts";
import { stdinEnd, UNTIL_STDIN_ENDS } from "./cli/until_stdin_ends.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { type Ctx, SYSTEM } from "./context.ts";
import { lockData } from "./db/lock.ts";
import type { Watch } from "./db/open.ts";
import { listen } from "./http/listener.ts";
import { answeredAll, startLoadWatch } from "./http/load.ts";
import { contextOf } from "./http/session.ts";
import { enqueue } from "./jobs/queue.ts";
import { startJobs } from "./jobs/start.ts";
import { closeLogs, errorFacts, logOf, openLogs } from "./logs.ts";
import { startLogKeeping } from "./logs/keeping.ts";
import type { LogFacts } from "./logs/line.ts";
import { startLagWatch } from "./monitoring/lag.ts";
import { startSampling } from "./monitoring/sampling.ts";
import { keepAddressesOut } from "./monitoring/traces.ts";
import { paths } from "./paths.ts";
import type { Services } from "./services.ts";
import { refuseDamaged, startSentence } from "./start_fault.ts";
import { issueSetupCode } from "./setup/commands.ts";
import { openServices } from "./start.ts";
import { runKey } from "./tasks/task.ts";

const log = logOf("server");

const DRAIN_MS = 10_000;

if (import.meta.main) await start();

/** What the development entry adds to a server, which knows of none itself. */
export interface Instruments {
  database?: Watch;
  onLog?: (line: LogFacts) => void;
  app: (services: Services) => Promise<Pick<Hono, "fetch">>;
}

/** Runs the server until it is told to stop, then ends the process. */
export async function start(instruments?: Instruments): Promise<void> {
  keepAddressesOut();
  try {
    await serve(readConfig(), instruments);
  } catch (error) {
    console.error(sentenceOf(error));
    if (!(error instanceof ConfigError)) log.fatal("Could not start", errorFacts(error));
    await closeLogs();
    Deno.exit(1);
  }
}

function sentenceOf(error: unknown): string {
  const told = error instanceof ConfigError ? null : startSentence(error, readConfig());
  return told ?? (error instanceof Error ? error.message : String(error));
}

async function serve(config: Config, instruments?: Instruments): Promise<void> {
  // Listened for from the beginning: one that comes while it still starts is not lost, and kills nothing half done.
  const stop = stopSignal();
  const stopping = new AbortController();
  const lock = await lockData({ dir: config.DATA_DIR, databaseUrl: config.DATABASE_URL });
  await openLogs({
    dir: `${config.DATA_DIR}/logs`,
    level: config.LOG_LEVEL,
    console: config.LOG_CONSOLE ?? (config.REPARO_ENV === "development" ? "pretty" : "off"),
    onLine: instruments?.onLog,
  });
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log.error("Unhandled rejection", errorFacts(event.reason));
  });

  const services = await openServices(config, stopping.signal, instruments?.database);
  const looksOnly = config.READ_ONLY === "on";
  const unread = !looksOnly && await refuseDamaged(services.database, config);
  const app = await (instruments?.app ?? createApp)(services);
  const server = listen({ hostname: config.HOST, port: config.PORT }, app.fetch);
  if (config.BASE_URL === null) services.baseUrl = `http://localhost:${server.port}`;
  const control = await startControl(services);
  const jobs = looksOnly ? null : startJobs(services);
  const logKeeping = startLogKeeping(services);
  const lagWatch = startLagWatch();
  const loadWatch = startLoadWatch();
  const sampling = startSampling(services);
  await greet(services, unread);

  await stop;
  log.info("Stopping");
  services.draining = true;
  await new Promise((resolve) => setTimeout(resolve, config.DRAIN_SECONDS * 1_000));
  stopping.abort();
  const late = setTimeout(() => log.warning("Still busy, stopping all the same"), DRAIN_MS);
  await Promise.race([
    // Deno's server, told to end, breaks the bodies that are still coming in.
    Promise.all([
      answeredAll().then(() => server.shutdown()),
      control.stop(),
      jobs?.stop(),
      logKeeping.stop(),
      sampling.stop(),
    ]),
    new Promise((resolve) => setTimeout(resolve, DRAIN_MS)),
  ]);
  clearTimeout(late);
  lagWatch.stop();
  loadWatch.stop();
  await services.database.close();
  lock.release();
  await closeLogs();
  Deno.exit(0);
}

/** The address and, while there is no shop, the link that sets it up. A database that is still to be looked through is, by a job. */
async function greet(services: Services, unread: boolean): Promise<void> {
  const shop = await services.shop.read();
  log.info("Started", { version: services.version, url: services.baseUrl });
  console.log(`Reparo ${services.version}  ${services.baseUrl}`);
  const ctx: Ctx = contextOf(services, { actor: SYSTEM, shop, locale: "es", requestId: "start", ip: "" });
  const uniqueKey = runKey("check_database", "");
  if (unread && await enqueue(ctx.db, ctx, { kind: "check_database", payload: {}, uniqueKey })) {
    ctx.live.changed("jobs");
  }
  if (shop.organization !== null) return;
  const code = await issueSetupCode(ctx);
  console.log(`Set up the shop  ${services.baseUrl}${paths.setup(code)}  (one use, 7 days)`);
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    if (Deno.args.includes(UNTIL_STDIN_ENDS)) stdinEnd().then(resolve);
    for (const signal of Deno.build.os === "windows" ? ["SIGINT"] as const : ["SIGINT", "SIGTERM"] as const) {
      Deno.addSignalListener(signal, resolve);
    }
  });
}
