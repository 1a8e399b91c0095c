import { parseArgs } from "node:util";
import { ConfigError } from "../config.ts";
import { startServer, startServerAs } from "./server.ts";

const OPTIONS = {
  demo: { type: "boolean" },
  user: { type: "string" },
} as const;

/**
 * `deno task start`: the server as a child with the least permissions that its configuration needs. With `--user NUMBER`
 * root hands the data folder to that user, as whom the server runs.
 */
if (import.meta.main) {
  try {
    Deno.exit(await main());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({ args: Deno.args, options: OPTIONS, strict: false });
  if (values.demo) return await (await import("./demo.ts")).startDemo();
  const server = values.user === undefined ? await startServer() : await startServerAs(Number(values.user));
  return await server.ended;
}
