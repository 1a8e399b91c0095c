import type { z } from "zod";
import { boundedText } from "../lib/bounded.ts";

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 524_288;

/** The provider cannot be reached, or answered what nobody understands. `refused` when it does not accept the request itself. */
export class ProviderFault extends Error {
  override readonly name = "ProviderFault";
  constructor(readonly kind: "unreachable" | "refused" | "unknown", message: string) {
    super(message);
  }
}

export interface ProviderCall {
  method: "GET" | "POST";
  url: string;
  headers: Record<string, string>;
  body?: string;
  timeoutMs?: number;
}

/**
 * Asks a provider: ten seconds at most, no redirects, an answer of bounded size that fits the schema. Messages never hold what was
 * sent or what came back. @throws ProviderFault
 */
export async function askProvider<S extends z.ZodType>(call: ProviderCall, schema: S): Promise<z.output<S>> {
  const answer = await send(call);
  const text = await readBounded(answer);
  if (!answer.ok) throw refusal(answer.status);
  const parsed = schema.safeParse(json(text));
  if (!parsed.success) throw new ProviderFault("unknown", "The provider's answer is not what it documents");
  return parsed.data;
}

async function send({ url, timeoutMs = TIMEOUT_MS, ...init }: ProviderCall): Promise<Response> {
  try {
    return await fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    const cause = error instanceof Error ? error.name : "Error";
    throw new ProviderFault("unreachable", `The provider cannot be reached (${cause})`);
  }
}

function refusal(status: number): ProviderFault {
  if (status === 404) return new ProviderFault("unknown", "The provider does not know it (404)");
  const kind = status >= 500 || status === 429 || status < 400 ? "unreachable" : "refused";
  return new ProviderFault(kind, `The provider answered ${status}`);
}

async function readBounded(answer: Response): Promise<string> {
  const text = await boundedText(answer, MOST_BYTES).catch(() => {
    throw new ProviderFault("unreachable", "The provider broke off its answer");
  });
  if (text === null) throw new ProviderFault("unknown", "The provider's answer is too large");
  return text;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProviderFault("unknown", "The provider's answer is no JSON");
  }
}
