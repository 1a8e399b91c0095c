import type { PrinterReason } from "../src/printing/protocol.ts";
import { type Connection, ConnectionLost } from "./connection.ts";
import type { Look } from "./driver.ts";
import type { Printer } from "./printer.ts";
import type { StateKeeper } from "./printer_state.ts";
import type { Surroundings } from "./surroundings.ts";
import { pause } from "./world.ts";

const WRONG_ANSWERS = 3;

/** The question before every first byte: is this our printer, well, and idle? */
export class Readiness {
  readonly #key: string;
  #wrongAnswers = 0;

  constructor(readonly printer: Printer, readonly parts: { state: StateKeeper; around: Surroundings }) {
    this.#key = printer.config.key;
  }

  /** It has answered nonsense so often that it should be left in peace for a while. */
  get isHopeless(): boolean {
    return this.#wrongAnswers >= WRONG_ANSWERS;
  }

  /** Whether a label may be sent now; otherwise the state says why not. */
  async check(line: Connection): Promise<boolean> {
    const { state, around } = this.parts;
    let look = await this.#firstLook(line);
    if (look.kind !== "idle" && look.partial) look = await this.#clearOwnRemains(line);
    const reason = look.kind === "fault" ? look.reason : null;
    this.#wrongAnswers = reason === "not_zpl" ? this.#wrongAnswers + 1 : 0;
    if (reason === "no_reply" || reason === "not_zpl") this.printer.driver.forget();
    if (look.kind !== "idle") {
      const ours = reason !== null || around.spool.interrupted(this.#key) !== null;
      state.set(reason ?? "busy", ours ? look.labels : 0);
      return false;
    }
    const mistaken = await this.printer.driver.mistaken(line) ?? this.#replaced();
    state.set(mistaken, 0);
    return mistaken === null;
  }

  /** Many printers close a second connection at once while another computer holds their port. */
  async #firstLook(line: Connection): Promise<Look> {
    try {
      return await this.printer.driver.look(line);
    } catch (error) {
      if (!(error instanceof ConnectionLost) || line.count > 0) throw error;
      throw new ConnectionLost(error.message, 0, "busy");
    }
  }

  /**
   * Whether another printer sits where one was seen before, or one that does not say who it is; a configured serial number
   * has the last word.
   */
  #replaced(): PrinterReason | null {
    const { driver, config } = this.printer;
    const { spool, world } = this.parts.around;
    const { serial } = driver.identity;
    const known = spool.serials.of(this.#key);
    if (known === serial) return null;
    if (serial === null) {
      driver.forget();
      return "no_reply";
    }
    const configured = config.language === "zpl" && config.serial === serial;
    if (known === null || configured) {
      spool.serials.keep(this.#key, serial, world.now());
      return null;
    }
    driver.forget();
    return "wrong_printer";
  }

  /** Drops the beginning of a format: only our own, and only when it still is there at a second look. */
  async #clearOwnRemains(line: Connection): Promise<Look> {
    const { spool, timing, world } = this.parts.around;
    await pause(timing.look);
    const again = await this.printer.driver.look(line);
    const { clearing } = this.printer.driver;
    if (again.kind === "idle" || !again.partial || !clearing || !spool.isDirty(this.#key)) return again;
    world.log("info", "partial_format_cleared", { printer: this.#key });
    await line.write(new TextEncoder().encode(clearing), timing.write);
    return await this.printer.driver.look(line);
  }
}
