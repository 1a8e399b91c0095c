/** A thread that carries out one order after the other. */
export interface Thread<O> extends Disposable {
  /** @throws with what the thread said */
  ask<T>(order: O): Promise<T>;
}

/** Starting one holds the process up for a moment, half as long as one of `node:worker_threads` does. */
export function openThread<O>(entry: URL): Thread<O> {
  const worker = new Worker(entry, { type: "module" });
  // One that cannot even begin says so before it is asked anything.
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  worker.onerror = (event) => {
    event.preventDefault();
    broken.reject(new Error(event.message));
  };
  return {
    async ask<T>(order: O): Promise<T> {
      const { port1: here, port2: there } = new MessageChannel();
      const told = Promise.withResolvers<{ answer: T; error?: string }>();
      here.onmessage = ({ data }) => told.resolve(data);
      worker.postMessage(order, [there]);
      try {
        const { answer, error } = await Promise.race([told.promise, broken.promise]);
        if (error !== undefined) throw new Error(error);
        return answer;
      } finally {
        here.close();
      }
    },
    [Symbol.dispose]: () => worker.terminate(),
  };
}

/** In the thread itself: each order comes with the port for its answer. */
export function answerOrders<O>(carryOut: (order: O) => Promise<unknown>): void {
  addEventListener("message", async (event) => {
    if (!(event instanceof MessageEvent)) return;
    const [port] = event.ports;
    try {
      port?.postMessage({ answer: await carryOut(event.data) });
    } catch (error) {
      port?.postMessage({ error: error instanceof Error ? error.message : String(error) });
    }
  });
}
