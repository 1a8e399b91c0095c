import { join } from "node:path";
import { Agent } from "./agent.ts";
import type { Config } from "./config.ts";
import { Printer } from "./printer.ts";
import { PrinterLoop } from "./printer_loop.ts";
import { Server } from "./server.ts";
import { Spool } from "./spool.ts";
import { TIMING, type Timing } from "./timing.ts";
import { VERSION } from "./version.ts";
import type { World } from "./world.ts";

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
  const { world } = options;
  const timing = { ...TIMING, ...options.timing };
  const spool = openSpool(config, world.newId);
  spool.sweep(world.now());
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
    server: new Server(config.server, options.token),
    spool,
    world,
    timing,
    config,
    loops,
  });
  world.log("info", "started", { version: VERSION, instance: spool.instance, printers: loops.length });

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
      await Promise.allSettled(work);
      spool.close();
      world.log("info", "stopped");
    }
  }
}
