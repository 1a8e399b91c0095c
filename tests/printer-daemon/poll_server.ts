import { createHash } from "node:crypto";
import type { z } from "zod";
import { isFinal, mayMove, type PrintJobState } from "../../src/printing/print_job.ts";
import {
  type Command,
  type CommandResult,
  DAEMON_PATHS,
  HelloRequest,
  type Job,
  type JobEvent,
  PairRequest,
  PollRequest,
  type PrinterState,
} from "../../src/printing/protocol.ts";

interface OfferedJob {
  job: Job;
  state: PrintJobState;
  events: JobEvent[];
}

export interface PollServer {
  readonly url: string;
  readonly token: string;
  readonly jobs: Map<string, OfferedJob>;
  readonly results: CommandResult[];
  readonly polls: PollRequest[];
  readonly hellos: HelloRequest[];
  /** Requests or moves that the protocol does not allow. */
  readonly faults: string[];
  /** Whom the door lets in: `down` cuts every connection, `revoked` is 401, `fenced` is 409. */
  mode: "open" | "down" | "revoked" | "fenced";
  /** Offers known jobs again and again. */
  forgetful: boolean;
  clockOffset: number;
  /** Seconds that a poll waits at most. */
  longest: number;
  /** Seconds that the daemon is told to ask for. */
  waitSeconds: number | undefined;
  printer(key: string): PrinterState | undefined;
  offer(job: Partial<Job> & { id: string }): void;
  cancel(id: string): void;
  command(command: Command): void;
  close(): Promise<void>;
}

const TOKEN = "rpd_" + "t".repeat(43);
export const PAIRING_CODE = "ABCD2345";

/** A label in the shape that the server writes, carrying `name`. */
export function zplOf(name: string, copies = 1): string {
  return `^XA^CI28^PW456^LL256^LH0,0^LT0^LS0^PON\n^FO12,12^A0N,40,40^FH^FD${name}^FS\n^PQ${copies}^XZ\n`;
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The server's side of the protocol on 127.0.0.1, with nothing behind it. */
export function startPollServer(): PollServer {
  return new Peer();
}

class Peer implements PollServer {
  readonly token = TOKEN;
  readonly jobs = new Map<string, OfferedJob>();
  readonly results: CommandResult[] = [];
  readonly polls: PollRequest[] = [];
  readonly hellos: HelloRequest[] = [];
  readonly faults: string[] = [];
  mode: PollServer["mode"] = "open";
  forgetful = false;
  clockOffset = 0;
  longest = 2;
  waitSeconds: number | undefined = undefined;
  #highest = 0;
  #beat = 0;
  #printers: PrinterState[] = [];
  #cancels = new Set<string>();
  #commands: Command[] = [];
  #news: (() => void)[] = [];
  #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => this.#handle(request),
  );

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  printer(key: string): PrinterState | undefined {
    return this.#printers.find((printer) => printer.key === key);
  }

  offer(job: Partial<Job> & { id: string }): void {
    const content = job.content ?? zplOf(job.id, job.copies);
    const whole: Job = {
      seq: this.jobs.size,
      printer: "mostrador",
      language: "zpl",
      content,
      sha256: sha256(content),
      copies: 1,
      expiresAt: null,
      priority: 5,
      ...job,
    };
    this.jobs.set(job.id, { job: whole, state: "queued", events: [] });
    this.#ring();
  }

  cancel(id: string): void {
    this.#cancels.add(id);
    this.#ring();
  }

  command(command: Command): void {
    this.#commands.push(command);
    this.#ring();
  }

  async close(): Promise<void> {
    this.mode = "down";
    this.#ring();
    await this.#server.shutdown();
  }

  #ring(): void {
    for (const wake of this.#news.splice(0)) wake();
  }

  async #handle(request: Request): Promise<Response> {
    const body = await request.json();
    if (this.mode === "down") return new Response(null, { status: 503 });
    const { pathname } = new URL(request.url);
    if (pathname === DAEMON_PATHS.pair) return this.#pair(body);
    if (this.mode === "revoked" || request.headers.get("authorization") !== `Bearer ${TOKEN}`) {
      return refusal(401);
    }
    if (this.mode === "fenced") return refusal(409);
    if (pathname === DAEMON_PATHS.hello) return this.#hello(body);
    if (pathname === DAEMON_PATHS.poll) return await this.#poll(body);
    return refusal(404);
  }

  #pair(body: unknown): Response {
    const request = this.#read(PairRequest, body);
    if (!request) return refusal(422);
    if (request.code !== PAIRING_CODE) return refusal(404);
    return Response.json({ token: TOKEN, agent: { id: "agent1", name: request.name ?? "?" } });
  }

  #hello(body: unknown): Response {
    const request = this.#read(HelloRequest, body);
    if (!request) return refusal(422);
    this.hellos.push(request);
    this.#beat = 0;
    return Response.json({ agent: { id: "agent1", name: "Mostrador" }, now: Date.now() + this.clockOffset });
  }

  async #poll(body: unknown): Promise<Response> {
    const request = this.#read(PollRequest, body);
    if (!request) return refusal(422);
    this.polls.push(request);
    if (request.beat > this.#beat) this.#printers = request.printers;
    this.#beat = Math.max(this.#beat, request.beat);
    for (const event of request.events) this.#apply(event);
    for (const result of request.results) this.#finish(result);
    const until = Date.now() + Math.min(request.wait, this.longest) * 1000;
    while (Date.now() < until && request.take > 0 && this.mode === "open" && !this.#hasNews()) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, until - Date.now());
        this.#news.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    if (this.mode !== "open") return new Response(null, { status: 503 });
    return Response.json({
      now: Date.now() + this.clockOffset,
      jobs: request.take > 0 ? this.#offers(request.take) : [],
      cancel: [...this.#cancels],
      commands: this.#commands,
      ...(this.waitSeconds === undefined ? {} : { config: { waitSeconds: this.waitSeconds } }),
    });
  }

  #hasNews(): boolean {
    return this.#open().length > 0 || this.#cancels.size > 0 || this.#commands.length > 0;
  }

  #open(): OfferedJob[] {
    return [...this.jobs.values()].filter(({ state }) =>
      state === "queued" || state === "leased" || this.forgetful
    );
  }

  #offers(take: number): Job[] {
    return this.#open().slice(0, take).map((offered) => {
      if (offered.state === "queued") offered.state = "leased";
      return offered.job;
    });
  }

  #apply(event: JobEvent): void {
    if (event.n <= this.#highest) return;
    if (event.n !== this.#highest + 1) this.faults.push(`event ${event.n} after ${this.#highest}`);
    this.#highest = event.n;
    const known = this.jobs.get(event.id);
    if (!known) return;
    if (isFinal(known.state)) {
      if (event.state !== known.state) this.faults.push(`${event.id}: ${event.state} after ${known.state}`);
      return;
    }
    const same = event.state === known.state;
    if (!same && !mayMove(known.state, event.state, "agent")) {
      this.faults.push(`${event.id}: ${known.state} → ${event.state}`);
    }
    known.state = event.state;
    known.events.push(event);
    if (isFinal(known.state)) this.#cancels.delete(event.id);
  }

  #finish(result: CommandResult): void {
    if (this.#commands.some(({ id }) => id === result.id)) this.results.push(result);
    this.#commands = this.#commands.filter(({ id }) => id !== result.id);
  }

  #read<T>(schema: z.ZodType<T>, body: unknown): T | null {
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    this.faults.push(parsed.error.message);
    return null;
  }
}

function refusal(status: number): Response {
  return Response.json({ status }, { status, headers: { "content-type": "application/problem+json" } });
}
