import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { errorFacts, logOf } from "../logs.ts";
import { type Guard, guardedLookup, PrivateAddress, type Resolve, urlRefusal } from "./address.ts";

const log = logOf("webhooks");

/** What became of one try. */
export interface Outcome {
  /** Null when nothing was answered. */
  status: number | null;
  /** Why there was no answer: `timeout`, `refused`, `reset`, `name`, `tls`, `private` or `network`; "" when there was one. */
  error: string;
  headers: Record<string, string>;
  /** The beginning of what was answered. */
  body: string;
  ms: number;
}

export interface Poster {
  /** Never throws: whatever goes wrong is an outcome. */
  post(url: string, message: { headers: Record<string, string>; body: string }): Promise<Outcome>;
  close(): void;
}

export interface PosterOptions {
  guard: Guard;
  sockets: number;
  resolve?: Resolve;
  /** For the whole exchange, in milliseconds. */
  timeoutMs?: number;
  /** Certificates of authorities besides the system's, PEM. */
  ca?: string;
}

const OWN_HEADERS = { "content-type": "application/json", "user-agent": "Reparo-Webhooks/1" };
const READ_BYTES = 65_536;
const KEPT_CHARACTERS = 4_096;
const KEPT_HEADERS = ["content-type", "content-length", "date", "location", "retry-after", "server"];

/** Posts to one endpoint over connections that are kept open; follows no redirects. The first line of an answer decides. */
export function openPoster({ guard, sockets, resolve, timeoutMs = 10_000, ca }: PosterOptions): Poster {
  const kept = { keepAlive: true, maxSockets: sockets, maxFreeSockets: sockets };
  const plain = { agent: new http.Agent(kept), lookup: guardedLookup({ guard, secure: false }, resolve) };
  const tls = { agent: new TlsAgent(kept), lookup: guardedLookup({ guard, secure: true }, resolve), ca };

  function send(url: string, headers: Record<string, string>): ClientRequest {
    const options = { method: "POST", headers };
    return url.startsWith("https:")
      ? https.request(url, { ...options, ...tls })
      : http.request(url, { ...options, ...plain });
  }

  function exchange(
    url: string,
    { headers, body }: { headers: Record<string, string>; body: string },
  ): Promise<Outcome & { stale: boolean }> {
    return new Promise((resolve) => {
      const began = performance.now();
      const bytes = new TextEncoder().encode(body);
      const request = send(url, { ...OWN_HEADERS, ...headers, "content-length": String(bytes.length) });
      let answer: IncomingMessage | null = null;
      let text = "";
      const deadline = setTimeout(() => finish("timeout"), timeoutMs);

      function finish(error: string): void {
        clearTimeout(deadline);
        const stale = error === "reset" && answer === null && request.reusedSocket;
        resolve({
          status: answer?.statusCode ?? null,
          error: answer === null ? error : "",
          headers: answer === null ? {} : keptOf(answer),
          body: presentable(text),
          ms: Math.round(performance.now() - began),
          stale,
        });
        if (error !== "") request.destroy();
      }

      request.on("error", (fault) => finish(codeOf(fault)));
      request.on("response", (response) => {
        answer = response;
        const decoder = new TextDecoder();
        let read = 0;
        response.on("data", (chunk: Uint8Array) => {
          read += chunk.length;
          if (text.length < KEPT_CHARACTERS) text += decoder.decode(chunk, { stream: true });
          if (read > READ_BYTES) finish("too_long");
        });
        response.on("end", () => finish(""));
        response.on("error", () => finish("reset"));
      });
      request.end(bytes);
    });
  }

  return {
    async post(url, message) {
      if (urlRefusal(url, guard) !== null) return unsent("private");
      try {
        const first = await exchange(url, message);
        // The receiver had closed the connection that was kept: it has read nothing.
        const { stale: _, ...outcome } = first.stale ? await exchange(url, message) : first;
        return outcome;
      } catch (error) {
        log.warning("A webhook could not be sent at all", errorFacts(error));
        return unsent("network");
      }
    },
    close() {
      plain.agent.destroy();
      tls.agent.destroy();
    },
  };
}

interface TlsTarget {
  host: string;
  port: string;
  servername: string;
  lookup: LookupFunction;
  ca?: string;
}

/** Deno's own agent asks for a permission (`sys` of `ca`) that its command line does not know; its TLS needs none. */
class TlsAgent extends https.Agent {
  override createConnection({ host, port, servername, lookup, ca }: TlsTarget): TLSSocket {
    return connect({ host, port: Number(port), servername, lookup, ca });
  }
}

function unsent(error: string): Outcome {
  return { status: null, error, headers: {}, body: "", ms: 0 };
}

function keptOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(KEPT_HEADERS.flatMap((name) => {
    const value = headers[name];
    return typeof value === "string" ? [[name, value.slice(0, 300)]] : [];
  }));
}

/** Text that a database can hold, without what looks like a secret. */
function presentable(text: string): string {
  return text.slice(0, KEPT_CHARACTERS).replaceAll("\0", "�").toWellFormed()
    .replace(/\b(whsec_|rpo_|Bearer +|v1a?,)[\w+/=.-]+/gi, "$1…");
}

function codeOf(fault: Error & { code?: string }): string {
  const { code = "" } = fault;
  if (fault instanceof PrivateAddress) return "private";
  if (code === "ECONNREFUSED") return "refused";
  if (code === "ECONNRESET" || code === "EPIPE" || /reset|socket hang up|closed/i.test(fault.message)) {
    return "reset";
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || /no address|lookup|resolve/i.test(fault.message)) {
    return "name";
  }
  return /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code) || /certificate|tls/i.test(fault.message)
    ? "tls"
    : "network";
}
