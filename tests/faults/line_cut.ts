/** A wire to a server that is cut at one of the things that are said over it: before the server hears it, or before its answer is heard. */
export interface Line extends AsyncDisposable {
  port: number;
  /** Cuts at the `n`th thing that is said from now on; what is said afterwards, by new connections, is carried. */
  cutAt(n: number, when: Cut): void;
  /** How many things were said meanwhile. */
  saidDuring(act: () => Promise<unknown>): Promise<number>;
}

export type Cut = "unheard" | "unanswered";

export function startLine(to: { hostname: string; port: number }): Line {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  let left = 0;
  let cutsWhen: Cut = "unheard";

  async function join(near: Deno.Conn): Promise<void> {
    const far = await Deno.connect(to);
    open.add(near).add(far);
    let mute = false;
    const ends = () => [near, far].forEach(close);
    await Promise.all([
      carry(near, far, () => {
        left--;
        if (left !== 0) return true;
        mute = true;
        return cutsWhen === "unanswered";
      }).finally(ends),
      carry(far, near, () => !mute).finally(ends),
    ]);
  }

  function close(one: Deno.Conn): void {
    if (open.delete(one)) one.close();
  }

  const accepting = (async () => {
    for await (const near of listener) void join(near);
  })();
  return {
    port: listener.addr.port,
    cutAt(n, when) {
      [left, cutsWhen] = [n, when];
    },
    async saidDuring(act) {
      left = 0;
      await act();
      return -left;
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      for (const one of open) close(one);
    },
  };
}

/** Hands on what comes, until `passes` says no. */
async function carry(from: Deno.Conn, into: Deno.Conn, passes: () => boolean): Promise<void> {
  const bytes = new Uint8Array(1 << 18);
  try {
    for (let read = await from.read(bytes); read !== null; read = await from.read(bytes)) {
      if (!passes()) return;
      for (let at = 0; at < read;) at += await into.write(bytes.subarray(at, read));
    }
  } catch (error) {
    if (!isBroken(error)) throw error;
  }
}

/** Closed by either side already. */
function isBroken(error: unknown): boolean {
  return error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted ||
    error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset;
}
