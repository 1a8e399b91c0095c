/** Clients that only cost: half a request that never ends, and pages that stay open. */

export interface Crowd extends AsyncDisposable {
  /** How many connections are open. */
  size: number;
}

/** So many at a time: the queue of a listener is not endless. */
const AT_ONCE = 100;

/** Half of them send half a header, the others a form whose body does not come. */
export function slowClients(port: number, count: number): Promise<Crowd> {
  const half = [
    "GET /ingresar HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    "POST /ingresar HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n" +
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nemail=",
  ];
  return crowdOf(port, count, (at) => half[at % 2] ?? "");
}

/** Boards that stay open; what they are told is read and thrown away. */
export async function openBoards(port: number, count: number, cookie: string): Promise<Crowd> {
  const page = await (await fetch(`http://127.0.0.1:${port}/tablero`, { headers: { Cookie: cookie } }))
    .text();
  const [, live = ""] = /hx-sse:connect="([^"]+)"/.exec(page) ?? [];
  const path = live.replaceAll("&amp;", "&");
  const asked = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\n` +
    "Accept: text/event-stream\r\n\r\n";
  return await crowdOf(port, count, () => asked, true);
}

async function crowdOf(
  port: number,
  count: number,
  words: (at: number) => string,
  answered = false,
): Promise<Crowd> {
  const open: Deno.Conn[] = [];
  const encoder = new TextEncoder();
  async function join(at: number): Promise<void> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    open.push(connection);
    await connection.write(encoder.encode(words(at)));
    if (!answered) return;
    const bytes = new Uint8Array(4_096);
    const read = await connection.read(bytes);
    const first = new TextDecoder().decode(bytes.subarray(0, read ?? 0)).split("\r\n", 1)[0];
    if (!/^HTTP\/1.1 200 /.test(first ?? "")) throw new Error(`An open page was answered ${first}`);
    listen(connection);
  }
  for (let at = 0; at < count; at += AT_ONCE) {
    const some = Math.min(AT_ONCE, count - at);
    await Promise.all(Array.from({ length: some }, (_, index) => join(at + index)));
  }
  return {
    size: open.length,
    [Symbol.asyncDispose]() {
      for (const connection of open) connection.close();
      return Promise.resolve();
    },
  };
}

async function listen(connection: Deno.Conn): Promise<void> {
  const bytes = new Uint8Array(65_536);
  try {
    while (await connection.read(bytes) !== null);
  } catch (error) {
    // Closed from this side.
    if (!(error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted)) throw error;
  }
}
