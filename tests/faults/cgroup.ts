/** A group of processes that may use only so much (cgroup v1, Linux, root). */
export interface Cgroup extends AsyncDisposable {
  /** What runs `program` inside of it. */
  inside(program: readonly string[]): string[];
  /** Memory of its processes now, without the kernel's cache of files, megabytes. */
  resident(): number;
  /** How often the kernel has killed one of them for want of memory. */
  killed(): number;
  /** Ends what is left inside. */
  end(): void;
}

/** Null on a machine that gives no such groups to whoever runs this. */
export function aCgroup(
  { memoryMb, cpuPercent }: { memoryMb?: number; cpuPercent?: number },
): Cgroup | null {
  const name = `reparo-${crypto.randomUUID()}`;
  const memory = memoryMb === undefined ? null : `/sys/fs/cgroup/memory/${name}`;
  const cpu = cpuPercent === undefined ? null : `/sys/fs/cgroup/cpu/${name}`;
  const folders = [memory, cpu].filter((folder) => folder !== null);
  try {
    for (const folder of folders) Deno.mkdirSync(folder);
    if (memory) Deno.writeTextFileSync(`${memory}/memory.limit_in_bytes`, `${memoryMb}M`);
    if (cpu) Deno.writeTextFileSync(`${cpu}/cpu.cfs_quota_us`, `${cpuPercent}000`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied)) {
      throw error;
    }
    return null;
  }
  const read = (file: string, key: string) => {
    if (memory === null) return 0;
    const [, value = "0"] =
      new RegExp(`^${key} (\\d+)$`, "m").exec(Deno.readTextFileSync(`${memory}/${file}`)) ??
        [];
    return Number(value);
  };
  function end(): void {
    for (const folder of folders) {
      for (const pid of Deno.readTextFileSync(`${folder}/cgroup.procs`).split("\n").filter(Boolean)) {
        try {
          Deno.kill(Number(pid), "SIGKILL");
        } catch (error) {
          if (!(error instanceof Deno.errors.NotFound)) throw error;
        }
      }
    }
  }
  return {
    inside: (program) => {
      const joining = folders.map((folder) => `echo $$ > ${folder}/cgroup.procs`).join(" && ");
      return ["sh", "-c", `${joining} && exec "$@"`, "sh", ...program];
    },
    resident: () => Math.round(read("memory.stat", "total_rss") / 1_048_576),
    killed: () => read("memory.oom_control", "oom_kill"),
    end,
    async [Symbol.asyncDispose]() {
      end();
      for (const folder of folders) await removed(folder);
    },
  };
}

/** The kernel lets go of it once the last process is gone. */
async function removed(folder: string): Promise<void> {
  for (let tries = 0;; tries++) {
    try {
      return Deno.removeSync(folder);
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
