import { fileURLToPath } from "node:url";
import { readConfig } from "../config.ts";
import { type Running, startChild } from "./child.ts";
import { serverPermissions } from "./permissions.ts";
import { UNTIL_STDIN_ENDS } from "./until_stdin_ends.ts";

/** Folder of the project. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** Starts `src/main.ts`. @throws ConfigError */
export function startServer(): Running {
  const permissions = serverPermissions(readConfig(), ROOT);
  return startChild(["run", "--unstable-cron", ...permissions, `${ROOT}/src/main.ts`, UNTIL_STDIN_ENDS]);
}
