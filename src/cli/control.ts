import { join } from "node:path";
import { z } from "zod";
import { systemRandom } from "../lib/random.ts";
import { base64url, sameText } from "../lib/token.ts";
import { errorFacts, log } from "../logs.ts";
import type { Services } from "../services.ts";
import { carryOut, type Outcome, outcome } from "./carry_out.ts";

const address = z.object({ port: z.number(), key: z.string(), pid: z.number(), url: z.string() });
const call = z.object({ command: z.string(), input: z.unknown() });

/** Where the server of a data folder takes console commands. */
export type ControlAddress = z.infer<typeof address>;

/**
 * Lets console commands on this machine go through the server, so that one process alone writes the database: a listener on
 * loopback whose port and key stand in a file that only the owner of the data folder can read.
 */
export async function startControl(services: Services): Promise<{ stop(): Promise<void> }> {
  const path = pathOf(services.config.DATA_DIR);
  const key = base64url(systemRandom.bytes(32));
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    if (!sameText(request.headers.get("Authorization") ?? "", `Bearer ${key}`)) {
      return new Response(null, { status: 401 });
    }
    const { command, input } = call.parse(await request.json());
    return Response.json(await carryOut(services, { command, input }));
  });
  const written: ControlAddress = { port: server.addr.port, key, pid: Deno.pid, url: services.baseUrl };
  // Renamed into place: nobody ever reads half of it.
  await Deno.writeTextFile(`${path}.new`, JSON.stringify(written), { mode: 0o600 });
  await Deno.rename(`${path}.new`, path);
  return {
    async stop() {
      await Deno.remove(path).catch((error) => log.warning("Control file stays behind", errorFacts(error)));
      await server.shutdown();
    },
  };
}

/** Null while no server has written it; after a kill it may still be that of the one before. */
export async function readControl(dir: string): Promise<ControlAddress | null> {
  try {
    return address.parse(JSON.parse(await Deno.readTextFile(pathOf(dir))));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Sends a command to the server at the address; null when nobody answers there. */
export async function throughServer(
  { port, key }: ControlAddress,
  sent: { command: string; input: unknown },
): Promise<Outcome | null> {
  let response: Response;
  try {
    response = await fetch(`http://127.0.0.1:${port}/`, {
      method: "POST",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      body: JSON.stringify(sent),
    });
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
  // Another program has taken the port of a server that was killed.
  if (response.status === 401 || response.status === 404) {
    await response.body?.cancel();
    return null;
  }
  if (!response.ok) throw new Error(`the server answered ${response.status} to the command`);
  return outcome.parse(await response.json());
}

function pathOf(dir: string): string {
  return join(dir, "control.json");
}
