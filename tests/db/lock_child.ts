/** Locks the data folder in the first argument until it is killed. */
import { lockData } from "../../src/db/lock.ts";

const dir = Deno.args[0] ?? "";
await lockData({ dir, databaseUrl: `file:${dir}/reparo.db` });
console.log("locked");
setInterval(() => {}, 1_000);
