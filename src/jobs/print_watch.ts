import { SYSTEM } from "../context.ts";
import { contextOf } from "../http/session.ts";
import { errorFacts, logOf } from "../logs.ts";
import { watchPrinting } from "../printing/alarms.ts";
import { takeDetours } from "../printing/detours.ts";
import type { Services } from "../services.ts";

const log = logOf("printing");

const LOOK_MS = 5_000;

/**
 * Looks every few seconds for printers that cannot print: what waits for them takes its detour, and who has to know is told. Any
 * number of processes may look at the same time.
 */
export function startPrintWatch(services: Services, everyMs = LOOK_MS): { stop(): Promise<void> } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;

  function plan(): void {
    if (stopped) return;
    timer = setTimeout(() => {
      looking = look(services).finally(plan);
    }, everyMs);
  }

  plan();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

async function look(services: Services): Promise<void> {
  try {
    const shop = await services.shop.read();
    const locale = shop.organization?.locale ?? "es";
    const ctx = contextOf(services, { actor: SYSTEM, shop, locale, requestId: "print-watch", ip: "" });
    await takeDetours(ctx);
    await watchPrinting(ctx);
  } catch (error) {
    log.error("The printers could not be watched", errorFacts(error));
  }
}
