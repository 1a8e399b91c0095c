import { parseMoney } from "../lib/money.ts";

/** Notes and coins that people count, largest first, as they are written. */
const FACES: Record<string, readonly string[]> = {
  ARS: ["20000", "10000", "2000", "1000", "500", "200", "100", "50", "20", "10"],
  BOB: ["200", "100", "50", "20", "10", "5", "2", "1", "0.50", "0.20", "0.10"],
  BRL: ["200", "100", "50", "20", "10", "5", "2", "1", "0.50", "0.25", "0.10", "0.05"],
  CLP: ["20000", "10000", "5000", "2000", "1000", "500", "100", "50", "10"],
  COP: ["100000", "50000", "20000", "10000", "5000", "2000", "1000", "500", "200", "100", "50"],
  EUR: ["200", "100", "50", "20", "10", "5", "2", "1", "0.50", "0.20", "0.10", "0.05", "0.02", "0.01"],
  MXN: ["1000", "500", "200", "100", "50", "20", "10", "5", "2", "1", "0.50"],
  PEN: ["200", "100", "50", "20", "10", "5", "2", "1", "0.50", "0.20", "0.10"],
  PYG: ["100000", "50000", "20000", "10000", "5000", "2000", "1000", "500", "100", "50"],
  USD: ["100", "50", "20", "10", "5", "2", "1", "0.50", "0.25", "0.10", "0.05", "0.01"],
  UYU: ["2000", "1000", "500", "200", "100", "50", "20", "10", "5", "2", "1"],
};

/** Face values in minor units, largest first; none for a currency that nobody has listed. */
export function facesOf(currency: string): number[] {
  return (FACES[currency] ?? []).flatMap((face) => parseMoney(face, currency) ?? []);
}

/** Face value in minor units → pieces. */
export type Bills = Record<string, number>;

export function sumOfBills(bills: Bills): number {
  return Object.entries(bills).reduce((sum, [face, pieces]) => sum + Number(face) * pieces, 0);
}
