import type { Live } from "../http/live.ts";
import { errorFacts, logOf } from "../logs.ts";

const log = logOf("jobs");

export interface Looking {
  /** Looks at once. */
  ring(): void;
  /** Resolves when the last look is over. */
  stop(): Promise<void>;
}

/**
 * Looks again and again until stopped: as soon as a job is queued, and after as many milliseconds as the last look answers, `pollMs` when
 * it failed. Timers only wake it: what is due is told by the clock of the services.
 */
export function keepLooking(
  live: Live,
  look: () => Promise<number>,
  { pollMs, complaint }: { pollMs: number; complaint: string },
): Looking {
  const alarm = makeAlarm();
  const unsubscribe = live.subscribe(["jobs"], alarm.ring);
  let stopping = false;
  const over = (async () => {
    while (!stopping) {
      let pause = pollMs;
      try {
        pause = await look();
      } catch (error) {
        log.error(complaint, errorFacts(error));
      }
      if (pause > 0 && !stopping) await alarm.sleep(pause);
    }
  })();
  return {
    ring: alarm.ring,
    async stop() {
      stopping = true;
      unsubscribe();
      alarm.ring();
      await over;
    },
  };
}

/** A sleep that can be cut short, also by a ring that came just before it. */
function makeAlarm() {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring(): void {
      rung = true;
      wake?.();
    },
    async sleep(ms: number): Promise<void> {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = null;
      rung = false;
    },
  };
}
