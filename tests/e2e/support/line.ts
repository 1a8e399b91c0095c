import net from "node:net";

/** A wire between browsers and a server on this machine, to be cut and mended. */
export interface Line extends AsyncDisposable {
  /** Where the server is through this wire. */
  url: string;
  /** Whatever is open breaks, and nothing new gets through. */
  cut(): void;
  mend(): void;
}

export async function openLine(server: string): Promise<Line> {
  const { hostname, port } = new URL(server);
  const sockets = new Set<net.Socket>();
  let whole = true;
  const relay = net.createServer((near) => {
    if (!whole) return near.destroy();
    const far = net.connect(Number(port), hostname);
    const end = () => [near, far].forEach((socket) => socket.destroy());
    for (const socket of [near, far]) {
      sockets.add(socket);
      // Broken off is what a wire is here for: the other side hears of it by the end.
      socket.on("error", end);
      socket.on("close", () => {
        sockets.delete(socket);
        end();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((ready) => relay.listen(0, hostname, ready));
  const address = relay.address();
  if (address === null || typeof address === "string") throw new TypeError("not a TCP port");
  const cut = () => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://${hostname}:${address.port}`,
    cut,
    mend: () => whole = true,
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise<void>((closed) => relay.close(() => closed()));
    },
  };
}
