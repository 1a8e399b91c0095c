import type { EventReason } from "../src/printing/protocol.ts";
import { type Connection, ConnectionLost, NothingTaken } from "./connection.ts";
import { judge, type Verdict } from "./evidence.ts";
import type { Look, Shipment } from "./driver.ts";
import type { Printer } from "./printer.ts";
import type { StateKeeper } from "./printer_state.ts";
import type { Readiness } from "./readiness.ts";
import type { SpooledJob } from "./spool.ts";
import type { Surroundings } from "./surroundings.ts";
import { pause } from "./world.ts";

interface End {
  state: "printed" | "sent" | "unknown" | "custody";
  reason: EventReason | null;
  odoAfter?: number | null;
  copies?: number;
}

/** How long the printer has been saying the same, in milliseconds of a clock that never jumps. */
interface Watch {
  idleSince: number | null;
  silentSince: number | null;
  stopAt: number | null;
}

/** Brings one label at a time to its end: sends it, watches it, and after an interruption finds out what became of it. */
export class Delivery {
  readonly #key: string;
  #stopping = false;
  /** Attempts that this process saw break; any other interrupted label was left by a stop or a kill. */
  readonly #broken = new Set<string>();

  constructor(
    readonly printer: Printer,
    readonly parts: { state: StateKeeper; readiness: Readiness; around: Surroundings },
  ) {
    this.#key = printer.config.key;
  }

  /** The label in the printer gets `timing.drain` to come out; the spool remembers it either way. */
  stop(): void {
    this.#stopping = true;
  }

