import type { Wire } from "./connection.ts";

/** A printer that is only a function: what it hears, and what it answers (one character a byte). */
export class VirtualWire implements Wire {
  #replies: string[] = [];
  #closed = false;
  #wake: (() => void) | null = null;

  constructor(readonly hear: (bytes: Uint8Array) => Promise<string>) {}

  async read(into: Uint8Array): Promise<number | null> {
    while (this.#replies.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    const reply = this.#replies.shift();
    if (reply === undefined) return null;
    into.set(Uint8Array.from(reply, (character) => character.charCodeAt(0)));
    return reply.length;
  }

  async write(bytes: Uint8Array): Promise<number> {
    const reply = await this.hear(bytes);
    if (reply !== "") this.#replies.push(reply);
    this.#wake?.();
    return bytes.length;
  }

  closeWrite(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
  }
}
