/** A cable between a program and a server on this computer that can be cut: what is under way is swallowed, and nobody is told. */
export interface Line extends AsyncDisposable {
  port: number;
  /** Connections go silent without a FIN, those that are made meanwhile too. */
  cut(): void;
  /** New connections get through again; whoever was on the line at the cut hears nothing any more, as behind a router that forgot them. */
  mend(): void;
}

export function startLine(to: number): Line {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  let silent = false;
  let mute: { now: boolean } = { now: false };
  const lines: Promise<void>[] = [];

  async function meet(near: Deno.Conn): Promise<void> {
    const mine = mute;
    open.add(near);
    if (silent) return await swallow(near);
    const far = await Deno.connect({ hostname: "127.0.0.1", port: to });
    open.add(far);
    await Promise.all([pump(near, far, mine), pump(far, near, mine)]);
  }

  async function pump(from: Deno.Conn, onto: Deno.Conn, muted: { now: boolean }): Promise<void> {
    const bytes = new Uint8Array(16_384);
    try {
      for (let read = await from.read(bytes); read !== null; read = await from.read(bytes)) {
        if (!muted.now) await write(onto, bytes.subarray(0, read));
      }
    } catch (error) {
      if (!isBroken(error)) throw error;
    }
    if (!muted.now) { for (const end of [from, onto]) hangUp(end); }
  }

  async function swallow(near: Deno.Conn): Promise<void> {
    const bytes = new Uint8Array(16_384);
    try {
      while (await near.read(bytes) !== null);
    } catch (error) {
      if (!isBroken(error)) throw error;
    }
  }

  function hangUp(end: Deno.Conn): void {
    if (open.delete(end)) end.close();
  }

  const accepting = (async () => {
    for await (const near of listener) lines.push(meet(near));
  })();

  return {
    port: listener.addr.port,
    cut() {
      silent = true;
      mute.now = true;
    },
    mend() {
      silent = false;
      mute = { now: false };
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const end of open) hangUp(end);
      await accepting;
      await Promise.all(lines);
    },
  };
}

async function write(onto: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await onto.write(bytes.subarray(at));
}

/** One of the two ends is gone. */
function isBroken(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted ||
    error instanceof Deno.errors.NotConnected;
}
