import type { Connection } from "./connection.ts";
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
    let look = await this.printer.driver.look(line);
    if (look.kind !== "idle" && look.partial) look = await this.#clearOwnRemains(line);
    const reason = look.kind === "fault" ? look.reason : null;
    this.#wrongAnswers = reason === "not_zpl" ? this.#wrongAnswers + 1 : 0;
    if (reason === "no_reply" || reason === "not_zpl") this.printer.driver.forget();
    if (look.kind !== "idle") {
      const ours = reason !== null || around.spool.interrupted(this.#key) !== null;
      state.set(reason ?? "busy", ours ? look.labels : 0);
      return false;
    }
    const mistaken = await this.printer.driver.mistaken(line);
    state.set(mistaken, 0);
    return mistaken === null;
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
