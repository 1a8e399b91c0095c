/** A process with a schedule and nothing else: looks `times` and ends by itself. */
import { startSchedule } from "../../src/jobs/schedule.ts";
import { emptyApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";

const MINUTE = 60_000;
const LOOK_MS = 100;
const times = Number(Deno.args[0]);

await using database = await freshDatabase();
await using app = await emptyApp(database);
const schedule = startSchedule(app.services, [{
  kind: "expire_print_jobs",
  pattern: "* * * * *",
  group: "shop",
}], LOOK_MS);
for (let looked = 0; looked < times; looked++) {
  const due = app.now;
  while (await claimed() < due) await new Promise((resolve) => setTimeout(resolve, 20));
  console.log("looked");
  app.now += MINUTE;
}
await schedule.stop();
console.log("stopped");

async function claimed(): Promise<number> {
  const row = await database.db.selectFrom("task_clock").select("occurrence_at").executeTakeFirst();
  return row?.occurrence_at ?? 0;
}
