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

/** Those that only ask, and those that bring something: who is slow to bring it keeps nobody from asking. */
interface Lane {
  young: Cohort;
  grown: Cohort;
}

const asking: Lane = { young: { under: 0 }, grown: { under: 0 } };
const bringing: Lane = { young: { under: 0 }, grown: { under: 0 } };
let old: Cohort[] = [];
let behindUntil = -Infinity;
let refused = 0;

/** Counts a request in; whoever does takes it off again at its end. */
export function enter(method: string): Cohort {
  const { young } = laneOf(method);
  young.under++;
  return young;
}

/** Answers 503 at once while more requests are under way than are answered in good time, instead of letting all of them wait. */
export const shedding: MiddlewareHandler<Env> = (c, next) => {
  const { young, grown } = laneOf(c.req.method);
  const under = young.under + grown.under;
  if (under <= MOST_BEHIND || hasRoom(under) || SPARED.test(c.req.path)) return next();
  refused++;
  throw new AppError("unavailable", { reason: "overloaded", retryAfter: RETRY_SECONDS });
};

function laneOf(method: string): Lane {
  return method === "GET" || method === "HEAD" ? asking : bringing;
}

function hasRoom(under: number): boolean {
  return under <= MOST && performance.now() > behindUntil;
}

/** From here on those who came before count on their own. */
export function turnOver(): void {
  old = [...old, asking.grown, bringing.grown].filter(({ under }) => under > 0);
  for (const lane of [asking, bringing]) {
    lane.grown = lane.young;
    lane.young = { under: 0 };
  }
}

/** Resolves when every request that began before now has been answered. */
export async function answeredAll(): Promise<void> {
  turnOver();
  const before = [...old, asking.grown, bringing.grown];
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
