import { SYSTEM } from "../context.ts";
import { contextOf } from "../http/session.ts";
import { errorFacts, logOf } from "../logs.ts";
import type { Services } from "../services.ts";
import { claimDue } from "../tasks/claiming.ts";
import { everyMinute } from "../tasks/cron.ts";
import { type TaskKind, TIMED_TASKS, type TimedTask } from "../tasks/task.ts";
import { watchRuns } from "../tasks/telling.ts";

const log = logOf("jobs");

const EVERY_MINUTE = "* * * * *";

interface DenoWithCron {
  cron?(
    name: string,
    schedule: string,
    options: { signal: AbortSignal },
    handler: () => Promise<void>,
  ): Promise<void>;
}

type Tasks = readonly (TimedTask & { kind: TaskKind })[];

/** Looks every minute what is due: by `Deno.cron` where it is switched on (`--unstable-cron`), else by croner's timer. */
export function startSchedule(services: Services, tasks: Tasks = TIMED_TASKS): { stop(): Promise<void> } {
  const look = async () => {
    for (const act of [() => tick(services, tasks), () => watch(services)]) {
      try {
        await act();
      } catch (error) {
        log.error("The schedule could not be read", errorFacts(error));
      }
    }
  };
  const { cron } = Deno as DenoWithCron;
  look();
  if (!cron) {
    const timer = everyMinute(look);
    return {
      stop() {
        timer.stop();
        return Promise.resolve();
      },
    };
  }
  const abort = new AbortController();
  const over = cron("reparo-schedule", EVERY_MINUTE, { signal: abort.signal }, look)
    .catch((error) => log.error("Deno.cron gave up", errorFacts(error)));
  return {
    async stop() {
      abort.abort();
      await over;
    },
  };
}

/**
 * Queues the latest occurrence of each task that is due, and answers which. However many processes look, and however the clock jumps, each
 * occurrence runs at most once, and those missed while nobody looked run once together.
 */
export async function tick(services: Services, tasks: Tasks): Promise<TaskKind[]> {
  const queued = await claimDue(await scheduleContext(services), tasks);
  if (queued.length > 0) services.live.changed("jobs");
  return queued;
}

async function watch(services: Services): Promise<void> {
  await watchRuns(await scheduleContext(services));
}

async function scheduleContext(services: Services) {
  const shop = await services.shop.read();
  const locale = shop.organization?.locale ?? "es";
  return contextOf(services, { actor: SYSTEM, shop, locale, requestId: "schedule", ip: "" });
}
