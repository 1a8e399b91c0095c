import { fileURLToPath } from "node:url";
import { readConfig } from "../config.ts";
import { type Output, type Running, startChild } from "./child.ts";
import { serverPermissions } from "./permissions.ts";
import { UNTIL_STDIN_ENDS } from "./until_stdin_ends.ts";

/** Folder of the project. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** Starts `src/main.ts`. @throws ConfigError */
export function startServer(output: Output = {}): Running {
  const permissions = serverPermissions(readConfig(), ROOT);
  const args = ["run", "--unstable-cron", ...permissions, `${ROOT}/src/main.ts`, UNTIL_STDIN_ENDS];
  return startChild(args, output);
}
