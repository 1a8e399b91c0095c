import { errorFacts, logOf } from "../logs.ts";
import type { Services } from "../services.ts";
import { takeLag } from "./lag.ts";
import { readMeters } from "./meter.ts";
import { keepSample } from "./sample_commands.ts";

const log = logOf("server");
export const SAMPLE_MS = 5 * 60_000;

interface Totals {
  requests: number;
  errors: number;
  ms: number;
}

/** Writes down every five minutes how this process was, for the pictures of the page of the state. */
export function startSampling(services: Services): { stop(): Promise<void> } {
  let before = totals();
  let writing = Promise.resolve();
  const timer = setInterval(() => {
    const now = totals();
    writing = sample(services, before, now);
    before = now;
  }, SAMPLE_MS);
  return {
    async stop() {
      clearInterval(timer);
      await writing;
    },
  };
}

/** What happened between two readings of the meters, kept. */
export async function sample(services: Services, before: Totals, now: Totals): Promise<void> {
  const requests = now.requests - before.requests;
  try {
    await keepSample({ db: services.database.db, now: services.clock(), random: services.random }, {
      requests,
      errors: now.errors - before.errors,
      mean_us: requests === 0 ? 0 : Math.round((now.ms - before.ms) * 1_000 / requests),
      lag_ms: Math.round(takeLag()),
      rss_bytes: Deno.memoryUsage().rss,
    });
  } catch (error) {
    log.warning("How the server is could not be written down", errorFacts(error));
  }
}

export function totals(): Totals {
  const { requests, answers } = readMeters();
  const counts = [...answers];
  return {
    requests: counts.reduce((sum, [, count]) => sum + count, 0),
    errors: counts.reduce((sum, [key, count]) => sum + (key.endsWith("5xx") ? count : 0), 0),
    ms: [...requests.values()].reduce((sum, { sumMs }) => sum + sumMs, 0),
  };
}
