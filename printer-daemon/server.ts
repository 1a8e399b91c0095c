import * as z from "zod";
import { TIMING } from "./timing.ts";
import {
  DAEMON_PATHS,
  HelloAnswer,
  type HelloRequest,
  PairAnswer,
  type PairRequest,
  PollAnswer,
  type PollRequest,
} from "../src/printing/protocol.ts";

/** Why the server gave no usable answer. `refused`: 401; `fenced`: 409; `rejected`: it did not like the request. */
export type Trouble = "unreachable" | "refused" | "fenced" | "rejected" | "busy";

export class ServerTrouble extends Error {
  override name = "ServerTrouble";
  constructor(readonly trouble: Trouble, detail: string) {
    super(detail);
  }
}

const TROUBLES: Record<number, Trouble> = { 401: "refused", 409: "fenced", 429: "busy" };
/** Over HTTP/2 one connection that a network swallowed would be asked again and again, until its TCP gives up after minutes. */
const CLIENT = Deno.createHttpClient({ http2: false });

/** Jobs and commands are checked one by one: a broken one must not hide the others. */
const LooseAnswer = PollAnswer.extend({ jobs: z.array(z.unknown()), commands: z.array(z.unknown()) });
export type LooseAnswer = z.infer<typeof LooseAnswer>;

/** The other end of the protocol. Every call ends in time and throws ServerTrouble when it gives no answer. */
export class Server {
  /** `answerMs`: how long it may take to answer, beyond what it was asked to wait. */
  constructor(
    readonly address: string,
    readonly token: string | null,
    readonly answerMs: number = TIMING.serverAnswer,
  ) {}

  pair(request: PairRequest): Promise<PairAnswer> {
    return this.#post(DAEMON_PATHS.pair, { body: request, answer: PairAnswer, timeout: this.answerMs });
  }

  hello(request: HelloRequest): Promise<HelloAnswer> {
    return this.#post(DAEMON_PATHS.hello, { body: request, answer: HelloAnswer, timeout: this.answerMs });
  }

  poll(request: PollRequest, signal?: AbortSignal): Promise<LooseAnswer> {
    const timeout = request.wait * 1000 + this.answerMs;
    return this.#post(DAEMON_PATHS.poll, { body: request, answer: LooseAnswer, timeout, signal });
  }

  /** Whether the server knows our key. It sees an empty request, which it refuses without doing anything. */
  async knock(): Promise<boolean> {
    const { status } = await this.#exchange(DAEMON_PATHS.poll, {
      body: {},
      signal: AbortSignal.timeout(this.answerMs),
    });
    if (status === 422) return true;
    if (status === 401) return false;
    throw new ServerTrouble("unreachable", `${DAEMON_PATHS.poll} answered ${status}`);
  }

  async #post<T>(
    path: string,
    call: { body: unknown; answer: z.ZodType<T>; timeout: number; signal?: AbortSignal },
  ): Promise<T> {
    const late = AbortSignal.timeout(call.timeout);
    const { status, text } = await this.#exchange(path, {
      body: call.body,
      signal: call.signal ? AbortSignal.any([late, call.signal]) : late,
    });
    if (status >= 300) {
      const trouble = TROUBLES[status] ?? (status < 500 ? "rejected" : "unreachable");
      throw new ServerTrouble(trouble, `${path} answered ${status}`);
    }
    const parsed = call.answer.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues.map(({ path }) => path.join(".")).join(", ");
    throw new ServerTrouble("unreachable", `${path} answered something else (${where})`);
  }

  /** A redirect is an error: the token goes to the configured server or nowhere. */
  async #exchange(
    path: string,
    call: { body: unknown; signal: AbortSignal },
  ): Promise<{ status: number; text: string }> {
    const headers = new Headers({ "content-type": "application/json", accept: "application/json" });
    if (this.token !== null) headers.set("authorization", `Bearer ${this.token}`);
    try {
      const response = await fetch(new URL(path, this.address), {
        method: "POST",
        headers,
        body: JSON.stringify(call.body),
        signal: call.signal,
        redirect: "error",
        client: CLIENT,
      });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      throw new ServerTrouble("unreachable", `${path}: ${causeOf(error)}`);
    }
  }
}

/** "fetch failed" says nothing; its cause does. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
