/** A server of its own that delivers until it is killed. Arguments: the database's URL, the time. */
import { openDatabase } from "../../src/db/open.ts";
import { emptyApp } from "../support/app.ts";
import { startDeliverer } from "../../src/webhooks/deliverer.ts";

const [url = "", now = "0"] = Deno.args;
const app = await emptyApp(await openDatabase(url), { REPARO_ENV: "development" });
app.now = Number(now);
startDeliverer(app.services);
