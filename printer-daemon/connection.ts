import type { PrinterReason } from "../src/printing/protocol.ts";

/** The bytes between us and a printer; a `Deno.TcpConn` is one. */
export interface Wire {
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  closeWrite(): Promise<void>;
  close(): void;
}

/** The connection broke; `written` bytes of the label had been handed over by then. */
export class ConnectionLost extends Error {
  override name = "ConnectionLost";
  constructor(message: string, readonly written = 0, readonly reason: PrinterReason | null = null) {
    super(message);
  }
}

/** Whoever was to pass the label on says that it has none of it, whatever was written. */
export class NothingTaken extends ConnectionLost {
  override name = "NothingTaken";
}

/** `received` tells a device that says something else from a silent one. */
export interface Answer<T> {
  value: T | undefined;
  received: string;
}

const MOST_HEARD = 16_384;

/** One visit to a printer. Every question and every write has a deadline. */
export class Connection {
  readonly #wire: Wire;
  /** How many bytes the printer has said on this connection, asked or not. */
  count = 0;
  #heard = "";
  #received = "";
  #lost: string | null = null;
  #closed = false;
  #arrived: (() => void) | null = null;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#pump();
  }

  /** Asks and gathers the answer until `parse` accepts it; `value` is undefined after `deadline` milliseconds. */
  async ask<T>(
    question: string,
    options: { parse: (received: string) => T | undefined; deadline: number },
  ): Promise<Answer<T>> {
    this.#received = "";
    await this.write(new TextEncoder().encode(question), options.deadline);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#arrived?.();
    }, options.deadline);
    try {
      while (!late) {
        const value = options.parse(this.#received);
        if (value !== undefined) return { value, received: this.#received };
        if (this.#lost) throw new ConnectionLost(this.#lost);
        await new Promise<void>((resolve) => this.#arrived = resolve);
      }
      return { value: undefined, received: this.#received };
    } finally {
      clearTimeout(timer);
      this.#arrived = null;
    }
  }

  /** What the printer has said since `count` was so much; the last 16 KB of it. One character a byte. */
  heardSince(count: number): string {
    return this.count === count ? "" : this.#heard.slice(-(this.count - count));
  }

  /** Hands over every byte; throws ConnectionLost after `deadline` milliseconds without progress. */
  async write(bytes: Uint8Array, deadline: number): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      if (this.#lost) throw new ConnectionLost(this.#lost, written);
      const sent = await this.#within(this.#wire.write(bytes.subarray(written)), { deadline, written });
      written += sent;
    }
  }

  async finish(deadline: number): Promise<void> {
    await this.#within(this.#wire.closeWrite(), { deadline, written: 0 });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#wire.close();
  }

  async #within<T>(work: Promise<T>, limit: { deadline: number; written: number }): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new ConnectionLost("deadline", limit.written)), limit.deadline);
    });
    try {
      return await Promise.race([work, late]);
    } catch (error) {
      work.catch(() => this.close());
      this.close();
      throw error instanceof ConnectionLost ? error : new ConnectionLost(String(error), limit.written);
    } finally {
      clearTimeout(timer);
    }
  }

  async #pump(): Promise<void> {
    const buffer = new Uint8Array(4096);
    try {
      for (let size = await this.#wire.read(buffer); size !== null; size = await this.#wire.read(buffer)) {
        const said = String.fromCharCode(...buffer.subarray(0, size));
        this.#received = (this.#received + said).slice(-MOST_HEARD);
        this.#heard = (this.#heard + said).slice(-MOST_HEARD);
        this.count += size;
        this.#arrived?.();
      }
      this.#lost = "closed by the printer";
    } catch (error) {
      this.#lost = String(error);
    }
    this.#arrived?.();
  }
}

/** Throws when nobody answers at the address within `deadline` milliseconds: a dropped SYN hangs for ever otherwise. */
export async function openTcp(
  address: { host: string; port: number },
  deadline: number,
): Promise<Connection> {
  const { host: hostname, port } = address;
  const wire = await Deno.connect({ hostname, port, signal: AbortSignal.timeout(deadline) });
  wire.setNoDelay(true);
  return new Connection(wire);
}
