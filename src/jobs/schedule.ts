import { SYSTEM } from "../context.ts";
import { contextOf } from "../http/session.ts";
import { errorFacts, logOf } from "../logs.ts";
import type { Services } from "../services.ts";
import { claimDue } from "../tasks/claiming.ts";
import { type TaskKind, TIMED_TASKS, type TimedTask } from "../tasks/task.ts";
import { watchRuns } from "../tasks/telling.ts";

const log = logOf("jobs");

/** Timers go by no clock; `Deno.cron` waits for a time of day, and so for as long as the clock was set back by (decision 8). */
const LOOK_MS = 60_000;

type Tasks = readonly (TimedTask & { kind: TaskKind })[];

/** Looks at the beginning of every minute what is due, one look at a time. */
export function startSchedule(
  services: Services,
  tasks: Tasks = TIMED_TASKS,
  lookMs = LOOK_MS,
): { stop(): Promise<void> } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  let looking = look();

  async function look(): Promise<void> {
    for (const act of [() => tick(services, tasks), () => watch(services)]) {
      try {
        await act();
      } catch (error) {
        log.error("The schedule could not be read", errorFacts(error));
      }
    }
    if (!stopped) timer = setTimeout(() => looking = look(), lookMs - services.clock() % lookMs);
  }

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
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
