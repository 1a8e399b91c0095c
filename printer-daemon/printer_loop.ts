import type { EventReason, PrinterReason } from "../src/printing/protocol.ts";
import { type Connection, ConnectionLost } from "./connection.ts";
import { judge } from "./evidence.ts";
import { adjusted } from "./format.ts";
import type { Printer } from "./printer.ts";
import { StateKeeper } from "./printer_state.ts";
import type { Spool, SpooledJob } from "./spool.ts";
import type { Timing } from "./timing.ts";
import { Bell, pause, type World } from "./world.ts";

interface Surroundings {
  spool: Spool;
  world: World;
  timing: Timing;
  /** The server's clock, in UTC milliseconds. */
  serverNow(): number;
  changed(): void;
}

const GROWTH = 1.6;
const WRONG_ANSWERS = 3;

/** One printer's own loop: a dead printer delays nobody else, and a label is sent only after the printer has answered. */
export class PrinterLoop {
  readonly bell = new Bell();
  readonly state: StateKeeper;
  idleLook: number;
  readonly #key: string;
  #stopping = false;
  #failures = 0;
  #wrongAnswers = 0;
  /** Attempts that this process saw break; any other interrupted label was left by a stop or a kill. */
  readonly #broken = new Set<string>();

  constructor(readonly printer: Printer, readonly around: Surroundings) {
    const { spool, world, changed } = around;
    this.state = new StateKeeper(printer, { spool, now: world.now, changed });
    this.#key = printer.config.key;
    this.idleLook = around.timing.idleLook;
  }

  async run(): Promise<void> {
    while (!this.#stopping) await this.bell.wait(await this.#guardedStep());
  }

  /** Ends after the label in the printer, or after `timing.drain`; the spool remembers it either way. */
  stop(): void {
    this.#stopping = true;
    this.bell.ring();
  }

  async #guardedStep(): Promise<number> {
    try {
      const wait = await this.#step();
      this.#failures = 0;
      return wait;
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      this.printer.forget();
      const reason = this.printer.config.connection.type === "virtual" ? "write_failed" : "offline";
      this.state.set(reason, this.state.inside);
      return this.#backoff();
    }
  }

  #backoff(): number {
    const { retryLeast, retryMost } = this.around.timing;
    const wait = Math.min(retryMost, retryLeast * GROWTH ** this.#failures++);
    return wait * (0.75 + this.around.world.random() / 2);
  }

