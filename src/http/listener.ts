import { errorFacts, logOf } from "../logs.ts";

const log = logOf("http");

const AGAIN_MS = 500;

export interface Listener {
  port: number;
  /** Takes no more connections; resolves when what has begun is answered. */
  shutdown(): Promise<void>;
}

/**
 * Serves until it is shut down. Deno gives its listener up at the first connection that cannot be taken, as when too many files are open:
 * it is opened anew until it stays.
 */
export function listen(
  at: { hostname: string; port: number },
  handler: Deno.ServeHandler<Deno.NetAddr>,
): Listener {
  let over = false;
  let server = open(at.port);
  const { port } = server.addr;
  keepOpen();

  function open(port: number) {
    return Deno.serve({ hostname: at.hostname, port, onListen: () => {} }, handler);
  }

  async function keepOpen(): Promise<void> {
    for (;;) {
      try {
        await server.finished;
      } catch (error) {
        log.error("No more connections can be taken", errorFacts(error));
      }
      if (over) return;
      do await new Promise((resolve) => setTimeout(resolve, AGAIN_MS)); while (!over && !reopened());
    }
  }

  function reopened(): boolean {
    try {
      server = open(port);
      return true;
    } catch (error) {
      log.error("The port cannot be opened again", errorFacts(error));
      return false;
    }
  }

  return {
    port,
    async shutdown() {
      over = true;
      await server.shutdown();
    },
  };
}
