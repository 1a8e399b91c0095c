import type { Config, PrinterConfig } from "./config.ts";
import { Printer } from "./printer.ts";
import { TIMING } from "./timing.ts";

/** Asks every printer how it is and prints one line each; returns how many would not print now. */
export async function checkPrinters(
  config: Config,
  options: { now: () => number; print: (line: string) => void },
): Promise<number> {
  let problems = 0;
  for (const printer of config.printers) {
    const { well, words } = await examine(printer, options.now);
    if (!well) problems++;
    options.print(`printer ${printer.key} (${addressOf(printer)}): ${words}`);
  }
  return problems;
}

function addressOf({ connection }: PrinterConfig): string {
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

async function examine(config: PrinterConfig, now: () => number): Promise<{ well: boolean; words: string }> {
  const printer = new Printer(config, TIMING, now);
  try {
    const line = await printer.open(null);
    try {
      if (config.status === "none") return { well: true, words: "accepts a connection; it cannot say more" };
      const look = await printer.driver.look(line);
      if (look.kind !== "idle") return { well: false, words: look.kind === "fault" ? look.reason : "busy" };
      const mistaken = await printer.driver.mistaken(line);
      const odometer = await printer.driver.odometer(line);
      const { model, firmware, serial } = printer.driver.identity;
      const counter = odometer === null ? "does not count its labels" : `${odometer} labels so far`;
      return {
        well: mistaken === null,
        words: `${mistaken ?? "ready"}, ${model} ${firmware}, serial ${serial}, ${counter}`,
      };
    } finally {
      line.close();
    }
  } catch (error) {
    return { well: false, words: `offline: ${error instanceof Error ? error.message : error}` };
  }
}
