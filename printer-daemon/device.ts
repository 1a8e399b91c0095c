import type { FileHandle } from "node:fs/promises";
import { Connection, ConnectionLost, type Wire } from "./connection.ts";
import { pause } from "./world.ts";

const RETRY_MS = 10;
/**
 * So much a USB printer or a pipe takes whole or not at all. Of a longer write Deno hides how much was taken when the device
 * is full in the middle of it.
 */
const PORTION = 4_096;
/** The last transfer of a USB printer is dropped when its file is closed too soon. */
const LINGER_MS = 300;
const BUSY_CODES = new Set(["EBUSY"]);
const FORBIDDEN_CODES = new Set(["EACCES", "EPERM"]);

/**
 * A printer behind a device file of Linux, such as /dev/usb/lp0, which one program at a time may open. Never blocking: a
 * read or write that waits in the kernel cannot be given up, and keeps the file. `oneWay`: it is never read. Throws
 * ConnectionLost. Node's files are 5 MB that a daemon without such a printer does without.
 */
export async function openDevice(path: string, { oneWay }: { oneWay: boolean }): Promise<Connection> {
  try {
    const { constants, open } = await import("node:fs/promises");
    const way = oneWay ? constants.O_WRONLY : constants.O_RDWR;
    const file = await open(path, way | constants.O_NONBLOCK | constants.O_NOCTTY);
    return new Connection(new DeviceWire(file, oneWay));
  } catch (error) {
    const code = codeOf(error);
    const forbidden = FORBIDDEN_CODES.has(code) || error instanceof Deno.errors.NotCapable;
    const reason = forbidden ? "no_permission" : BUSY_CODES.has(code) ? "busy" : null;
    throw new ConnectionLost(String(error), 0, reason);
  }
}

class DeviceWire implements Wire {
  #closed = false;

  constructor(readonly file: FileHandle, readonly oneWay: boolean) {}

  async read(into: Uint8Array): Promise<number | null> {
    while (!this.#closed) {
      const size = this.oneWay
        ? null
        : await this.#try(async () => (await this.file.read(into, 0, into.length, null)).bytesRead);
      if (size !== null && size > 0) return size;
      await pause(RETRY_MS);
    }
    return null;
  }

  async write(bytes: Uint8Array): Promise<number> {
    while (!this.#closed) {
      const portion = bytes.subarray(0, PORTION);
      const size = await this.#try(async () => (await this.file.write(portion)).bytesWritten);
      if (size !== null) return size;
      await pause(RETRY_MS);
    }
    throw new ConnectionLost("closed");
  }

  /** Waits until the device has taken the last transfer: an empty write is refused before that. */
  async closeWrite(): Promise<void> {
    await this.write(new Uint8Array());
    await pause(LINGER_MS);
  }

  close(): void {
    this.#closed = true;
    this.file.close().catch(() => {
      // Unplugged: there is nothing left to close.
    });
  }

  /** Null when the device is not ready. */
  async #try(work: () => Promise<number>): Promise<number | null> {
    try {
      return await work();
    } catch (error) {
      if (codeOf(error) === "EAGAIN") return null;
      throw error;
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
