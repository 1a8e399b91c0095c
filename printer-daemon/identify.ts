import { DOTS_PER_MM, DPI, type Dpi } from "../src/printing/protocol.ts";
import { type Connection, ConnectionLost, openTcp } from "./connection.ts";
import { parseStatus } from "./escpos_status.ts";
import {
  type ErrorStatus,
  type HostIdentity,
  type HostStatus,
  parseErrorStatus,
  parseHostStatus,
  parseIdentity,
  parseVariable,
} from "./host_status.ts";
import type { Timing } from "./timing.ts";

/** What a device at an address says of itself; what it leaves unsaid is null. */
export interface Facts {
  address: string;
  /** `closed`: nobody listens there. `mute`: it listens and says nothing. `other`: it says what no printer of ours says. */
  what: "zpl" | "escpos" | "other" | "mute" | "closed";
  detail: string | null;
  model: string | null;
  firmware: string | null;
  dpi: Dpi | null;
  dotsPerMm: number | null;
  serial: string | null;
  odometer: number | null;
  languages: string | null;
  media: string | null;
  widthMm: number | null;
  heightMm: number | null;
  status: HostStatus | null;
  errors: ErrorStatus | null;
}

export interface Address {
  host: string;
  port: number;
}

type Waits = Pick<Timing, "connect" | "statusReply" | "errorReply" | "variableReply">;

const NOTHING = {
  detail: null,
  model: null,
  firmware: null,
  dpi: null,
  dotsPerMm: null,
  serial: null,
  odometer: null,
  languages: null,
  media: null,
  widthMm: null,
  heightMm: null,
  status: null,
  errors: null,
};

/**
 * Asks whatever listens at an address who it is. The first question is one that receipt printers answer and others
 * swallow; an office printer may put the later ones on paper. Throws Deno.errors.NotCapable without leave to connect.
 */
export async function identify({ host, port }: Address, waits: Waits): Promise<Facts> {
  const address = `${host}:${port}`;
  let line: Connection;
  try {
    line = await openTcp({ host, port }, waits.connect);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return { ...NOTHING, address, what: "closed", detail: String(error) };
  }
  try {
    return { ...NOTHING, address, ...await hear(line, waits) };
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error;
    return { ...NOTHING, address, what: "mute", detail: `it hung up: ${error.message}` };
  } finally {
    line.close();
  }
}

async function hear(line: Connection, waits: Waits): Promise<Partial<Facts> & Pick<Facts, "what">> {
  const receipt = await line.ask("\x10\x04\x01", { parse: parseStatus, deadline: waits.errorReply / 3 });
  if (receipt.value !== undefined) return { what: "escpos" };
  const status = await line.ask("~HS", { parse: parseHostStatus, deadline: waits.statusReply });
  const errors = await line.ask("~HQES", { parse: parseErrorStatus, deadline: waits.errorReply });
  const answer = await line.ask("~HI", { parse: parseIdentity, deadline: waits.variableReply });
  const said = receipt.received + status.received + errors.received + answer.received;
  if (status.value === undefined && errors.value === undefined && answer.value === undefined) {
    return said === "" ? { what: "mute" } : { what: "other", detail: printable(said) };
  }
  const perMm = answer.value?.dotsPerMm ?? null;
  return {
    what: "zpl",
    status: status.value ?? null,
    errors: errors.value ?? null,
    ...described(answer.value),
    ...await variables(line, { waits, perMm }),
  };
}

function described(identity: HostIdentity | undefined): Partial<Facts> {
  if (identity === undefined) return {};
  const { model, firmware, dotsPerMm } = identity;
  return { model, firmware, dotsPerMm, dpi: DPI.find((dpi) => DOTS_PER_MM[dpi] === dotsPerMm) ?? null };
}

async function variables(
  line: Connection,
  { waits, perMm }: { waits: Waits; perMm: number | null },
): Promise<Partial<Facts>> {
  const variable = async (name: string) => {
    const question = `! U1 getvar "${name}"\r\n`;
    const { value } = await line.ask(question, { parse: parseVariable, deadline: waits.variableReply });
    return value ?? null;
  };
  const number = (text: string | null) => {
    const value = /^\d+/.exec(text ?? "")?.[0];
    return value === undefined ? null : Number(value);
  };
  const millimetres = (dots: number | null) =>
    dots === null || !perMm ? null : Math.round(dots / perMm * 10) / 10;
  const serial = await variable("device.unique_id");
  // Firmware without these variables answers none of them: one wait is enough to know.
  if (serial === null && await variable("appl.name") === null) return {};
  return {
    serial,
    odometer: number(await variable("odometer.total_label_count")),
    languages: await variable("device.languages"),
    media: await variable("ezpl.media_type"),
    widthMm: millimetres(number(await variable("ezpl.print_width"))),
    heightMm: millimetres(number(await variable("zpl.label_length"))),
  };
}

function printable(said: string): string {
  return said.replace(/[^\x20-\x7e]+/g, " ").trim().slice(0, 80);
}