  /** Sends to a printer that has just said that it is ready. Throws ConnectionLost. */
  async print(line: Connection, job: SpooledJob): Promise<void> {
    const { spool, timing, serverNow } = this.parts.around;
    const { driver } = this.printer;
    const odoBefore = await driver.odometer(line);
    const shipment = driver.prepare(job, { afterBreak: spool.isDirty(this.#key) });
    if (spool.isHeld(this.#key) || !spool.startSending(job.id, { odoBefore, at: serverNow() })) return;
    this.parts.around.changed();
    try {
      await line.write(shipment.bytes, timing.write);
      spool.sentBytes(job.id, shipment.bytes.length);
      await this.#watch(line, { job: { ...job, odo_before: odoBefore }, shipment });
    } catch (error) {
      if (error instanceof ConnectionLost) this.#noteBreak(job, error);
      throw error;
    }
  }

  /** A device without a voice: whole bytes out and a clean end are all that can be known. Throws ConnectionLost. */
  async sendBlind(job: SpooledJob): Promise<void> {
    const { spool, timing, serverNow } = this.parts.around;
    const line = await this.printer.open(job.id);
    try {
      const { bytes } = this.printer.driver.prepare(job, { afterBreak: spool.isDirty(this.#key) });
      if (!spool.startSending(job.id, { odoBefore: null, at: serverNow() })) return;
      await line.write(bytes, timing.write);
      spool.sentBytes(job.id, bytes.length);
      await line.finish(timing.write);
      this.#settle(job, { state: "sent", reason: null });
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      this.#noteBreak(job, error);
      const untouched = error.written === 0 && spool.job(job.id)?.bytes === 0;
      if (untouched || error instanceof NothingTaken) {
        this.#settle(job, { state: "custody", reason: "nothing_came_out" });
      }
      throw error;
    } finally {
      line.close();
    }
  }

  /** Settles a label whose sending was interrupted; false when the printer cannot tell yet. Throws ConnectionLost. */
  async resolve(job: SpooledJob): Promise<boolean> {
    if (job.odo_before === null) {
      const reason = this.#broken.has(job.id) ? "connection_lost" : "daemon_stopped";
      this.#settle(job, { state: "unknown", reason });
      return true;
    }
    const line = await this.printer.open(null);
    try {
      if (!await this.parts.readiness.check(line)) return false;
      const first = await this.printer.driver.odometer(line);
      await pause(this.parts.around.timing.look + 50);
      const still = await this.printer.driver.look(line);
      const after = await this.printer.driver.odometer(line);
      if (still.kind !== "idle" || first !== after) return false;
      this.#settle(job, endOf(judge({ before: job.odo_before, after, copies: job.copies }), after));
      return true;
    } finally {
      line.close();
    }
  }

  #noteBreak(job: SpooledJob, error: ConnectionLost): void {
    const { spool, world } = this.parts.around;
    this.#broken.add(job.id);
    spool.sentBytes(job.id, Math.max(error.written, spool.job(job.id)?.bytes ?? 0));
    const { written, message: detail } = error;
    world.log("warn", "connection_lost", { printer: this.#key, job: job.id, written, detail });
  }

  /** Stays with the printer until it says that it is done. However long a fault lasts, nothing is sent again. */
  async #watch(
    line: Connection,
    { job, shipment }: { job: SpooledJob; shipment: Shipment },
  ): Promise<void> {
    const { timing, world } = this.parts.around;
    const watch: Watch = { idleSince: null, silentSince: null, stopAt: null };
    for (;;) {
      const look = await this.printer.driver.progress(line, shipment);
      const now = performance.now();
      this.#show(look);
      watch.idleSince = look.kind === "idle" ? watch.idleSince ?? now : null;
      const end = look.kind === "idle"
        ? await this.#endBy(line, { job, idleFor: now - (watch.idleSince ?? now) })
        : null;
      if (end) return this.#settle(job, end);
      const silent = look.kind === "fault" && look.reason === "no_reply";
      watch.silentSince = silent ? watch.silentSince ?? now : null;
      const mute = watch.silentSince !== null && now - watch.silentSince > timing.silence;
      if (mute && job.odo_before !== null) throw new ConnectionLost("silent");
      watch.stopAt ??= this.#stopping ? now + timing.drain : null;
      if (watch.stopAt !== null && now > watch.stopAt) {
        return world.log("warn", "stopped_with_label_in_printer", { printer: this.#key, job: job.id });
      }
      await pause(timing.look);
    }
  }

  #show(look: Look): void {
    const inside = look.kind === "idle" ? 0 : Math.max(1, look.labels);
    this.parts.state.set(look.kind === "fault" ? look.reason : null, inside);
  }

  /**
   * What an idle printer proves on the connection that brought the label. A counter that disagrees with it gets a moment
   * to catch up; after that only a person can tell. A label that needed more than one attempt says so: something may lie
   * beside it.
   */
  async #endBy(line: Connection, seen: { job: SpooledJob; idleFor: number }): Promise<End | null> {
    const { timing } = this.parts.around;
    const { job, idleFor } = seen;
    const printed = { state: "printed", reason: job.attempt > 0 ? "after_interruption" : null } as const;
    if (job.odo_before === null) {
      if (idleFor < 2 * timing.look) return null;
      return this.printer.driver.proves ? printed : { state: "sent", reason: null };
    }
    const after = await this.printer.driver.odometer(line);
    const verdict = judge({ before: job.odo_before, after, copies: job.copies });
    if (verdict.kind === "printed") return { ...printed, odoAfter: after };
    if (idleFor <= timing.settle) return null;
    const reason = verdict.kind === "unknown" ? verdict.reason : "no_evidence";
    return { state: "unknown", reason, odoAfter: after };
  }

  #settle(job: SpooledJob, end: End): void {
    const { state, around } = this.parts;
    around.spool.settle(job.id, { ...end, at: around.serverNow() });
    if (end.state === "printed" || end.state === "sent") {
      around.spool.clean(this.#key);
      state.set(null, 0);
    }
    this.#broken.delete(job.id);
    const level = end.state === "unknown" ? "warn" : "info";
    around.world.log(level, end.state, { printer: this.#key, job: job.id, reason: end.reason });
    around.changed();
  }
}

function endOf(verdict: Verdict, odoAfter: number | null): End {
  if (verdict.kind === "printed") return { state: "printed", reason: "after_interruption", odoAfter };
  if (verdict.kind === "unknown") return { state: "unknown", reason: verdict.reason, odoAfter };
  return { state: "custody", reason: verdict.reason, odoAfter, copies: verdict.copies };
}
