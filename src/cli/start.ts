import { fileURLToPath } from "node:url";
import { readConfig } from "../config.ts";
import { serverPermissions } from "./permissions.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** `deno task start`: the server as a child with the least permissions that its configuration needs. */
if (import.meta.main) {
  const { startDemo } = Deno.args.includes("--demo") ? await import("./demo.ts") : { startDemo: null };
  Deno.exit(startDemo ? await startDemo() : await startServer().ended);
}

export interface Running {
  /** Exit code. */
  ended: Promise<number>;
  stop(): void;
}

/** Starts `src/main.ts`; signals that reach the launcher are passed on. */
export function startServer(): Running {
  const args = ["run", "--unstable-cron", ...serverPermissions(readConfig(), ROOT), `${ROOT}/src/main.ts`];
  return startChild(args);
}

export function startChild(args: string[]): Running {
  const child = new Deno.Command(Deno.execPath(), { args, stdin: "null" }).spawn();
  let over = false;
  function stop(signal: Deno.Signal = "SIGTERM"): void {
    if (!over) child.kill(signal);
  }
  const signals = Deno.build.os === "windows" ? ["SIGINT"] as const : ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, () => stop());
  const ended = child.status.then(({ code }) => {
    over = true;
    return code;
  });
  return { ended, stop };
}
