import { fileURLToPath } from "node:url";
import { type Config, readConfig } from "../config.ts";
import { type Output, type Running, startChild } from "./child.ts";
import { serverPermissions } from "./permissions.ts";
import { UNTIL_STDIN_ENDS } from "./until_stdin_ends.ts";

/** Folder of the project. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** A page leaves little that lasts, and the room that V8 takes for what is young stays resident: 2 MB instead of 16. */
const MEMORY = "--v8-flags=--max-semi-space-size=2";

/** glibc gives back what compressing took (mallopt(3)): one arena, trimmed at 64 KB. 190 MB become 165 under load. */
export const SERVER_ENV = { MALLOC_ARENA_MAX: "1", MALLOC_TRIM_THRESHOLD_: "65536" };

/** What Deno is told to run the server of this configuration. */
export function serverArguments(config: Config): string[] {
  return ["run", "--unstable-cron", MEMORY, ...serverPermissions(config, ROOT), `${ROOT}/src/main.ts`];
}

/** Starts `src/main.ts`. @throws ConfigError */
export function startServer(output: Output = {}): Running {
  return startChild([...serverArguments(readConfig()), UNTIL_STDIN_ENDS], { ...output, env: SERVER_ENV });
}
