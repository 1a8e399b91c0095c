import { Connection, NothingTaken, type Wire } from "./connection.ts";

const MOST_WORDS = 300;

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
    await this.#lp.write(bytes);
    return bytes.length;
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
  #ended = false;

  constructor(args: string[]) {
    try {
      this.#child = new Deno.Command("lp", { args, stdin: "piped", stdout: "null", stderr: "piped" }).spawn();
    } catch (error) {
      throw new NothingTaken(`lp: ${error}`);
    }
    this.#input = this.#child.stdin.getWriter();
    this.#words = new Response(this.#child.stderr).text();
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      await this.#input.write(new Uint8Array(bytes));
    } catch {
      await this.#judge();
      throw new NothingTaken("lp stopped reading");
    }
  }

  async finish(): Promise<void> {
    try {
      await this.#input.close();
    } catch {
      await this.#judge();
      throw new NothingTaken("lp stopped reading");
    }
    await this.#judge();
  }

  kill(): void {
    if (!this.#ended) this.#child.kill("SIGKILL");
  }

  /** Throws NothingTaken with the words of `lp`, which withdraws a job that it could not hand over whole. */
  async #judge(): Promise<void> {
    const { code } = await this.#child.status;
    this.#ended = true;
    const words = (await this.#words).trim().replace(/\s+/g, " ").slice(0, MOST_WORDS);
    if (code !== 0) throw new NothingTaken(`lp ended with ${code}: ${words}`);
  }
}
