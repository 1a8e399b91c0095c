import { ConfigError, readConfig } from "../config.ts";
import { serverArguments, startServer } from "./server.ts";

/**
 * `deno task start`: the server as a child with the least permissions that its configuration needs. With `--arguments` it only
 * tells them, for a container that needs no launcher.
 */
if (import.meta.main) {
  try {
    if (Deno.args.includes("--arguments")) {
      console.log(serverArguments(readConfig()).join(" "));
      Deno.exit(0);
    }
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
