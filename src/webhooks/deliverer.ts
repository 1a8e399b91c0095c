import { type Ctx, SYSTEM } from "../context.ts";
import { contextOf } from "../http/session.ts";
import { keepLooking } from "../jobs/looking.ts";
import { base64url } from "../lib/token.ts";
import type { Services } from "../services.ts";
import type { Resolve } from "./address.ts";
import { nextDue, rescueDeliveries, someDeliveryLost, workingEndpoints } from "./deliveries.ts";
import type { Lane } from "./lane.ts";

export interface DelivererOptions {
  /** Longest pause between two looks, in milliseconds. */
  pollMs?: number;
  /** How long `stop` waits for what is under way. */
  drainMs?: number;
  /** For one try, in milliseconds. */
  timeoutMs?: number;
  resolve?: Resolve;
  ca?: string;
}

export interface Deliverer {
  /** Takes nothing new, waits for what is under way, gives the rest back. */
  stop(): Promise<void>;
}

/**
 * Delivers to every endpoint until stopped. Each has a lane of its own, so that one that hangs keeps nobody waiting. Any number of
 * processes may do so: what one has taken it has alone, and what it dies with another takes over.
 */
export function startDeliverer(services: Services, options: DelivererOptions = {}): Deliverer {
  const { pollMs = 2_000, drainMs = 8_000, ...posting } = options;
  const { db } = services.database;
  const lanes = new Map<string, Lane>();
  const looking = keepLooking(services.live, takeDue, {
    pollMs,
    complaint: "The webhook deliveries cannot be read",
  });

  /** Gives each lane what is due; returns how long nothing will be, in milliseconds. */
  async function takeDue(): Promise<number> {
    const now = services.clock();
    const endpoints = await workingEndpoints(db);
    await closeOthers(new Set(endpoints.map(({ id }) => id)));
    if (endpoints.length === 0) return pollMs;
    if (await someDeliveryLost(db, now).executeTakeFirst()) await rescueDeliveries(db, now).execute();
    let pause = pollMs;
    for (const endpoint of endpoints) {
      const lane = await laneOf(endpoint.id);
      if (!lane.hasRoom(endpoint)) continue;
      const due = await nextDue(db, endpoint.id).executeTakeFirst();
      const at = due && Math.max(due.next_at, endpoint.notBefore);
      if (at === undefined) continue;
      if (at > now) pause = Math.min(pause, at - now);
      else await lane.fill(endpoint, base64url(services.random.bytes(16)));
    }
    return pause;
  }

  async function laneOf(id: string): Promise<Lane> {
    const known = lanes.get(id);
    if (known) return known;
    // Most shops have no endpoint, and do without the client.
    const { openLane } = await import("./lane.ts");
    const lane = openLane(services, id, { context, wake: () => looking.ring(), ...posting });
    lanes.set(id, lane);
    return lane;
  }

  async function closeOthers(working: ReadonlySet<string>): Promise<void> {
    for (const [id, lane] of lanes) {
      if (working.has(id) || lane.isBusy()) continue;
      lanes.delete(id);
      await lane.stop(0);
    }
  }

  async function context(): Promise<Ctx> {
    const shop = await services.shop.read();
    const locale = shop.organization?.locale ?? "es";
    return contextOf(services, { actor: SYSTEM, shop, locale, requestId: "webhooks", ip: "" });
  }

  return {
    async stop() {
      await looking.stop();
      await Promise.all([...lanes.values()].map((lane) => lane.stop(drainMs)));
    },
  };
}
