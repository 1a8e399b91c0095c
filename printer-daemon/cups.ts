import { Connection, ConnectionLost, NothingTaken, type Wire } from "./connection.ts";

const MOST_WORDS = 300;
/** What lies in the pipe may have been read: each portion counts as handed over. */
const PORTION = 16_384;

/**
 * A queue of this computer's print service, which passes bytes on as they are. It takes them whole or not at all and never
 * says what became of them. `title` is what its own list shows.
 */
export function openQueue(queue: string, title: string): Connection {
  return new Connection(new QueueWire(["-d", queue, "-o", "raw", "-t", title]));
}

class QueueWire implements Wire {
  #lp: Submission | null = null;
  #closed: (() => void) | null = null;
  readonly #end = new Promise<void>((resolve) => this.#closed = resolve);

  constructor(readonly args: string[]) {}

  async read(): Promise<null> {
    await this.#end;
    return null;
  }

  async write(bytes: Uint8Array): Promise<number> {
    this.#lp ??= new Submission(this.args);
    const portion = bytes.subarray(0, PORTION);
    await this.#lp.write(portion);
    return portion.length;
  }

  async closeWrite(): Promise<void> {
    await this.#lp?.finish();
  }

  close(): void {
    this.#lp?.kill();
    this.#closed?.();
  }
}

/** One run of `lp`, which reads the job from its standard input. */
class Submission {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #words: Promise<string>;
  readonly #status: Promise<Deno.CommandStatus>;
  #ended = false;

  constructor(args: string[]) {
    try {
      this.#child = new Deno.Command("lp", { args, stdin: "piped", stdout: "null", stderr: "piped" }).spawn();
    } catch (error) {
      throw new NothingTaken(`lp: ${error}`);
    }
    this.#status = this.#child.status.finally(() => this.#ended = true);
    this.#input = this.#child.stdin.getWriter();
    this.#words = new Response(this.#child.stderr).text();
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#hand(this.#input.write(new Uint8Array(bytes)));
  }

  async finish(): Promise<void> {
    await this.#hand(this.#input.close());
    await this.#judge();
  }

  kill(): void {
    if (this.#ended) return;
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      // It has ended in this very moment.
      if (!(error instanceof TypeError)) throw error;
    }
  }

  async #hand(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      await this.#judge();
      throw new ConnectionLost(`lp stopped reading: ${error}`);
    }
  }

  /** Throws NothingTaken with the words of `lp`, which withdraws a job that it could not hand over whole. */
  async #judge(): Promise<void> {
    const { code, signal } = await this.#status;
    const words = (await this.#words).trim().replace(/\s+/g, " ").slice(0, MOST_WORDS);
    if (signal !== null) throw new ConnectionLost(`lp was ended by ${signal}`);
    if (code !== 0) throw new NothingTaken(`lp ended with ${code}: ${words}`);
  }
}
