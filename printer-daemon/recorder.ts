import type { Log } from "./world.ts";

export interface Entry {
  at: number;
  level: Parameters<Log>[0];
  event: string;
  facts: Record<string, unknown>;
}

/** Remembers the last things that were logged, for a person who asks on the spot. */
export class Recorder {
  readonly #entries: Entry[] = [];

  constructor(readonly options: { most: number; now: () => number }) {}

  /** Writes to `log` as well. */
  wrap(log: Log): Log {
    return (level, event, facts = {}) => {
      this.#entries.unshift({ at: this.options.now(), level, event, facts });
      this.#entries.length = Math.min(this.#entries.length, this.options.most);
      log(level, event, facts);
    };
  }

  /** The newest first. */
  recent(): readonly Entry[] {
    return this.#entries;
  }
}
