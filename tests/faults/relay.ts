/** A proxy as small as one can be: it sends requests where a server says that it is ready, and tries again what may be tried again. */

export interface Relay extends AsyncDisposable {
  url: string;
  /** The servers that it may send to, by their ports. */
  ports: number[];
  /** Requests that it could not have answered. */
  failed: string[];
  /** Requests that it sent a second time. */
  again: number;
  /** The longest that a request waited for a server, milliseconds. */
  longest: number;
}

const LOOK_MS = 25;
const PATIENCE_MS = 90_000;

export function startRelay(): Relay {
  const ready = new Set<number>();
  let looking = true;
  async function look(): Promise<void> {
    while (looking) {
      for (const port of relay.ports) {
        if (await isReady(port)) ready.add(port);
        else ready.delete(port);
      }
      await pause(LOOK_MS);
    }
  }

  async function pass(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const { method } = request;
    const headers = new Headers(request.headers);
    const mayAgain = /^(GET|HEAD)$/.test(method) || headers.has("Idempotency-Key");
    headers.delete("Host");
    const body = method === "GET" || method === "HEAD" ? undefined : await request.arrayBuffer();
    const began = performance.now();
    for (let sent = 0; performance.now() - began < PATIENCE_MS;) {
      const [port] = ready;
      if (port === undefined) {
        await pause(LOOK_MS);
        continue;
      }
      if (sent++ > 0) relay.again++;
      try {
        const answer = await fetch(`http://127.0.0.1:${port}${pathname}${search}`, { method, headers, body });
        if (![502, 503, 504].includes(answer.status)) {
          relay.longest = Math.max(relay.longest, performance.now() - began);
          return answer;
        }
        await answer.body?.cancel();
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
      ready.delete(port);
      if (!mayAgain) break;
    }
    relay.failed.push(`${method} ${pathname}`);
    return new Response(null, { status: 502 });
  }

  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, pass);
  const relay: Relay = {
    url: `http://127.0.0.1:${server.addr.port}`,
    ports: [],
    failed: [],
    again: 0,
    longest: 0,
    async [Symbol.asyncDispose]() {
      looking = false;
      await looks;
      await server.shutdown();
    },
  };
  const looks = look();
  return relay;
}

export async function isReady(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/salud/listo`);
    await answer.body?.cancel();
    return answer.status === 200;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