  /** Milliseconds until the next step. */
  async #step(): Promise<number> {
    const { spool } = this.around;
    if (spool.expire(this.#key, this.around.serverNow()) > 0) this.around.changed();
    const interrupted = spool.interrupted(this.#key);
    if (interrupted) return await this.#resolve(interrupted);
    const job = spool.isHeld(this.#key) ? null : spool.next(this.#key);
    if (this.printer.config.status === "none") return job ? await this.#sendBlind(job) : this.#assumeWell();
    const line = await this.printer.open(job?.id ?? null);
    try {
      if (!await this.#ready(line)) return this.#retryWait();
      const calibration = spool.openCommand("calibrate", this.#key);
      if (calibration) return await this.#calibrate(line, calibration);
      return job ? await this.#print(line, job) : this.idleLook;
    } finally {
      line.close();
    }
  }

  #assumeWell(): number {
    this.state.set(null, 0);
    return this.idleLook;
  }

  #retryWait(): number {
    const { look, notZpl, retryMost } = this.around.timing;
    if (this.state.reason === "not_zpl" && this.#wrongAnswers >= WRONG_ANSWERS) return notZpl;
    if (this.state.reason === "no_reply") return Math.min(this.idleLook, retryMost / 2);
    return this.around.spool.waiting(this.#key) > 0 || this.around.spool.interrupted(this.#key)
      ? look * 2
      : this.idleLook;
  }

  /** Whether a label may be sent now; otherwise the state says why not. */
  async #ready(line: Connection): Promise<boolean> {
    const { spool, timing } = this.around;
    let look = await this.printer.look(line);
    if (look.kind !== "idle" && look.partial) look = await this.#clearOwnRemains(line);
    this.#wrongAnswers = look.kind === "fault" && look.reason === "not_zpl" ? this.#wrongAnswers + 1 : 0;
    if (look.kind === "fault" && (look.reason === "no_reply" || look.reason === "not_zpl")) {
      this.printer.forget();
    }
    if (look.kind !== "idle") {
      const inside = spool.interrupted(this.#key) || look.kind === "fault" ? look.labels : 0;
      this.state.set(look.kind === "fault" ? look.reason : "busy", inside);
      return false;
    }
    const mistaken = await this.printer.mistaken(line);
    this.state.set(mistaken, 0);
    if (mistaken) await pause(timing.look);
    return mistaken === null;
  }

  /** ~JX drops the beginning of a format; only our own, and only when it still is there at a second look. */
  async #clearOwnRemains(line: Connection): Promise<Awaited<ReturnType<Printer["look"]>>> {
    const { spool, timing, world } = this.around;
    await pause(timing.look);
    const again = await this.printer.look(line);
    if (again.kind === "idle" || !again.partial || !spool.isDirty(this.#key)) return again;
    world.log("info", "partial_format_cleared", { printer: this.#key });
    await line.write(new TextEncoder().encode("~JX"), timing.write);
    return await this.printer.look(line);
  }

  async #print(line: Connection, job: SpooledJob): Promise<number> {
    const { spool, timing, world } = this.around;
    const odoBefore = await this.printer.odometer(line);
    if (spool.isHeld(this.#key)) return 0;
    if (!spool.startSending(job.id, { odoBefore, at: this.around.serverNow() })) return 0;
    this.around.changed();
    const sending = spool.job(job.id);
    if (!sending) throw new Error(`job ${job.id} left the spool`);
    const bytes = this.#bytesOf(sending);
    try {
      await line.write(bytes, timing.write);
      spool.sentBytes(job.id, bytes.length);
      await this.#watch(line, sending);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      this.#broken.add(job.id);
      spool.sentBytes(job.id, Math.max(error.written, spool.job(job.id)?.bytes ?? 0));
      world.log("warn", "connection_lost", { printer: this.#key, job: job.id, written: error.written });
      throw error;
    }
    return 0;
  }

  #bytesOf(job: SpooledJob): Uint8Array<ArrayBuffer> {
    const { dpi, offset_x_mm: offsetXMm, offset_y_mm: offsetYMm } = this.printer.config;
    return adjusted(job.zpl, { copies: job.copies, dpi, offsetXMm, offsetYMm });
  }

  /** Stays with the printer until it says that it is done. However long a fault lasts, nothing is sent again. */
  async #watch(line: Connection, job: SpooledJob): Promise<void> {
    const { timing, world } = this.around;
    const counting = job.odo_before !== null;
    let idleSince: number | null = null;
    let silentSince: number | null = null;
    let stopAt: number | null = null;
    for (;;) {
      const look = await this.printer.look(line);
      const now = performance.now();
      if (look.kind === "idle") {
        this.state.set(null, 0);
        if (counting && (await this.#countedOut(line, job))) return;
        if (!counting && idleSince !== null && now - idleSince >= 2 * timing.look) {
          return this.#settle(job, { state: "printed", reason: null });
        }
        idleSince ??= now;
        if (counting && now - idleSince > timing.settle) return await this.#settleByCounter(line, job);
      } else idleSince = null;
      const silent = look.kind === "fault" && look.reason === "no_reply";
      silentSince = silent ? silentSince ?? now : null;
      if (counting && silentSince !== null && now - silentSince > timing.silence) {
        throw new ConnectionLost("silent");
      }
      if (look.kind !== "idle") {
        this.state.set(look.kind === "fault" ? look.reason : null, Math.max(1, look.labels));
      }
      if (this.#stopping) stopAt ??= now + timing.drain;
      if (stopAt !== null && now > stopAt) {
        world.log("warn", "stopped_with_label_in_printer", { printer: this.#key, job: job.id });
        return;
      }
      await pause(timing.look);
    }
  }

  async #countedOut(line: Connection, job: SpooledJob): Promise<boolean> {
    const after = await this.printer.odometer(line);
    if (judge({ before: job.odo_before, after, copies: job.copies }).kind !== "printed") return false;
    this.#settle(job, { state: "printed", reason: null, odoAfter: after });
    return true;
  }

  /** The printer took the whole label, says it is done, and its counter disagrees: only a person can tell. */
  async #settleByCounter(line: Connection, job: SpooledJob): Promise<void> {
    const after = await this.printer.odometer(line);
    const verdict = judge({ before: job.odo_before, after, copies: job.copies });
    const reason = verdict.kind === "unknown" ? verdict.reason : "no_evidence";
    this.#settle(job, { state: "unknown", reason, odoAfter: after });
  }

  /** Finds out what became of a label whose sending was interrupted. */
  async #resolve(job: SpooledJob): Promise<number> {
    const lost: EventReason = this.#broken.has(job.id) ? "connection_lost" : "daemon_stopped";
    if (job.odo_before === null) {
      this.#settle(job, { state: "unknown", reason: lost });
      return 0;
    }
    const line = await this.printer.open(null);
    try {
      if (!await this.#ready(line)) return this.#retryWait();
      const first = await this.#verdict(line, job);
      await pause(this.around.timing.look + 50);
      const still = await this.printer.look(line);
      const { verdict, after } = await this.#verdict(line, job);
      if (still.kind !== "idle" || verdict.kind !== first.verdict.kind || after !== first.after) return 0;
      if (verdict.kind === "printed") {
        this.#settle(job, { state: "printed", reason: "after_interruption", odoAfter: after });
      } else if (verdict.kind === "unknown") {
        this.#settle(job, { state: "unknown", reason: verdict.reason, odoAfter: after });
      } else {
        const { copies, reason } = verdict;
        this.#settle(job, { state: "custody", reason, odoAfter: after, copies });
      }
      return 0;
    } finally {
      line.close();
    }
  }

  async #verdict(
    line: Connection,
    job: SpooledJob,
  ): Promise<{ verdict: ReturnType<typeof judge>; after: number | null }> {
    const after = await this.printer.odometer(line);
    return { verdict: judge({ before: job.odo_before, after, copies: job.copies }), after };
  }

  /** A device without a voice: whole bytes out and a clean end are all that can be known. */
  async #sendBlind(job: SpooledJob): Promise<number> {
    const { spool, timing } = this.around;
    const line = await this.printer.open(job.id);
    try {
      if (!spool.startSending(job.id, { odoBefore: null, at: this.around.serverNow() })) return 0;
      const bytes = this.#bytesOf(job);
      await line.write(bytes, timing.write);
      spool.sentBytes(job.id, bytes.length);
      await line.finish(timing.write);
      this.#settle(job, { state: "sent", reason: null });
      this.state.set(null, 0);
      return 0;
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      this.#broken.add(job.id);
      spool.sentBytes(job.id, error.written);
      if (error.written === 0) this.#settle(job, { state: "custody", reason: "nothing_came_out" });
      throw error;
    } finally {
      line.close();
    }
  }

  /** Feeds labels until the printer knows their length; never repeated by itself. */
  async #calibrate(line: Connection, command: string): Promise<number> {
    const { spool, timing, world } = this.around;
    spool.finishCommand(command, { ok: true, detail: null });
    world.log("info", "calibrating", { printer: this.#key });
    await line.write(new TextEncoder().encode("~JC"), timing.write);
    this.around.changed();
    return timing.look;
  }

  #settle(
    job: SpooledJob,
    outcome: { state: Settled; reason: EventReason | null; odoAfter?: number | null; copies?: number },
  ): void {
    const { spool, world } = this.around;
    spool.settle(job.id, { ...outcome, at: this.around.serverNow() });
    if (outcome.state === "printed" || outcome.state === "sent") spool.clean(this.#key);
    this.state.set(this.#faultOnly(), 0);
    this.#broken.delete(job.id);
    world.log(outcome.state === "unknown" ? "warn" : "info", outcome.state, {
      printer: this.#key,
      job: job.id,
      reason: outcome.reason,
    });
    this.around.changed();
  }

  #faultOnly(): PrinterReason | null {
    const { reason } = this.state;
    return reason === "held" || reason === "busy" ? null : reason;
  }
}

type Settled = "printed" | "sent" | "unknown" | "custody";
