/** `order:<id>`, `printers:<branch id>`, `agent:<id>`, `board:<branch id>`, the job queue, the shop: what changed. */
export type Topic =
  | `order:${string}`
  | `printers:${string}`
  | `agent:${string}`
  | `board:${string}`
  | `import:${string}`
  | "jobs"
  | "shop";

/** Wakes the open pages and long polls of this process; nothing is lost without it, they also look by themselves. */
export interface Live {
  changed(...topics: Topic[]): void;
  /** Resolves true when one of the topics changes, false at the deadline (ms) or when the signal aborts. */
  wait(topics: readonly Topic[], options: { ms: number; signal?: AbortSignal }): Promise<boolean>;
  subscribe(topics: readonly Topic[], listener: () => void): () => void;
}

export function openLive(): Live {
  const listeners = new Map<Topic, Set<() => void>>();

  function subscribe(topics: readonly Topic[], listener: () => void): () => void {
    for (const topic of topics) {
      const known = listeners.get(topic) ?? new Set();
      known.add(listener);
      listeners.set(topic, known);
    }
    return () => {
      for (const topic of topics) {
        const known = listeners.get(topic);
        known?.delete(listener);
        if (known?.size === 0) listeners.delete(topic);
      }
    };
  }

  return {
    subscribe,
    changed(...topics) {
      const woken = new Set(topics.flatMap((topic) => [...listeners.get(topic) ?? []]));
      for (const listener of woken) listener();
    },
    wait(topics, { ms, signal }) {
      return new Promise((resolve) => {
        function finish(changed: boolean): void {
          clearTimeout(timer);
          unsubscribe();
          signal?.removeEventListener("abort", aborted);
          resolve(changed);
        }
        const aborted = () => finish(false);
        const timer = setTimeout(() => finish(false), ms);
        const unsubscribe = subscribe(topics, () => finish(true));
        signal?.addEventListener("abort", aborted, { once: true });
        if (signal?.aborted) finish(false);
      });
    },
  };
}
