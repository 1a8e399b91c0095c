import { type Facts, identify } from "./identify.ts";
import { addressesOf, type Network } from "./lan.ts";

/** A stranger's answer is not worth a long wait: whoever is missed can be probed. */
const WAITS = { connect: 500, statusReply: 1_000, errorReply: 600, variableReply: 500 };
const AT_ONCE = 64;

/** Calls every address of the networks, at most 64 at a time; what listens is asked who it is. */
export async function discover(networks: readonly Network[], port: number): Promise<Facts[]> {
  const addresses = [...new Set(networks.flatMap(addressesOf))];
  const found: { place: number; facts: Facts }[] = [];
  let next = 0;
  const caller = async () => {
    for (let place = next++; place < addresses.length; place = next++) {
      const facts = await identify({ host: addresses[place] ?? "", port }, WAITS);
      if (facts.what !== "closed") found.push({ place, facts });
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, addresses.length) }, caller));
  return found.sort((one, other) => one.place - other.place).map(({ facts }) => facts);
}

/** A table for the terminal. */
export function tableOf(found: readonly Facts[]): string[] {
  const rows = [
    ["address", "what", "model", "dpi", "serial", "languages"],
    ...found.map((one) =>
      [one.address, one.what, one.model, one.dpi, one.serial, one.languages].map((cell) =>
        String(cell ?? "-")
      )
    ),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd());
}
