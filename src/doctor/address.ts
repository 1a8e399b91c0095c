import { z } from "zod";
import type { Config } from "../config.ts";
import { paths } from "../paths.ts";
import { type Finding, finding } from "./finding.ts";

const PATIENCE_MS = 10_000;

/** An address of documentation (RFC 5737): nobody has it. */
const FORGED = "192.0.2.77";

/** The version is told to who watches the server alone. */
const health = z.object({ status: z.literal("ok"), version: z.string().optional() });
const readiness = z.object({
  checks: z.unknown().optional(),
  asked: z.object({ address: z.string(), forwarded: z.number() }).optional(),
});

/** Whether clients reach this server at its public address, and what the proxies on the way tell of them. */
export async function lookAtAddress(
  config: Config,
  { running, version }: { running: boolean; version: string },
): Promise<Finding[]> {
  const { BASE_URL: url } = config;
  if (url === null) return [finding("address_none")];
  const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
  const plain = url.startsWith("http:") && !local ? [finding("address_plain", { url })] : [];
  if (!running) return [...plain, finding("address_server_off")];
  const answer = await ask(`${url}${paths.health()}`, authorization(config));
  if ("reason" in answer) {
    const certificate = /certificate|UnknownIssuer/i.test(answer.reason);
    return [
      ...plain,
      finding(certificate ? "address_certificate" : "address_unreachable", { url, ...answer }),
    ];
  }
  if (answer.status === 421) return [...plain, finding("address_host", { url })];
  const told = health.safeParse(answer.body).data;
  if (!told || (told.version ?? version) !== version) {
    return [...plain, finding("address_other", { url, status: answer.status })];
  }
  return [...plain, finding("address_ok", { url }), await lookAtProxies(config, url)];
}

/** A client's address is what its proxies say: too few trusted and all share one, too many and anybody chooses theirs. */
async function lookAtProxies(config: Config, url: string): Promise<Finding> {
  const { METRICS_TOKEN: token, TRUSTED_PROXY_HOPS: trusted } = config;
  const own = await look(url, config);
  if (token === undefined && own?.checks === undefined) return finding("proxy_unseen");
  const forwarded = own?.asked?.forwarded ?? 0;
  if (url.startsWith("https:") && forwarded === 0) return finding("proxy_silent");
  if (forwarded !== trusted) return finding("proxy_hops", { trusted, forwarded });
  const forged = await look(url, config, { "X-Forwarded-For": FORGED });
  return finding(forged?.asked?.address === FORGED ? "proxy_forged" : "proxy_ok", { forwarded });
}

async function look(url: string, config: Config, headers: Record<string, string> = {}) {
  const answer = await ask(`${url}${paths.ready()}`, { ...authorization(config), ...headers });
  return "reason" in answer ? null : readiness.safeParse(answer.body).data ?? null;
}

function authorization({ METRICS_TOKEN }: Config): Record<string, string> {
  return METRICS_TOKEN === undefined ? {} : { Authorization: `Bearer ${METRICS_TOKEN}` };
}

async function ask(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown } | { reason: string }> {
  try {
    const response = await fetch(url, {
      headers,
      signal: AbortSignal.timeout(PATIENCE_MS),
      redirect: "manual",
    });
    const text = await response.text();
    return { status: response.status, body: jsonOf(text) };
  } catch (error) {
    return { reason: causeOf(error) };
  }
}

/** What lies under "fetch failed". */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : causeOf(error.cause);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
