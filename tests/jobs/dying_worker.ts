/** A server of its own that takes a job and never comes back: it is killed while it works. Argument: the database's URL. */
import { openDatabase } from "../../src/db/open.ts";
import { emptyApp } from "../support/app.ts";
import { handlersWith } from "./stage.ts";
import { startWorkers } from "../../src/jobs/workers.ts";

const [url = "", now = "0"] = Deno.args;
const app = await emptyApp(await openDatabase(url));
app.now = Number(now);
startWorkers(
  app.services,
  handlersWith({
    sweep_sessions: {
      run: () => {
        console.log("working");
        return new Promise(() => {});
      },
    },
  }),
);
