import { type Config, readConfig } from "../config.ts";
import { ROOT_DIR } from "../root.ts";
import { serverEntry, SOURCE_ENTRY } from "./build.ts";
import { type Output, type Running, startChild, type Surroundings } from "./child.ts";
import { handOver } from "./hand_over.ts";
import { serverPermissions } from "./permissions.ts";
import { UNTIL_STDIN_ENDS } from "./until_stdin_ends.ts";

/**
 * A page leaves little that lasts, and the room that V8 takes for what is young stays resident: 8 MB instead of 16. With 4, what sixteen
 * clients have under way outlives it, and a list costs a third more. What was old too soon is collected when it has grown by a tenth: left
 * to itself V8 lets it grow by 2 KB a page for tens of thousands of pages.
 */
const MEMORY = [
  "--v8-flags=--max-semi-space-size=8,--heap-growing-percent=10",
  // The cache of compiled code costs 25 MB as long as the server runs, 70 in the run that fills it, and makes a start a tenth quicker.
  "--no-code-cache",
];

/**
 * glibc gives back what compressing took (mallopt(3)): one arena, trimmed at 256 KB. Setting that stops it from finding the other
 * threshold by itself, and at 128 KB it asks the system for the room of a page again and again.
 */
export const SERVER_ENV = {
  MALLOC_ARENA_MAX: "1",
  MALLOC_TRIM_THRESHOLD_: "262144",
  MALLOC_MMAP_THRESHOLD_: "1048576",
};

/** The launcher has seen to the packages; looked at again for each file that is loaded late, they cost a tenth of the start. */
const PACKAGES = "--node-modules-dir=manual";

/** What Deno is told to run the server of this configuration, built or from its sources. */
export function serverArguments(config: Config, entry = SOURCE_ENTRY): string[] {
  return [
    "run",
    PACKAGES,
    ...MEMORY,
    ...serverPermissions(config, ROOT_DIR),
    entry,
  ];
}

/** Starts the server. @throws ConfigError */
export async function startServer(output: Output & Pick<Surroundings, "user"> = {}): Promise<Running> {
  const args = serverArguments(readConfig(), await serverEntry());
  return startChild([...args, UNTIL_STDIN_ENDS], { ...output, env: SERVER_ENV });
}

/** The same as an ordinary user, to whom the data folder is handed first. @throws ConfigError */
export async function startServerAs(user: number): Promise<Running> {
  await handOver(readConfig().DATA_DIR, user);
  return await startServer({ user });
}
