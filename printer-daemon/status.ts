import type { EventState, PrinterState } from "../src/printing/protocol.ts";
import type { Agent, Standing } from "./agent.ts";
import type { Config, PrinterConfig } from "./config.ts";
import type { PrinterLoop } from "./printer_loop.ts";
import type { Entry, Recorder } from "./recorder.ts";
import type { Spool } from "./spool.ts";
import type { SpoolEntry } from "./spool_overview.ts";
import { VERSION } from "./version.ts";

const MOST_JOBS = 50;

/** What the local page tells, as JSON at /estado.json. No key and no label text is in it. */
export interface Status {
  version: string;
  name: string | null;
  instance: string;
  startedAt: number;
  server: Standing & { address: string; outdated: boolean; unreported: number };
  printers: PrinterStatus[];
  counts: Partial<Record<EventState, number>>;
  jobs: SpoolEntry[];
  events: readonly Entry[];
}

export interface PrinterStatus extends PrinterState {
  address: string;
  /** The printer that was first seen at this address, while another one sits there. */
  expected: string | null;
  /** A person may say that the other one is right. */
  mayAccept: boolean;
}

export interface Insides {
  config: Config;
  spool: Spool;
  agent: Agent;
  loops: readonly PrinterLoop[];
  recorder: Recorder;
  startedAt: number;
}

export function statusOf({ config, spool, agent, loops, recorder, startedAt }: Insides): Status {
  return {
    version: VERSION,
    name: config.name ?? null,
    instance: spool.instance,
    startedAt,
    server: {
      ...agent.standing,
      address: config.server,
      outdated: agent.outdated,
      unreported: spool.overview.unreported(),
    },
    printers: loops.map((loop) => printerStatus(loop, spool)),
    counts: Object.fromEntries(spool.overview.counts()),
    jobs: spool.overview.recent(MOST_JOBS),
    events: recorder.recent(),
  };
}

function printerStatus({ printer, state }: PrinterLoop, spool: Spool): PrinterStatus {
  const report = state.report();
  const isOther = report.reason === "wrong_printer";
  return {
    ...report,
    address: addressOf(printer.config),
    expected: isOther ? configuredSerial(printer.config) ?? spool.serials.of(report.key) : null,
    mayAccept: isOther && report.serial !== null && configuredSerial(printer.config) === null,
  };
}

function configuredSerial(config: PrinterConfig): string | null {
  return config.language === "zpl" ? config.serial ?? null : null;
}

/** Where a printer is, in the words of its connection. */
export function addressOf({ connection }: PrinterConfig): string {
  switch (connection.type) {
    case "tcp":
      return `${connection.host}:${connection.port}`;
    case "device":
      return connection.path;
    case "cups":
      return `queue ${connection.queue}`;
    case "virtual":
      return connection.dir;
  }
}
