import { type ErrorStatus, faultOf, type HostStatus, isIdle } from "./host_status.ts";
import type { Facts } from "./identify.ts";

/** What is at the address, one line for each fact. */
export function describeFacts(facts: Facts): string[] {
  const { status, errors } = facts;
  const lines = [`${facts.address}: ${summary(facts)}`];
  const add = (name: string, value: string | number | null) => {
    if (value !== null) lines.push(`  ${name.padEnd(10)} ${value}`);
  };
  add("model", facts.model);
  add("firmware", facts.firmware);
  add("resolution", facts.dpi === null ? null : `${facts.dpi} dpi (${facts.dotsPerMm} dots/mm)`);
  add("serial", facts.serial);
  add("languages", facts.languages);
  if (facts.what === "zpl") {
    add("counter", facts.odometer === null ? "does not count its labels" : `${facts.odometer} labels so far`);
    add("media", facts.media);
    add("width", facts.widthMm === null ? null : `${facts.widthMm} mm`);
    add("length", facts.heightMm === null ? null : `${facts.heightMm} mm`);
    add("~HS", status === null ? "no answer" : hostWords(status));
    add("~HQES", errors === null ? "no answer" : errorWords(errors));
  }
  add("it says", facts.detail);
  return lines;
}

function summary({ what, model }: Facts): string {
  const known = {
    zpl: `a ZPL printer${model === null ? "" : `, ${model}`}`,
    escpos: "an ESC/POS receipt printer",
    other: "something that is no printer of ours; a Zebra in another language? set device.languages to zpl",
    mute: "accepts connections and says nothing: paper, lid, another computer, or a device without a voice",
    closed: "nobody answers",
  };
  return known[what];
}

function hostWords(status: HostStatus): string {
  const fault = faultOf(status);
  if (fault !== null) return fault;
  return isIdle(status) ? "idle" : `${status.formats} formats, ${status.remaining} labels to come`;
}

function errorWords({ fault, warnings }: ErrorStatus): string {
  return [fault ?? "no error", ...warnings].join(", ");
}

/** An entry for `printers` in the configuration; null for what cannot be one. */
export function suggestedEntry(facts: Facts): Record<string, unknown> | null {
  const [host = "", port = ""] = facts.address.split(":");
  const connection = { type: "tcp", host, ...(port === "9100" ? {} : { port: Number(port) }) };
  if (facts.what === "escpos") return { key: "tiques", connection, language: "escpos" };
  if (facts.what !== "zpl") return null;
  return {
    key: keyOf(facts.model),
    connection,
    dpi: facts.dpi ?? 203,
    width_mm: facts.widthMm ?? 57,
    height_mm: facts.heightMm ?? 32,
    ...(facts.serial === null ? {} : { serial: facts.serial }),
    ...(facts.odometer === null ? { odometer: false } : {}),
  };
}

function keyOf(model: string | null): string {
  const key = (model ?? "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 30);
  return key === "" ? "etiquetas" : key;
}
