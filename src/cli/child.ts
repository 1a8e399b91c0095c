/** A program that was started and ends with its launcher. */
export interface Running {
  pid: number;
  /** Exit code. */
  ended: Promise<number>;
  stop(): void;
}

export interface Output {
  stdout?: "inherit" | "null";
}

/** Variables beside those of the launcher. */
export interface Surroundings {
  env?: Record<string, string>;
  /** Number of the user, and of the group, that it runs as instead of its launcher's; only root can choose. */
  user?: number;
}

const PARENT_LOOK_MS = 1_000;

/**
 * Starts Deno with these arguments. Signals that reach the launcher are passed on, and the child holds its standard input, which
 * ends with the launcher; it is asked to stop when the launcher's own parent is gone.
 */
export function startChild(
  args: readonly string[],
  { stdout = "inherit", env, user }: Output & Surroundings = {},
): Running {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    env,
    uid: user,
    gid: user,
    stdin: "piped",
    stdout,
  }).spawn();
  const onWindows = Deno.build.os === "windows";
  let [over, asked] = [false, false];
  function stop(): void {
    if (over) return;
    if (!onWindows) return child.kill("SIGTERM");
    // A signal would end it there at once; as its input ends it stops by itself.
    if (!asked) void child.stdin.close();
    asked = true;
  }
  const signals = onWindows ? ["SIGINT"] as const : ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, stop);
  const parent = Deno.ppid;
  const watch = setInterval(() => Deno.ppid !== parent && stop(), PARENT_LOOK_MS);
  const ended = child.status.then(({ code }) => {
    over = true;
    clearInterval(watch);
    for (const signal of signals) Deno.removeSignalListener(signal, stop);
    return code;
  });
  return { pid: child.pid, ended, stop };
}
