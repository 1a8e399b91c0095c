/** A server of its own that takes a job and ends it only once a file is there. Arguments: the database's URL, the clock, the file. */
import { existsSync } from "node:fs";
import { startWorkers } from "../../src/jobs/workers.ts";
import { openDatabase } from "../../src/db/open.ts";
import { handlersWith } from "../jobs/stage.ts";
import { emptyApp } from "../support/app.ts";

const [url = "", now = "0", file = ""] = Deno.args;
const app = await emptyApp(await openDatabase(url));
app.now = Number(now);
const workers = startWorkers(
  app.services,
  handlersWith({
    sweep_sessions: {
      async run() {
        console.log("working");
        while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 5));
      },
    },
  }),
  { heartbeatMs: 3_600_000 },
);
while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 5));
await workers.stop();
Deno.exit(0);
