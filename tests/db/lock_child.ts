/** Locks the data folder in the first argument until it is killed. */
import { lockDataDir } from "../../src/db/lock.ts";

await lockDataDir(Deno.args[0] ?? "");
console.log("locked");
setInterval(() => {}, 1_000);
