/** A server of its own that adds clients until it is killed, a line for each answer. Arguments: the database's URL, the time, a token. */
import { openDatabase } from "../../src/db/open.ts";
import { emptyApp } from "../support/app.ts";
import { keyed } from "./keyed.ts";

const [url = "", now = "0", token = ""] = Deno.args;
const app = await emptyApp(await openDatabase(url));
app.now = Number(now);
for (let at = 0;; at++) {
  const answer = await app.request("/api/clientes", keyed(token, at));
  console.log(answer.status);
}
