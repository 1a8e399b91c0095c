/** What the daemon takes from outside itself: tests bring their own. */
export interface World {
  /** UTC milliseconds. */
  now(): number;
  /** 0 ≤ x < 1. */
  random(): number;
  newId(): string;
  log: Log;
}

export type Log = (level: "info" | "warn" | "error", event: string, facts?: Record<string, unknown>) => void;

/** A sleep that ends early when somebody rings; a ring that nobody waited for ends the next sleep. */
export class Bell {
  #rung = false;
  #wake: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  async wait(ms: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = null;
    this.#rung = false;
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** One JSON object per line on stderr. Facts are identifiers and states: no token, no label text. */
export function logLines(now: () => number): Log {
  return (level, event, facts = {}) =>
    console.error(JSON.stringify({ at: new Date(now()).toISOString(), level, event, ...facts }));
}
