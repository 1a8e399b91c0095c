import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** Of a machine on which others work as well. */
const PATIENCE_MS = 120_000;

export interface ServerWish {
  data: string;
  url: string;
  port: number;
  env?: Record<string, string>;
  /** What starts it, where it is not the server alone. */
  program?: readonly string[];
}

const SERVER = [Deno.execPath(), "run", "--node-modules-dir=manual", "-A", MAIN];

/** The real server in a process of its own, once it answers. */
export async function startServer(
  { data, url, port, env, program = SERVER }: ServerWish,
): Promise<Deno.ChildProcess> {
  const [command = "", ...args] = program;
  const child = new Deno.Command(command, {
    args,
    env: { DATA_DIR: data, DATABASE_URL: url, PORT: String(port), NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  const end = Date.now() + PATIENCE_MS;
  while (!await answers(port)) {
    if (Date.now() > end) {
      await stop(child);
      throw new Error("the server did not start");
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return child;
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/salud`);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Ends it at once, if it has not ended by itself. */
export async function stop(server: Deno.ChildProcess | null): Promise<void> {
  if (server === null) return;
  try {
    server.kill("SIGKILL");
  } catch (error) {
    // It has ended already.
    if (!(error instanceof TypeError)) throw error;
  }
  await server.status;
}

export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
