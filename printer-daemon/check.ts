import { DOTS_PER_MM, type PrinterReason } from "../src/printing/protocol.ts";
import type { Config, PrinterConfig } from "./config.ts";
import { ConnectionLost } from "./connection.ts";
import { faultOf, isIdle } from "./host_status.ts";
import { type Facts, identify } from "./identify.ts";
import { Printer } from "./printer.ts";
import { describeFacts } from "./probe.ts";
import type { SerialBook } from "./serial_book.ts";
import { causeOf, Server, ServerTrouble } from "./server.ts";
import { addressOf } from "./status.ts";
import { TIMING } from "./timing.ts";

interface Desk {
  config: Config;
  /** Null when this computer is not paired yet. */
  token: string | null;
  /** Null while a running daemon has the spool open. */
  serials: SerialBook | null;
  now(): number;
  print(line: string): void;
}

/** Looks at the server and at every printer and says what it finds; returns how many things would keep labels from printing. */
export async function check(desk: Desk): Promise<number> {
  let problems = await checkServer(desk) ? 0 : 1;
  for (const printer of desk.config.printers) {
    const { well, words } = await examine(printer, desk);
    if (!well) problems++;
    desk.print(`printer ${printer.key} (${addressOf(printer)}): ${words[0]}`);
    for (const line of words.slice(1)) desk.print(line);
  }
  if (desk.serials === null) {
    desk.print(
      "the spool is in use by a running printer-daemon: serial numbers seen before were not compared",
    );
  }
  return problems;
}

async function checkServer({ config, token, print }: Desk): Promise<boolean> {
  const said = async () => {
    if (token === null) return { well: false, words: "not paired yet: printer-daemon pair CODE" };
    try {
      const known = await new Server(config.server, token).knock();
      return known
        ? { well: true, words: "answers and knows the key" }
        : { well: false, words: "answers and refuses the key: pair again with a new code" };
    } catch (error) {
      if (!(error instanceof ServerTrouble)) throw error;
      return { well: false, words: `does not answer: ${error.message}` };
    }
  };
  const { well, words } = await said();
  print(`server ${config.server}: ${words}`);
  return well;
}

interface Finding {
  well: boolean;
  words: string[];
}

async function examine(config: PrinterConfig, desk: Desk): Promise<Finding> {
  try {
    if (config.language === "zpl" && config.connection.type === "tcp" && config.status === "full") {
      const facts = await identify(config.connection, TIMING);
      return judged(config, { facts, known: desk.serials?.of(config.key) ?? null });
    }
    return await visit(config, desk.now);
  } catch (error) {
    if (error instanceof ConnectionLost) {
      return { well: false, words: [`${error.reason ?? "offline"}: ${error.message}`] };
    }
    if (error instanceof Deno.errors.NotCapable) return { well: false, words: [causeOf(error)] };
    throw error;
  }
}

/** What a ZPL printer says, beside what the configuration says of it. */
function judged(
  config: Extract<PrinterConfig, { language: "zpl" }>,
  { facts, known }: { facts: Facts; known: string | null },
): Finding {
  const [head = "", ...details] = describeFacts(facts);
  const expected = config.serial ?? known;
  const wrong: string[] = [];
  const note: string[] = [];
  const reason = reasonOf(facts);
  if (reason !== null) wrong.push(reason);
  if (facts.dotsPerMm !== null && facts.dotsPerMm !== DOTS_PER_MM[config.dpi]) {
    wrong.push(`wrong_dpi: the configuration says ${config.dpi} dpi`);
  }
  if (expected !== null && facts.serial !== null && facts.serial !== expected) {
    wrong.push(`wrong_printer: expected ${expected}; if it is the new one: check --accept ${config.key}`);
  }
  if (facts.widthMm !== null && facts.widthMm < config.width_mm - 1) {
    note.push(
      `  note       its print width is set to ${facts.widthMm} mm, the labels are ${config.width_mm} mm`,
    );
  }
  const state = wrong.length === 0 ? "ready" : wrong.join("; ");
  return { well: wrong.length === 0, words: [`${state}; ${head}`, ...details, ...note] };
}

/** Why it would not print now, in the codes of the wire. */
function reasonOf({ what, status, errors }: Facts): PrinterReason | null {
  if (what === "closed") return "offline";
  if (what === "mute") return "no_reply";
  if (what !== "zpl") return "not_zpl";
  if (status === null) return errors?.fault ?? "no_reply";
  return faultOf(status) ?? errors?.fault ?? (isIdle(status) ? null : "busy");
}

/** A printer of another language or connection: its driver asks how it is. */
async function visit(config: PrinterConfig, now: () => number): Promise<Finding> {
  const printer = new Printer(config, TIMING, now);
  const line = await printer.open(null);
  try {
    if (config.status === "none") return { well: true, words: ["takes labels; it cannot say more"] };
    const look = await printer.driver.look(line);
    if (look.kind !== "idle") return { well: false, words: [look.kind === "fault" ? look.reason : "busy"] };
    const mistaken = await printer.driver.mistaken(line);
    const { model, firmware, serial } = printer.driver.identity;
    const known = [model, firmware, serial].filter((one) => one !== null).join(", ");
    const note = printer.driver.proves
      ? []
      : ["  note       it does not confirm: what it prints ends as sent"];
    return { well: mistaken === null, words: [`${mistaken ?? "ready"}${known && `; ${known}`}`, ...note] };
  } finally {
    line.close();
  }
}

/** From now on the printer that answers is the right one. Returns its serial number; null when it does not say one. */
export async function acceptPrinter(
  config: PrinterConfig,
  { serials, now }: { serials: SerialBook; now: () => number },
): Promise<string | null> {
  const printer = new Printer(config, TIMING, now);
  const line = await printer.open(null);
  try {
    await printer.driver.mistaken(line);
    const { serial } = printer.driver.identity;
    if (serial !== null) serials.keep(config.key, serial, now());
    return serial;
  } finally {
    line.close();
  }
}
