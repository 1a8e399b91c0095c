import { readConfig } from "../config.ts";
import { start } from "../main.ts";
import { developmentApp } from "./app.ts";

/** `deno task dev`: the server with what helps who develops it. No other entry loads anything of this room. */
if (import.meta.main) {
  if (readConfig().REPARO_ENV !== "development") {
    console.error("The development server starts with REPARO_ENV=development alone: deno task dev");
    Deno.exit(1);
  }
  await start({ app: (services) => developmentApp(services) });
}
