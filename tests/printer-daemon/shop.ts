import assert from "node:assert/strict";
import { parseConfig } from "../../printer-daemon/config.ts";
import { type Daemon, startDaemon } from "../../printer-daemon/daemon.ts";
import type { Timing } from "../../printer-daemon/timing.ts";
import type { PrintJobState } from "../../src/printing/print_job.ts";
import { type PrinterOptions, startPrinter, type TestPrinter } from "../support/printer.ts";
import { type PollServer, startPollServer } from "./poll_server.ts";

/** Short between looks, patient with answers: the machine that runs the tests may be busy. */
const QUICK: Partial<Timing> = {
  connect: 500,
  statusReply: 1_000,
  errorReply: 300,
  variableReply: 1_000,
  look: 15,
  idleLook: 60,
  settle: 500,
  silence: 1_000,
  retryLeast: 20,
  retryMost: 100,
  notZpl: 400,
  drain: 2_000,
  serverRetryLeast: 30,
  serverRetryMost: 100,
  refusedRetry: 100,
  fenced: 300,
};

export interface Shop {
  server: PollServer;
  printer: TestPrinter;
  dir: string;
  log: string[];
  startDaemon(): Daemon;
  /** Waits until a job is in that state; fails after ten seconds with what it was. */
  untilJob(id: string, state: PrintJobState): Promise<void>;
}

interface ShopOptions {
  printer?: PrinterOptions;
  /** Merged into the printer's entry of the configuration. */
  entry?: Record<string, unknown>;
  timing?: Partial<Timing>;
}

/** A server, a printer and a started daemon; everything is stopped and the protocol checked at the end. */
export async function inShop(
  options: ShopOptions,
  work: (shop: Shop, daemon: Daemon) => Promise<void>,
): Promise<void> {
  const server = startPollServer();
  const printer = await startPrinter(options.printer);
  const dir = await Deno.makeTempDir();
  const log: string[] = [];
  const daemons: Daemon[] = [];
  const start = () => {
    const config = parseConfig(
      configText({ server: server.url, port: printer.port, entry: options.entry }),
      `${dir}/config.json`,
    );
    const world = {
      now: () => Date.now(),
      random: () => 0.5,
      newId: () => crypto.randomUUID(),
      log: (level: string, event: string, facts?: Record<string, unknown>) => {
        log.push(`${level} ${event} ${JSON.stringify(facts ?? {})}`);
      },
    };
    const daemon = startDaemon(config, {
      token: server.token,
      world,
      timing: { ...QUICK, ...options.timing },
    });
    daemon.finished.catch(() => {});
    daemons.push(daemon);
    return daemon;
  };
  const shop: Shop = {
    server,
    printer,
    dir,
    log,
    startDaemon: start,
    untilJob: (id, state) =>
      until(
        () => server.jobs.get(id)?.state === state,
        () => `${id} is ${server.jobs.get(id)?.state}, not ${state}\n${log.join("\n")}`,
      ),
  };
  try {
    await work(shop, start());
    assert.deepEqual(server.faults, []);
  } finally {
    for (const daemon of daemons) daemon.stop();
    await Promise.allSettled(daemons.map(({ finished }) => finished));
    await printer.close();
    await server.close();
    await Deno.remove(dir, { recursive: true });
  }
}

export function configText(shop: { server: string; port: number; entry?: Record<string, unknown> }): string {
  return JSON.stringify({
    server: shop.server,
    token_file: "token",
    spool_dir: "spool",
    printers: [{
      key: "mostrador",
      connection: { type: "tcp", host: "127.0.0.1", port: shop.port },
      dpi: 203,
      width_mm: 57,
      height_mm: 32,
      ...shop.entry,
    }],
  });
}

export async function until(condition: () => boolean, complaint: () => string, ms = 10_000): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) assert.fail(complaint());
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
