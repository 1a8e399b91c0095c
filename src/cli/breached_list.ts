// Makes src/auth/breached.bin out of a list of leaked passwords, one a line: deno task breached-list LIST
import { compare, kept, KEPT_BYTES } from "../auth/breached.ts";
import { MIN_PASSWORD } from "../auth/passwords.ts";
import { ROOT } from "../root.ts";

const [source] = Deno.args;
if (!source) {
  console.error("Name the list: deno task breached-list LIST");
  Deno.exit(2);
}
const lines = (await Deno.readTextFile(source)).split("\n").map((line) => line.replace(/\r$/, ""));
// Shorter ones are refused for their length.
const entries = [...new Set(lines)].filter((line) => line.length >= MIN_PASSWORD).map(kept).sort(compare);
const bytes = new Uint8Array(entries.length * KEPT_BYTES);
entries.forEach((entry, index) => bytes.set(entry, index * KEPT_BYTES));
await Deno.writeFile(new URL("src/auth/breached.bin", ROOT), bytes);
console.log(`${entries.length} passwords, ${bytes.length} bytes`);
