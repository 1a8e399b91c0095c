import { DRAWER_SECONDS, PrinterSetup } from "../src/printing/protocol.ts";
import { type Connection, ConnectionLost } from "./connection.ts";
import { Delivery } from "./delivery.ts";
import type { Printer } from "./printer.ts";
import { StateKeeper } from "./printer_state.ts";
import { Readiness } from "./readiness.ts";
import type { Surroundings } from "./surroundings.ts";
import { Bell } from "./world.ts";

const GROWTH = 1.6;
/** Pauses are longer or shorter by chance, so that daemons do not call in step. */
export const MOST_JITTER = 1.25;

/** One printer's own loop: a dead printer delays nobody else, and a label is sent only after the printer has answered. */
export class PrinterLoop {
  readonly bell = new Bell();
  readonly state: StateKeeper;
  idleLook: number;
  readonly #key: string;
  readonly #readiness: Readiness;
  readonly #delivery: Delivery;
  #stopping = false;
  #failures = 0;

  constructor(readonly printer: Printer, readonly around: Surroundings) {
    const { spool, world, changed } = around;
    this.#key = printer.config.key;
    this.state = new StateKeeper(printer, { spool, now: world.now, changed });
    this.#readiness = new Readiness(printer, { state: this.state, around });
    this.#delivery = new Delivery(printer, { state: this.state, readiness: this.#readiness, around });
    this.idleLook = around.timing.idleLook;
  }

  async run(): Promise<void> {
    while (!this.#stopping) await this.bell.wait(await this.#guardedStep());
  }

  stop(): void {
    this.#stopping = true;
    this.#delivery.stop();
    this.bell.ring();
  }

  async #guardedStep(): Promise<number> {
    try {
      const wait = await this.#step();
      this.#failures = 0;
      return wait;
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      this.printer.driver.forget();
      this.state.set(error.reason ?? this.printer.absence, this.state.inside);
      return this.#backoff();
    }
  }

  #backoff(): number {
    const { retryLeast, retryMost, notZpl } = this.around.timing;
    // Each try of a print queue is an attempt at the label: there is no asking first.
    const most = this.printer.config.connection.type === "cups" ? notZpl : retryMost;
    const wait = Math.min(most, retryLeast * GROWTH ** this.#failures++);
    return wait * (MOST_JITTER - this.around.world.random() / 2);
  }

  /** Milliseconds until the next step. */
  async #step(): Promise<number> {
    const { spool, serverNow, changed } = this.around;
    if (spool.expire(this.#key, serverNow()) > 0) changed();
    spool.commands.giveUp("open_drawer", serverNow() - DRAWER_SECONDS * 1000);
    const kick = spool.commands.open("open_drawer", this.#key);
    if (kick) return await this.#openDrawer(kick);
    const interrupted = spool.interrupted(this.#key);
    if (interrupted) return await this.#delivery.resolve(interrupted) ? 0 : this.#retryWait();
    if (this.printer.config.status === "none") return await this.#stepBlind();
    const job = spool.isHeld(this.#key) ? null : spool.next(this.#key);
    const line = await this.printer.open(job?.id ?? null);
    try {
      if (!await this.#readiness.check(line)) return this.#retryWait();
      const setup = spool.commands.open("setup", this.#key);
      if (setup) return await this.#setUp(line, setup);
      const calibration = spool.commands.open("calibrate", this.#key);
      if (calibration) return await this.#calibrate(line, calibration);
      if (!job) return this.idleLook;
      await this.#delivery.print(line, job);
      return 0;
    } finally {
      line.close();
    }
  }

  async #stepBlind(): Promise<number> {
    const { spool } = this.around;
    const job = spool.isHeld(this.#key) ? null : spool.next(this.#key);
    if (job) await this.#delivery.sendBlind(job);
    else {
      (await this.printer.open(null)).close();
      this.state.set(null, 0);
    }
    return job ? 0 : this.idleLook;
  }

  #retryWait(): number {
    const { look, notZpl, retryMost } = this.around.timing;
    if (this.#readiness.isHopeless) return notZpl;
    if (this.state.reason === "no_reply") return Math.min(this.idleLook, retryMost / 2);
    const urgent = this.around.spool.waiting(this.#key) > 0 ||
      this.around.spool.interrupted(this.#key) !== null;
    return urgent ? look * 2 : this.idleLook;
  }

  /** A printer with a fault keeps the pulse for later, when nobody is there: it gets none. */
  async #openDrawer(command: string): Promise<number> {
    const { spool, timing, world, changed } = this.around;
    const { config, driver } = this.printer;
    if (driver.drawerKick === null) {
      spool.commands.finish(command, { ok: false, detail: "no_drawer" });
      changed();
      return 0;
    }
    try {
      const line = await this.printer.open(command);
      try {
        const look = config.status === "none" ? null : await driver.look(line);
        if (look?.kind === "fault") {
          spool.commands.finish(command, { ok: false, detail: look.reason });
          return 0;
        }
        await line.write(driver.drawerKick, timing.write);
        if (config.status === "none") await line.finish(timing.write);
      } finally {
        line.close();
      }
      spool.commands.finish(command, { ok: true, detail: null });
      world.log("info", "drawer_opened", { printer: config.key });
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      spool.commands.finish(command, { ok: false, detail: error.reason ?? this.printer.absence });
      throw error;
    } finally {
      changed();
    }
    return 0;
  }

  /** Sends what the printer keeps for good, hears that it is well with it, and lets it measure its labels. */
  async #setUp(line: Connection, command: string): Promise<number> {
    const { spool, timing, world, changed } = this.around;
    const { driver } = this.printer;
    const wish = PrinterSetup.parse(JSON.parse(spool.commands.wish(command) ?? "null"));
    const format = driver.setup(wish);
    if (format === null) {
      spool.commands.finish(command, { ok: false, detail: "cannot_set_up" });
      changed();
      return 0;
    }
    const encoder = new TextEncoder();
    await line.write(encoder.encode(format), timing.write);
    const after = await driver.look(line);
    const fault = after.kind === "fault" ? after.reason : null;
    spool.commands.finish(command, { ok: fault === null, detail: fault });
    world.log("info", "set_up", { printer: this.#key, fault });
    changed();
    if (fault === null && driver.calibration !== null) {
      await line.write(encoder.encode(driver.calibration), timing.write);
    }
    return timing.look;
  }

  /** Feeds labels until the printer knows their length; never repeated by itself. */
  async #calibrate(line: Connection, command: string): Promise<number> {
    const { spool, timing, world, changed } = this.around;
    const { calibration } = this.printer.driver;
    if (calibration === null) {
      spool.commands.finish(command, { ok: false, detail: "cannot_calibrate" });
      return 0;
    }
    spool.commands.finish(command, { ok: true, detail: null });
    world.log("info", "calibrating", { printer: this.#key });
    await line.write(new TextEncoder().encode(calibration), timing.write);
    changed();
    return timing.look;
  }
}
