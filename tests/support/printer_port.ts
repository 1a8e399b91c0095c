import net from "node:net";

/** What a printer does with a second connection while one is open; models differ. */
export type WhenBusy = "queue" | "close" | "refuse";

interface PortOptions {
  hostname: string;
  port: number;
  whenBusy: WhenBusy;
  /** Bytes of the connection that is served; what it returns is answered. */
  onData: (text: string) => string;
}

const SLICE = 16;

/**
 * Port 9100 of a printer on loopback: serves one connection at a time and fails in every way that networks do. Nothing
 * here knows ZPL.
 */
export class PrinterPort {
  port: number;
  readonly #options: PortOptions;
  #server: net.Server | null = null;
  #serving: net.Socket | null = null;
  #waiting: net.Socket[] = [];
  #deaf = false;
  #blackHole: Deno.TcpListener | null = null;
  #caught: Deno.TcpConn[] = [];

  constructor(options: PortOptions) {
    this.#options = options;
    this.port = options.port;
  }

  async open(): Promise<void> {
    const server = net.createServer({ pauseOnConnect: true, noDelay: true }, (socket) => this.#meet(socket));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.port, this.#options.hostname, resolve);
    });
    const address = server.address();
    if (address === null || typeof address === "string") throw new TypeError("not a TCP port");
    this.port = address.port;
    this.#server = server;
  }

  /** Accepts and never reads, until told otherwise. */
  set deaf(deaf: boolean) {
    this.#deaf = deaf;
    if (deaf) this.#serving?.pause();
    else this.#serving?.resume();
  }

  /** Ends the connection that is served: in order (FIN), or by a reset (RST). */
  hangUp(how: "close" | "reset"): void {
    const socket = this.#serving;
    this.#serving = null;
    if (how === "reset") socket?.resetAndDestroy();
    else socket?.destroy();
    this.#serveNext();
  }

  /** Nobody listens any more: connecting is refused at once. */
  close(): void {
    this.#server?.close();
    this.#server = null;
    for (const socket of this.#waiting.splice(0)) socket.destroy();
    this.hangUp("close");
    this.#closeBlackHole();
  }

  /**
   * Gone without a word: no FIN on the open connection, and a new SYN gets no answer. A listener that never accepts does
   * it: once its short queue is full, Linux drops what comes.
   */
  async vanish(): Promise<void> {
    this.#serving?.pause();
    this.#server?.close();
    this.#server = null;
    const { hostname } = this.#options;
    const blackHole = Deno.listen({ hostname, port: this.port, tcpBacklog: 1 });
    this.#blackHole = blackHole;
    for (;;) {
      try {
        const signal = AbortSignal.timeout(100);
        this.#caught.push(await Deno.connect({ hostname, port: this.port, signal }));
      } catch (error) {
        if (error instanceof DOMException && error.name === "TimeoutError") return;
        throw error;
      }
    }
  }

  /** Back after `vanish`. With `reset` the printer has started anew and knows nothing of its old connections. */
  async comeBack({ reset }: { reset: boolean }): Promise<void> {
    this.#closeBlackHole();
    await this.open();
    if (reset) this.hangUp("reset");
    else this.#serving?.resume();
  }

  #closeBlackHole(): void {
    for (const connection of this.#caught.splice(0)) connection.close();
    this.#blackHole?.close();
    this.#blackHole = null;
  }

  #meet(socket: net.Socket): void {
    socket.on("error", () => socket.destroy());
    if (this.#serving === null) return this.#serve(socket);
    const { whenBusy } = this.#options;
    if (whenBusy === "queue") this.#waiting.push(socket);
    else if (whenBusy === "close") socket.destroy();
    else socket.resetAndDestroy();
  }

  #serve(socket: net.Socket): void {
    this.#serving = socket;
    socket.on("data", (bytes) => this.#hear(socket, bytes.toString("latin1")));
    socket.once("close", () => {
      if (this.#serving !== socket) return;
      this.#serving = null;
      this.#serveNext();
    });
    if (!this.#deaf) socket.resume();
  }

  #serveNext(): void {
    const next = this.#waiting.shift();
    if (next) this.#serve(next);
  }

  /** In small pieces, so that a connection can break inside a label. */
  #hear(socket: net.Socket, text: string): void {
    for (let at = 0; at < text.length && this.#serving === socket; at += SLICE) {
      const reply = this.#options.onData(text.slice(at, at + SLICE));
      if (reply !== "" && !socket.destroyed) socket.write(reply);
    }
  }
}
