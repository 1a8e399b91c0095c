import type { z } from "zod";
import { boundedText } from "../lib/bounded.ts";
import { type FaultKind, faultKind } from "./faults.ts";

const TIMEOUT_MS = 15_000;
const MOST_BYTES = 2_097_152;

interface Refusal {
  kind: FaultKind;
  /** Meta's code, or the HTTP status, or what the connection said: what may stand in a log. */
  code: string;
  /** What Meta said, without our token; it may name the recipient. */
  answer?: string;
  /** Meta may have done what was asked: its answer was lost. */
  unsure?: boolean;
}

/** Meta refused, cannot be reached, or its answer was lost. The message is a code without personal data. */
export class GraphFault extends Error {
  override readonly name = "GraphFault";
  readonly kind: FaultKind;
  readonly code: string;
  readonly answer: string;
  readonly unsure: boolean;
  constructor({ kind, code, answer = "", unsure = false }: Refusal) {
    super(`WhatsApp did not take it (${code})`);
    this.kind = kind;
    this.code = code;
    this.answer = answer;
    this.unsure = unsure;
  }
}

export interface GraphCall {
  url: string;
  token: string;
  /** Posted as JSON, or as the form that it is; nothing makes it a GET. */
  body?: unknown;
  timeoutMs?: number;
}

/**
 * Asks the Graph API: a quarter of a minute at most, no redirects, an answer of bounded size that fits the schema.
 * @throws GraphFault
 */
export async function askGraph<S extends z.ZodType>(call: GraphCall, schema: S): Promise<z.output<S>> {
  const answer = await send(call);
  const text = await boundedText(answer, MOST_BYTES).catch(() => null);
  if (text === null) throw new GraphFault({ kind: "busy", code: "EANSWER", unsure: true });
  const told = json(text);
  if (!answer.ok) throw refusal(answer.status, told);
  const parsed = schema.safeParse(told);
  if (!parsed.success) throw new GraphFault({ kind: "other", code: "EANSWER", unsure: true });
  return parsed.data;
}

async function send({ url, token, body, timeoutMs = TIMEOUT_MS }: GraphCall): Promise<Response> {
  const headers = { Authorization: `Bearer ${token}`, Accept: "application/json" };
  const posted = body instanceof FormData ? { headers, body } : {
    headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  try {
    return await fetch(url, {
      ...(body === undefined ? { headers } : { method: "POST", ...posted }),
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    const notEvenConnected = error instanceof Error && /\bConnect\b/.test(error.message);
    const code = error instanceof Error && error.name === "TimeoutError" ? "ETIMEDOUT" : "ECONNECTION";
    throw new GraphFault({ kind: "busy", code, unsure: !notEvenConnected });
  }
}

/** `{ "error": { "code": 131026, "message": "…", "error_data": { "details": "…" } } }`. */
function refusal(status: number, told: unknown): GraphFault {
  const error = property(told, "error");
  const code = property(error, "code");
  const known = typeof code === "number" ? code : null;
  const details = property(property(error, "error_data"), "details");
  const answer = [property(error, "message"), details].filter((one) => typeof one === "string").join(". ");
  return new GraphFault({ kind: faultKind(known, status), code: String(known ?? status), answer });
}

function property(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null ? (of as Record<string, unknown>)[name] : undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
