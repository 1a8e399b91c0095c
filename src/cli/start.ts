import { ConfigError } from "../config.ts";
import { startServer } from "./server.ts";

/** `deno task start`: the server as a child with the least permissions that its configuration needs. */
if (import.meta.main) {
  try {
    const launch = Deno.args.includes("--demo")
      ? (await import("./demo.ts")).startDemo
      : () => startServer().ended;
    Deno.exit(await launch());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}
