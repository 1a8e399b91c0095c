import type { PrintHead } from "./print_head.ts";

const STX = "\x02";
const ETX = "\x03";

/** Who the printer says it is. */
export interface Persona {
  model: string;
  firmware: string;
  dotsPerMm: number;
  serial: string;
  /** Answers to `! U1 getvar` beside the serial number and the counter. */
  variables: Record<string, string>;
}

/** What a ZPL printer answers to each question, after the programming guide; "" for what it does not know. */
export function answerTo(question: string, head: PrintHead, persona: Persona): string {
  if (question === "~HS") return hostStatus(head);
  if (question === "~HQES") return errorStatus(head);
  if (question === "~HI") {
    const { model, firmware, dotsPerMm } = persona;
    return `${STX}${model},${firmware},${dotsPerMm},8192KB${ETX}\r\n`;
  }
  if (question === "~HQSN") return `${STX}\r\n\r\n  SERIAL NUMBER\r\n  ${persona.serial}\r\n${ETX}`;
  const name = /getvar "([^"]*)"/.exec(question)?.[1] ?? "";
  if (name === "odometer.total_label_count") return head.odometer === null ? '"?"' : `"${head.odometer}"`;
  if (name === "device.unique_id") return `"${persona.serial}"`;
  return `"${persona.variables[name] ?? "?"}"`;
}

function hostStatus(head: PrintHead): string {
  const { paperOut, paused, headOpen, ribbonOut, overTemperature } = head.flags;
  const first = [
    "030",
    bit(paperOut),
    bit(paused),
    "0232",
    String(head.formats).padStart(3, "0"),
    "0",
    "0",
    bit(head.partial !== null),
    "000",
    "0",
    "0",
    bit(overTemperature),
  ];
  const remaining = String(head.remaining).padStart(8, "0");
  const second = ["000", "0", bit(headOpen), bit(ribbonOut), "1", "2", "4", "0", remaining, "1", "000"];
  return [first, second, ["1234", "0"]].map((fields) => `${STX}${fields.join(",")}${ETX}\r\n`).join("");
}

function errorStatus(head: PrintHead): string {
  const { paperOut, paperLow, paused, headOpen, ribbonOut, overTemperature } = head.flags;
  const errors = (paperOut ? 0x1 : 0) | (ribbonOut ? 0x2 : 0) | (headOpen ? 0x4 : 0) |
    (overTemperature ? 0x10 : 0) | (paused ? 0x10000 : 0);
  const word = errors.toString(16).padStart(8, "0");
  return `${STX}\r\n\r\n  PRINTER STATUS\r\n` +
    `  ERRORS:         ${errors === 0 ? 0 : 1} 00000000 ${word}\r\n` +
    `  WARNINGS:       ${bit(paperLow)} 00000000 0000000${paperLow ? 8 : 0}\r\n${ETX}`;
}

function bit(flag: boolean): string {
  return flag ? "1" : "0";
}
