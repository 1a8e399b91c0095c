import { join } from "node:path";
import { z } from "zod";

const address = z.object({ port: z.number(), key: z.string(), pid: z.number(), url: z.string() });

/** Where the server of a data folder takes console commands. */
export type ControlAddress = z.infer<typeof address>;

/** What a console command came to, as it crosses the loopback. */
const outcome = z.union([
  z.object({ ok: z.literal(true), result: z.record(z.string(), z.unknown()) }),
  z.object({ ok: z.literal(false), code: z.string(), problem: z.string() }),
]);
export type Outcome = z.infer<typeof outcome>;

/** The file of a data folder that tells the address. */
export function controlPath(dir: string): string {
  return join(dir, "control.json");
}

/** Null while no server has written it; after a kill it may still be that of the one before. */
export async function readControl(dir: string): Promise<ControlAddress | null> {
  try {
    return address.parse(JSON.parse(await Deno.readTextFile(controlPath(dir))));
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
