export interface Child {
  /** Lines it has printed so far, whole ones only. */
  lines: string[];
  /** Resolves when a line fits. */
  until(line: (text: string) => boolean): Promise<void>;
  /** SIGKILL, unless it has ended by itself. */
  kill(): Promise<void>;
  done(): Promise<number>;
}

/** Runs one of the scripts beside this file as a process of its own, so that it can be killed like one. */
export function startChild(script: string, args: string[]): Child {
  const path = new URL(script, import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--node-modules-dir=manual", "--allow-all", "--no-check", path, ...args],
    stdout: "piped",
    stderr: "inherit",
    stdin: "null",
  }).spawn();
  const lines: string[] = [];
  const waiting: { line: (text: string) => boolean; resolve: () => void }[] = [];
  const reading = (async () => {
    let rest = "";
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      for (const part of parts) {
        lines.push(part);
        for (const { line, resolve } of waiting) if (line(part)) resolve();
      }
    }
  })();
  let ended = false;
  child.status.then(() => ended = true);
  const done = async () => {
    const [{ code }] = await Promise.all([child.status, reading]);
    return code;
  };
  return {
    lines,
    done,
    async until(line) {
      if (lines.some(line)) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ line, resolve });
      await Promise.race([
        promise,
        done().then(() => {
          if (!lines.some(line)) throw new Error(`${script} ended without saying so`);
        }),
      ]);
    },
    async kill() {
      if (!ended) child.kill("SIGKILL");
      await done();
    },
  };
}
