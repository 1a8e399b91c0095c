/** Longest run of statements before whatever else waits has its turn, in milliseconds. */
const BREATH_MS = 5;

/**
 * The engine answers at once, so code that awaits nothing but statements would never let the event loop turn: a task over a
 * thousand rows would keep every request waiting to its end.
 */
export class Breath {
  #takenAt = performance.now();
  /** All who wait go on together, and so still share a commit. */
  #taking: Promise<void> | null = null;

  get due(): boolean {
    return performance.now() - this.#takenAt > BREATH_MS;
  }

  /** By a timer: Deno does not look for what has come in over the network after each `setImmediate`. */
  take(): Promise<void> {
    return this.#taking ??= new Promise((resolve) =>
      setTimeout(() => {
        this.#taking = null;
        this.#takenAt = performance.now();
        resolve();
      }, 0)
    );
  }
}
