import { parseEnv } from "node:util";

/** What a file of variables says, as systemd's EnvironmentFile or Docker's --env-file has them; nothing without one. */
export async function variablesOf(file: string | undefined): Promise<Record<string, string | undefined>> {
  return file === undefined ? {} : parseEnv(await Deno.readTextFile(file));
}
