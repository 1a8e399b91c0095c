/** A wire between browsers and a server on this machine, to be cut and mended. */
export interface Line extends AsyncDisposable {
  /** Where the server is through this wire. */
  url: string;
  /** Whatever is open breaks, and nothing new gets through. */
  cut(): void;
  mend(): void;
}

export function openLine(server: string): Line {
  const { hostname, port } = new URL(server);
  const open = new Set<Deno.Conn>();
  let whole = true;
  const relay = Deno.listen({ hostname, port: 0 });

  async function carry(near: Deno.Conn): Promise<void> {
    if (!whole) return near.close();
    open.add(near);
    const far = await Deno.connect({ hostname, port: Number(port) });
    open.add(far);
    // Broken off is what a wire is here for: the other side hears of it by the end.
    await Promise.allSettled([near.readable.pipeTo(far.writable), far.readable.pipeTo(near.writable)]);
    for (const end of [near, far]) close(end);
  }

  function close(end: Deno.Conn): void {
    open.delete(end);
    try {
      end.close();
    } catch (error) {
      // The pipe has closed it with its last byte.
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  function cut(): void {
    whole = false;
    for (const end of open) close(end);
  }

  const relaying = (async () => {
    const carried: Promise<void>[] = [];
    for await (const near of relay) carried.push(carry(near));
    await Promise.all(carried);
  })();

  return {
    url: `http://${hostname}:${relay.addr.port}`,
    cut,
    mend: () => whole = true,
    async [Symbol.asyncDispose]() {
      relay.close();
      cut();
      await relaying;
    },
  };
}
