import { readConfig } from "../config.ts";
import { start } from "../main.ts";
import { developmentApp } from "./app.ts";
import { openRecorder } from "./recorder.ts";

/** `deno task dev`: the server with what helps who develops it. No other entry loads anything of this room. */
if (import.meta.main) {
  if (readConfig().REPARO_ENV !== "development") {
    console.error("The development server starts with REPARO_ENV=development alone: deno task dev");
    Deno.exit(1);
  }
  const recorder = openRecorder(Date.now);
  const { database, onLog } = recorder;
  await start({ database, onLog, app: (services) => developmentApp(services, recorder) });
}
