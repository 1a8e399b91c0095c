import { errorFacts, logOf } from "../logs.ts";
import type { Services } from "../services.ts";
import { setLevelChanges } from "./levels.ts";
import { compressLogs, sweepLogs } from "./tidy.ts";

const log = logOf("server");

/** As fresh as the shop is read. */
const LOOK_MS = 5_000;
const TIDY_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Follows the levels that administrators choose, and tidies this process's own files every hour. */
export function startLogKeeping(
  services: Services,
  { tidyMs = TIDY_MS }: { tidyMs?: number } = {},
): { stop(): Promise<void> } {
  const dir = `${services.config.DATA_DIR}/logs`;
  const unsubscribe = services.live.subscribe(["shop"], look);
  let looking = Promise.resolve();
  let tidying = Promise.resolve();
  function look(): void {
    looking = follow(services);
  }
  function tidy(): void {
    tidying = tidying.then(() => tidyLogs(services, dir));
  }
  const timers = [setInterval(look, LOOK_MS), setInterval(tidy, tidyMs)];
  look();
  return {
    async stop() {
      unsubscribe();
      for (const timer of timers) clearInterval(timer);
      await Promise.all([looking, tidying]);
    },
  };
}

async function follow(services: Services): Promise<void> {
  try {
    const { settings } = await services.shop.read();
    setLevelChanges(settings.log_levels);
  } catch (error) {
    log.warning("The levels of the log could not be read", errorFacts(error));
  }
}

async function tidyLogs(services: Services, dir: string): Promise<void> {
  try {
    const { settings } = await services.shop.read();
    const now = services.clock();
    await sweepLogs(dir, now - settings.log_days * DAY_MS);
    await compressLogs(dir, now);
  } catch (error) {
    log.error("The log files could not be tidied", errorFacts(error));
  }
}
