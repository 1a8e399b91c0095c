import { webhookNetworks } from "../config.ts";
import type { Ctx } from "../context.ts";
import { wireOf } from "../events/event.ts";
import { errorFacts, logOf } from "../logs.ts";
import type { Services } from "../services.ts";
import { guardOf, type Resolve } from "./address.ts";
import {
  claimDeliveries,
  type Claimed,
  type Endpoints,
  isDelivered,
  releaseDeliveries,
  type Result,
  settleDeliveries,
} from "./deliveries.ts";
import { openPoster } from "./post.ts";
import { secretContext, signedHeaders, type SigningKey, signingKey } from "./signing.ts";

const log = logOf("webhooks");

/** Deliveries to one endpoint at the same time; one at a time while they fail. */
const CONCURRENCY = 8;
const TAKEN_AT_ONCE = 100;
const SETTLED_AT_ONCE = 25;
const SETTLE_MS = 20;
/** What would not be over before its lease is not begun. */
const LEAST_LEASE_MS = 15_000;

export interface LaneOptions {
  context: () => Promise<Ctx>;
  /** Told when there is room for more. */
  wake: () => void;
  timeoutMs?: number;
  resolve?: Resolve;
  ca?: string;
}

export interface Lane {
  hasRoom(endpoint: Endpoints): boolean;
  /** Takes what is due for the endpoint and begins with it. */
  fill(endpoint: Endpoints, token: string): Promise<void>;
  isBusy(): boolean;
  /** Gives back what has not begun and waits so long for the rest, in milliseconds. */
  stop(drainMs: number): Promise<void>;
}

/** The deliveries to one endpoint: a few at a time, over connections of their own, written down in batches. */
export function openLane(services: Services, endpointId: string, options: LaneOptions): Lane {
  const { clock, secrets, database: { db } } = services;
  const { context, wake, ...posting } = options;
  const poster = openPoster({
    guard: guardOf(webhookNetworks(services.config)),
    sockets: CONCURRENCY,
    ...posting,
  });
  const queue: Claimed[] = [];
  const begun = new Set<Claimed>();
  let results: Result[] = [];
  let settling: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failing = false;
  let stopped = false;

  function send(endpoint: Endpoints, keys: readonly SigningKey[]): void {
    while (!stopped && queue.length > 0 && begun.size < (failing ? 1 : CONCURRENCY)) {
      const delivery = queue.shift();
      if (!delivery) return;
      begun.add(delivery);
      deliver(endpoint, keys, delivery).then(() => send(endpoint, keys));
    }
  }

  async function deliver(endpoint: Endpoints, keys: readonly SigningKey[], delivery: Claimed): Promise<void> {
    const at = clock();
    const body = JSON.stringify(wireOf(delivery.event));
    const signed = { id: delivery.event.id, timestamp: Math.floor(at / 1000), body };
    const { url } = endpoint;
    const outcome = await poster.post(url, { headers: signedHeaders(signed, keys), body });
    results.push({ delivery, url, at, outcome });
    failing = !isDelivered(outcome);
    if (failing || clock() > delivery.leaseUntil - LEAST_LEASE_MS) await giveBack();
    if (results.length >= SETTLED_AT_ONCE || begun.size <= 1) settle();
    else timer ??= setTimeout(settle, SETTLE_MS);
    begun.delete(delivery);
  }

  /** The rest of the batch: it waits for the next look, one by one while the endpoint fails. */
  async function giveBack(): Promise<void> {
    const rest = queue.splice(0);
    try {
      await releaseDeliveries(db, rest);
    } catch (error) {
      log.warning("Deliveries could not be given back; their lease will run out", errorFacts(error));
    }
  }

  function settle(): void {
    clearTimeout(timer);
    timer = undefined;
    const batch = results;
    results = [];
    if (batch.length === 0) return;
    settling = settling.then(async () => {
      try {
        await settleDeliveries(await context(), endpointId, batch);
      } catch (error) {
        log.error("Deliveries could not be written down; they will be repeated", errorFacts(error));
      }
      wake();
    });
  }

  async function keysOf({ secretSealed, oldSecretSealed, oldSecretUntil }: Endpoints): Promise<SigningKey[]> {
    const old = oldSecretSealed !== null && (oldSecretUntil ?? 0) > clock() ? [oldSecretSealed] : [];
    const sealed = [secretSealed, ...old];
    const opened = await Promise.all(sealed.map((one) => secrets.open(one, secretContext(endpointId))));
    return opened.map((secret) => signingKey(services.secretKey, secret));
  }

  return {
    hasRoom: () => !stopped && (failing ? begun.size + queue.length === 0 : queue.length < CONCURRENCY),
    isBusy: () => begun.size + queue.length > 0,
    async fill(endpoint, token) {
      failing ||= endpoint.failingSince !== null;
      await settling;
      const limit = failing ? 1 : TAKEN_AT_ONCE;
      queue.push(...await claimDeliveries(db, { endpointId, now: clock(), token, limit }));
      if (queue.length > 0) send(endpoint, await keysOf(endpoint));
    },
    async stop(drainMs) {
      stopped = true;
      await giveBack();
      const giveUpAt = performance.now() + drainMs;
      while (begun.size > 0 && performance.now() < giveUpAt) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      settle();
      await settling;
      poster.close();
    },
  };
}
