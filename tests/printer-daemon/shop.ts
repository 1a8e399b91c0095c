import assert from "node:assert/strict";
import { parseConfig } from "../../printer-daemon/config.ts";
import { type Daemon, startDaemon } from "../../printer-daemon/daemon.ts";
import type { Timing } from "../../printer-daemon/timing.ts";
import type { PrintJobState } from "../../src/printing/print_job.ts";
import type { PrinterReason } from "../../src/printing/protocol.ts";
import { type PrinterOptions, startPrinter, type TestPrinter } from "../support/printer.ts";
import { type PollServer, startPollServer } from "./poll_server.ts";

/** Short between looks, patient with answers: the machine that runs the tests may be busy. */
export const QUICK: Partial<Timing> = {
  connect: 500,
  statusReply: 1_000,
  errorReply: 300,
  variableReply: 1_000,
  look: 15,
  idleLook: 60,
  warnings: 120,
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
  /** The printer "deposito" of the same daemon, where `also` asked for it. */
  other: TestPrinter | null;
  dir: string;
  log: string[];
  startDaemon(): Daemon;
  /** Waits until a job is in that state; fails when patience is over with what it was. */
  untilJob(id: string, state: PrintJobState): Promise<void>;
  /** Waits until the server has been told that the printer is so; null: that it is well. */
  untilPrinter(reason: PrinterReason | null, key?: string): Promise<void>;
}

export interface ShopOptions {
  printer?: PrinterOptions;
  /** Merged into the printer's entry of the configuration. */
  entry?: Record<string, unknown>;
  timing?: Partial<Timing>;
  also?: PrinterOptions;
  /** Of the daemon's local page. */
  statusPort?: number;
  /** Where the daemon reaches the server by, its own address where this is left out. */
  by?: (port: number) => number;
  /** Milliseconds that `untilJob` and `untilPrinter` wait. */
  patience?: number;
}

/** A server, a printer and a started daemon; everything is stopped and the protocol checked at the end. */
export async function inShop(
  options: ShopOptions,
  work: (shop: Shop, daemon: Daemon) => Promise<void>,
): Promise<void> {
  const server = startPollServer();
  const printer = await startPrinter(options.printer);
  const other = options.also ? await startPrinter(options.also) : null;
  const dir = await Deno.makeTempDir();
  const log: string[] = [];
  const daemons: Daemon[] = [];
  const start = () => {
    const config = parseConfig(
      configText({
        server: options.by ? `http://127.0.0.1:${options.by(Number(new URL(server.url).port))}` : server.url,
        port: printer.port,
        entry: options.entry,
        also: other?.port,
        statusPort: options.statusPort,
      }),
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
    other,
    dir,
    log,
    startDaemon: start,
    untilJob: (id, state) =>
      until(
        () => server.jobs.get(id)?.state === state,
        () => `${id} is ${server.jobs.get(id)?.state}, not ${state}\n${log.join("\n")}`,
        options.patience,
      ),
    untilPrinter: (reason, key = "mostrador") =>
      until(
        () => server.printer(key)?.reason === reason,
        () => `${key} is ${server.printer(key)?.reason}, not ${reason}\n${log.join("\n")}`,
        options.patience,
      ),
  };
  try {
    await work(shop, start());
    assert.deepEqual(server.faults, []);
  } finally {
    for (const daemon of daemons) daemon.stop();
    await Promise.allSettled(daemons.map(({ finished }) => finished));
    await printer.close();
    await other?.close();
    await server.close();
    await Deno.remove(dir, { recursive: true });
  }
}

export function configText(
  shop: {
    server: string;
    port: number;
    entry?: Record<string, unknown>;
    also?: number;
    statusPort?: number;
    lan?: string[];
  },
): string {
  const entry = (key: string, port: number) => ({
    key,
    connection: { type: "tcp", host: "127.0.0.1", port },
    dpi: 203,
    width_mm: 57,
    height_mm: 32,
  });
  return JSON.stringify({
    server: shop.server,
    token_file: "token",
    spool_dir: "spool",
    status_port: shop.statusPort ?? 0,
    lan: shop.lan ?? [],
    printers: [
      { ...entry("mostrador", shop.port), ...shop.entry },
      ...(shop.also === undefined ? [] : [entry("deposito", shop.also)]),
    ],
  });
}

export async function until(
  condition: () => boolean,
  complaint: () => string,
  patience: number | { ms: number; every: number } = 60_000,
): Promise<void> {
  const { ms, every } = typeof patience === "number" ? { ms: patience, every: 5 } : patience;
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) assert.fail(complaint());
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
