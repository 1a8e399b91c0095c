import { join } from "node:path";
import { Agent } from "./agent.ts";
import type { Config } from "./config.ts";
import { takeTest } from "./intake.ts";
import { Printer } from "./printer.ts";
import { PrinterLoop } from "./printer_loop.ts";
import { Recorder } from "./recorder.ts";
import { Server } from "./server.ts";
import { Spool } from "./spool.ts";
import { type Insides, statusOf } from "./status.ts";
import { type Counter, startStatusPage, type StatusPage } from "./status_page.ts";
import { TIMING, type Timing } from "./timing.ts";
import { VERSION } from "./version.ts";
import type { World } from "./world.ts";

const MOST_EVENTS = 50;
const DAY_MS = 24 * 3600 * 1000;

export interface Daemon {
  /** Settles when the daemon has stopped; rejects with Fenced, or with what broke it. */
  finished: Promise<void>;
  stop(): void;
}

/** Throws when another process has the spool open. */
export function openSpool(config: Config, newId: () => string): Spool {
  Deno.mkdirSync(config.spool_dir, { recursive: true });
  return new Spool(join(config.spool_dir, "spool.db"), { newId });
}

/** Starts every printer's loop and the conversation with the server. `token`: null prints what the spool holds. */
export function startDaemon(
  config: Config,
  options: { token: string; world: World; timing?: Partial<Timing> },
): Daemon {
  const recorder = new Recorder({ most: MOST_EVENTS, now: options.world.now });
  const world = { ...options.world, log: recorder.wrap(options.world.log) };
  const timing = { ...TIMING, ...options.timing };
  const startedAt = world.now();
  const spool = openSpool(config, world.newId);
  spool.sweep(world.now());
  const sweeping = setInterval(() => spool.sweep(world.now()), DAY_MS);
  const loops = config.printers.map((printer) =>
    new PrinterLoop(new Printer(printer, timing, world.now), {
      spool,
      world,
      timing,
      serverNow: () => agent.serverNow(),
      changed: () => agent.changed(),
    })
  );
  const agent: Agent = new Agent({
    server: new Server(config.server, options.token, timing.serverAnswer),
    spool,
    world,
    timing,
    config,
    loops,
  });
  world.log("info", "started", { version: VERSION, instance: spool.instance, printers: loops.length });

  const page = openPage({ config, spool, agent, loops, recorder, startedAt }, world);

  const stop = () => {
    for (const loop of loops) loop.stop();
    agent.stop();
  };
  return { finished: runUntilStopped(), stop };

  async function runUntilStopped(): Promise<void> {
    const work = [agent.run(), ...loops.map((loop) => loop.run())];
    try {
      await Promise.all(work);
      await agent.farewell();
    } finally {
      stop();
      clearInterval(sweeping);
      await Promise.allSettled([...work, page?.close()]);
      spool.close();
      world.log("info", "stopped");
    }
  }
}

/** The local page; the daemon prints on without it. */
function openPage(insides: Insides, world: World): StatusPage | null {
  const { status_port: port } = insides.config;
  if (port === 0) return null;
  try {
    return startStatusPage(counterOf(insides, world), { port, token: world.newId() });
  } catch (error) {
    world.log("warn", "no_local_page", { port, detail: String(error) });
    return null;
  }
}

function counterOf(insides: Insides, world: World): Counter {
  const { spool, loops, agent } = insides;
  const loopOf = (key: string) => loops.find(({ printer }) => printer.config.key === key);
  return {
    status: () => statusOf(insides),
    test(key) {
      const loop = loopOf(key);
      if (!loop) return false;
      world.log("info", "local_test", { printer: key });
      const taken = takeTest({
        spool,
        printer: loop.printer.config,
        id: world.newId(),
        now: agent.serverNow(),
      });
      loop.bell.ring();
      agent.changed();
      return taken;
    },
    accept(key) {
      const loop = loopOf(key);
      const printer = statusOf(insides).printers.find((one) => one.key === key);
      if (!loop || !printer?.mayAccept || printer.serial === null) return false;
      world.log("info", "printer_accepted", { printer: key, serial: printer.serial });
      spool.serials.keep(key, printer.serial, world.now());
      loop.bell.ring();
      return true;
    },
  };
}
