/**
 * Brings a database up to date and is killed (kill -9) before one of its statements, the one whose number is the second argument; prints how
 * many there were where it is not.
 */
import { migrate } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";

const [url = "", at = ""] = Deno.args;
let asked = 0;
const onQuery = () => {
  if (++asked === Number(at)) Deno.kill(Deno.pid, "SIGKILL");
};
const database = await openDatabase(url, { onQuery });
await migrate(database);
onQuery();
console.log(asked);
await database.close();
