import type { FileEntry, Reader } from "@zip.js/zip.js";

/** Writes entries one after the other into a stream; large files and many of them as Zip64. */
export interface Zip {
  add(name: string, content: ReadableStream<Uint8Array>, options: { packed: boolean }): Promise<void>;
  end(): Promise<void>;
}

export async function zipInto(to: WritableStream<Uint8Array>): Promise<Zip> {
  const { configure, ZipWriter } = await import("@zip.js/zip.js");
  configure({ useWebWorkers: false });
  const writer = new ZipWriter(to, { zip64: true, bufferedWrite: false });
  return {
    async add(name, content, { packed }) {
      await writer.add(name, content, { level: packed ? 6 : 0, useWebWorkers: false });
    },
    async end() {
      await writer.close();
    },
  };
}

export interface OpenZip extends AsyncDisposable {
  /** Names of all entries. */
  names: string[];
  /** What an entry holds, unpacked; its checksum is checked on the way. @throws Error for one that is not there */
  read(name: string): ReadableStream<Uint8Array>;
}

/** Opens a zip on the disk. @throws Error for what is none, or is damaged. */
export async function openZip(path: string): Promise<OpenZip> {
  const { configure, Reader: Base, ZipReader } = await import("@zip.js/zip.js");
  configure({ useWebWorkers: false });
  const file = await Deno.open(path);
  const { size } = await file.stat();

  class FileReader extends (Base as new (source: unknown) => Reader<unknown>) {
    override size = size;
    override async init(): Promise<void> {
      this.size = size;
      await Promise.resolve();
    }
    override async readUint8Array(offset: number, length: number): Promise<Uint8Array> {
      const wanted = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      await file.seek(offset, Deno.SeekMode.Start);
      let read = 0;
      while (read < wanted.length) {
        const got = await file.read(wanted.subarray(read));
        if (got === null) throw new Error("the file ends too early");
        read += got;
      }
      return wanted;
    }
  }

  try {
    const reader = new ZipReader(new FileReader(null));
    const entries = new Map((await reader.getEntries()).map((entry) => [entry.filename, entry]));
    return {
      names: [...entries.keys()],
      read(name) {
        const entry = entries.get(name);
        if (!entry || entry.directory) throw new Error(`${name} is missing`);
        const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
        // A failure comes out at the reading end.
        (entry as FileEntry).getData(writable, { checkSignature: true, useWebWorkers: false })
          .catch((error) => writable.abort(error).catch(() => {}));
        return readable;
      },
      async [Symbol.asyncDispose]() {
        await reader.close();
        file.close();
      },
    };
  } catch (error) {
    file.close();
    throw error;
  }
}
