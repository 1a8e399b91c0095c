/** Puts a file into the store of that folder and is killed (kill -9) before any row names it. */
import { openStore } from "../../src/files/store.ts";

const [folder = ""] = Deno.args;
const store = await openStore(folder);
await store.put(new TextEncoder().encode("un papel"), { forRow: { madeAt: 12_345 } });
Deno.kill(Deno.pid, "SIGKILL");
