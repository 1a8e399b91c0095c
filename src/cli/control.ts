import { z } from "zod";
import { systemRandom } from "../lib/random.ts";
import { base64url, sameText } from "../lib/token.ts";
import { errorFacts, logOf } from "../logs.ts";
import type { Services } from "../services.ts";
import { type ControlAddress, controlPath } from "./control_client.ts";

const log = logOf("server");

const call = z.object({ command: z.string(), input: z.unknown() });

/**
 * Lets console commands on this machine go through the server, so that one process alone writes the database: a listener on
 * loopback whose port and key stand in a file that only the owner of the data folder can read.
 */
export async function startControl(services: Services): Promise<{ stop(): Promise<void> }> {
  const path = controlPath(services.config.DATA_DIR);
  const key = base64url(systemRandom.bytes(32));
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    // What a page in a browser of this machine sends says so.
    const fromPage = request.headers.has("Origin") || request.headers.has("Sec-Fetch-Site");
    if (fromPage || new URL(request.url).hostname !== "127.0.0.1") return new Response(null, { status: 403 });
    if (!sameText(request.headers.get("Authorization") ?? "", `Bearer ${key}`)) {
      return new Response(null, { status: 401 });
    }
    const { command, input } = call.parse(await request.json());
    // What the console can do is loaded when it is asked for: it takes the seed along.
    const { carryOut } = await import("./carry_out.ts");
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
