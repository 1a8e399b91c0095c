/** A wire to a server that can stop carrying: connections stay, nothing passes. */
export interface Carrier extends AsyncDisposable {
  port: number;
  /** From now on what is sent goes nowhere, in both directions. */
  stop(): void;
  /** New connections are carried again; those that hung stay as they are. */
  resume(): void;
}

export function startCarrier(to: { hostname: string; port: number }): Carrier {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  let carries = true;

  async function carry(from: Deno.Conn, into: Deno.Conn): Promise<void> {
    const bytes = new Uint8Array(65_536);
    try {
      for (let read = await from.read(bytes); read !== null; read = await from.read(bytes)) {
        if (!carries) return;
        for (let at = 0; at < read;) at += await into.write(bytes.subarray(at, read));
      }
      into.close();
    } catch (error) {
      if (!isBroken(error)) throw error;
    }
  }

  const accepting = (async () => {
    for await (const near of listener) {
      open.add(near);
      if (!carries) continue;
      const far = await Deno.connect(to);
      open.add(far);
      carry(near, far);
      carry(far, near);
    }
  })();
  return {
    port: listener.addr.port,
    stop: () => carries = false,
    resume: () => carries = true,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      for (const one of open) {
        try {
          one.close();
        } catch (error) {
          if (!isBroken(error)) throw error;
        }
      }
    },
  };
}

/** Closed by either side already. */
function isBroken(error: unknown): boolean {
  return error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted ||
    error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset;
}
