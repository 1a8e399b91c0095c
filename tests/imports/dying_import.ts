/** A server of its own that is killed while it imports. Arguments: the database's URL, its clock, the import, its file. */
import { SYSTEM } from "../../src/context.ts";
import { openDatabase } from "../../src/db/open.ts";
import { runImport } from "../../src/imports/run.ts";
import { emptyApp } from "../support/app.ts";

const [url = "", now = "0", importId = "", file = ""] = Deno.args;
const app = await emptyApp(await openDatabase(url));
app.now = Number(now);
await app.services.files.put(await Deno.readFile(file));
app.services.live.subscribe([`import:${importId}`], () => console.log("committed"));
await runImport(await app.ctx(SYSTEM), importId, new AbortController().signal);
