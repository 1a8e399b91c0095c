import type { MiddlewareHandler } from "hono";
import { AppError } from "../lib/app_error.ts";
import { logOf } from "../logs.ts";
import type { Env } from "./env.ts";

const log = logOf("http");

/** Requests that began in the same stretch of time; each takes itself off where it was counted. */
export interface Cohort {
  under: number;
}

const BEAT_MS = 500;
/** Of two to four seconds' requests: what began before waits for its client or for something outside, and keeps nobody waiting here. */
const BEATS = 4;
/** Of a single shop, on the slowest machine that is named, these are answered within a few seconds. */
const MOST = 256;
/** While the process is behind. */
const MOST_BEHIND = 32;
/** A beat that comes so late held every request up. */
const LATE_MS = 1_000;
const BEHIND_MS = 2_000;
const RETRY_SECONDS = 2;

/** These tell how it is, or cost nothing. */
const SPARED = /^\/(salud|metrics|static)(\/|$)/;

let young: Cohort = { under: 0 };
let grown: Cohort = { under: 0 };
let old: Cohort[] = [];
let behindUntil = -Infinity;
let refused = 0;

/** Counts a request in; whoever does takes it off again at its end. */
export function enter(): Cohort {
  young.under++;
  return young;
}

/** Answers 503 at once while more requests are under way than are answered in good time, instead of letting all of them wait. */
export const shedding: MiddlewareHandler<Env> = (c, next) => {
  if (young.under + grown.under <= MOST_BEHIND || hasRoom() || SPARED.test(c.req.path)) return next();
  refused++;
  throw new AppError("unavailable", { reason: "overloaded", retryAfter: RETRY_SECONDS });
};

function hasRoom(): boolean {
  return performance.now() > behindUntil && young.under + grown.under <= MOST;
}

/** From here on those who came before count on their own. */
export function turnOver(): void {
  old = [...old, grown].filter(({ under }) => under > 0);
  grown = young;
  young = { under: 0 };
}

/** Resolves when every request that began before now has been answered. */
export async function answeredAll(): Promise<void> {
  turnOver();
  const before = [...old, grown];
  while (before.some(({ under }) => under > 0)) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Watches how far behind the process is. */
export function startLoadWatch(): { stop(): void } {
  let due = performance.now() + BEAT_MS;
  let beats = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - due > LATE_MS) behindUntil = now + BEHIND_MS;
    due = now + BEAT_MS;
    if (++beats % BEATS === 0) turnOver();
    if (refused === 0) return;
    log.warning("More requests came than can be answered", { refused });
    refused = 0;
  }, BEAT_MS);
  return { stop: () => clearInterval(timer) };
}
