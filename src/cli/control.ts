import { join } from "node:path";
import { z } from "zod";
import { AppError } from "../lib/app_error.ts";
import { systemRandom } from "../lib/random.ts";
import { base64url, sameText } from "../lib/token.ts";
import { errorFacts, log } from "../logs.ts";
import type { Services } from "../services.ts";
import { isConsoleCommand, runConsoleCommand } from "./commands.ts";

const address = z.object({ port: z.number(), key: z.string(), pid: z.number() });
const call = z.object({ command: z.string(), input: z.unknown() });

/** What a console command came to, as it crosses the loopback. */
const outcome = z.union([
  z.object({ ok: z.literal(true), result: z.record(z.string(), z.unknown()) }),
  z.object({ ok: z.literal(false), problem: z.string() }),
]);
export type Outcome = z.infer<typeof outcome>;

/**
 * Lets console commands on this machine go through the server, so that one process alone writes the database: a listener on
 * loopback whose port and key stand in a file that only the owner of the data folder can read.
 */
export async function startControl(services: Services): Promise<{ stop(): Promise<void> }> {
  const path = join(services.config.DATA_DIR, "control.json");
  const key = base64url(systemRandom.bytes(32));
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    if (!sameText(request.headers.get("Authorization") ?? "", `Bearer ${key}`)) {
      return new Response(null, { status: 401 });
    }
    const { command, input } = call.parse(await request.json());
    return Response.json(await carryOut(services, { command, input }));
  });
  await Deno.writeTextFile(path, JSON.stringify({ port: server.addr.port, key, pid: Deno.pid }), {
    mode: 0o600,
  });
  return {
    async stop() {
      await Deno.remove(path).catch((error) => log.warning("Control file stays behind", errorFacts(error)));
      await server.shutdown();
    },
  };
}

/** Sends a command to the server that holds the data folder. */
export async function throughServer(
  dir: string,
  sent: { command: string; input: unknown },
): Promise<Outcome> {
  const { port, key } = address.parse(JSON.parse(await Deno.readTextFile(join(dir, "control.json"))));
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify(sent),
  });
  if (!response.ok) throw new Error(`the server answered ${response.status} to the command`);
  return outcome.parse(await response.json());
}

export async function carryOut(
  services: Services,
  { command, input }: z.infer<typeof call>,
): Promise<Outcome> {
  if (!isConsoleCommand(command)) return { ok: false, problem: `unknown command ${command}` };
  try {
    return { ok: true, result: await runConsoleCommand(services, command, input) };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, problem: sentence(error) };
    if (error instanceof z.ZodError) return { ok: false, problem: z.prettifyError(error) };
    log.error("Console command failed", { command, ...errorFacts(error) });
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

function sentence({ code, detail }: AppError): string {
  const fields = Object.entries(detail.fields ?? {}).map(([field, error]) => `${field}: ${error.code}`);
  return [detail.reason ?? code, ...fields].join("; ");
}
