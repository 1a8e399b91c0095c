import { join } from "node:path";
import { z } from "zod";
import { readControl } from "../cli/control_client.ts";
import type { Config } from "../config.ts";
import type { Locale } from "../lib/locale.ts";
import { paths } from "../paths.ts";
import { type Finding, finding } from "./finding.ts";

const ANSWER_MS = 5_000;

const health = z.object({ status: z.string(), version: z.string() });
const readiness = z.object({
  status: z.enum(["ok", "degraded", "not_ok"]),
  checks: z.record(z.string(), z.object({ status: z.string(), detail: z.string() })).optional(),
});

export interface Looking {
  version: string;
  locale: Locale;
}

/** Asks the server of this installation how it is, where one runs. It takes no lock while somebody answers. */
export async function lookAtServer(
  config: Config,
  { version, locale }: Looking,
): Promise<{ running: boolean; findings: Finding[] }> {
  const control = await readControl(config.DATA_DIR);
  const url = localUrl(config, control?.url);
  const answer = url && health.safeParse(await ask(`${url}${paths.health()}`)).data;
  if (!url || !answer) return { running: false, findings: [await whoHolds(config)] };
  if (!control) return { running: false, findings: [finding("server_other_folder", { url })] };
  const own = answer.version === version
    ? finding("server_ok", { url, version, process: control.pid })
    : finding("server_other_version", { runs: answer.version, version });
  return { running: true, findings: [own, ...await lookAtReadiness(url, locale)] };
}

/** Where it listens on this machine; null where only it could tell and does not. */
function localUrl({ PORT, HOST }: Config, told: string | undefined): string | null {
  if (PORT === 0) return told !== undefined && /^http:\/\/localhost:\d+$/.test(told) ? told : null;
  const host = /^(0\.0\.0\.0|::|localhost)$/.test(HOST)
    ? "127.0.0.1"
    : HOST.includes(":")
    ? `[${HOST}]`
    : HOST;
  return `http://${host}:${PORT}`;
}

async function lookAtReadiness(url: string, locale: Locale): Promise<Finding[]> {
  const told = readiness.safeParse(await ask(`${url}${paths.ready()}`, { "Accept-Language": locale })).data;
  if (!told) return [finding("not_ready", { what: "?" })];
  const findings = Object.values(told.checks ?? {}).flatMap(({ status, detail }) => {
    if (status === "ok") return [];
    return [finding(status === "not_ok" ? "not_ready" : "barely_ready", { what: detail })];
  });
  return findings.length > 0 ? findings : [finding("ready")];
}

/** Null when nobody answers, or with something else than JSON. */
async function ask(url: string, headers: HeadersInit = {}): Promise<unknown> {
  try {
    return await (await fetch(url, { headers, signal: AbortSignal.timeout(ANSWER_MS) })).json();
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError || error instanceof DOMException) {
      return null;
    }
    throw error;
  }
}

/** Nobody answers: either nobody is there, or somebody who hangs keeps the folder locked. */
async function whoHolds({ DATA_DIR }: Config): Promise<Finding> {
  const path = join(DATA_DIR, "server.lock");
  try {
    using file = await Deno.open(path);
    // Shared, and only for this moment: a server that starts meanwhile would be turned away.
    if (await file.tryLock(false)) return finding("server_off");
    return finding("server_stuck", { process: (await Deno.readTextFile(path)).trim() });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return finding("server_off");
    throw error;
  }
}
