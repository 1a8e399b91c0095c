import { join } from "node:path";

/** A running server of the bench, ended by its pid. */
export interface BenchServer extends AsyncDisposable {
  url: string;
  pid: number;
  /** Milliseconds from the start of the process to its first 200. */
  startedIn: number;
}

/** Starts a program that listens on PORT and answers 200 on `path`. */
export async function startProgram(
  args: string[],
  { env, port, path }: { env: Record<string, string>; port: number; path: string },
): Promise<BenchServer> {
  const url = `http://127.0.0.1:${port}`;
  const started = performance.now();
  const child = new Deno.Command(Deno.execPath(), { args, env, stdin: "null", stdout: "null" }).spawn();
  while (!await answers(url + path)) {
    if (performance.now() - started > 30_000) throw new Error(`${args.at(-1)} did not answer within 30 s`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return {
    url,
    pid: child.pid,
    startedIn: performance.now() - started,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}

export interface Load {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

/** Asks `clients` at a time for `ms`; every answer must pass `right`. */
export async function load(
  url: string,
  { clients, ms, headers, right }: {
    clients: number;
    ms: number;
    headers: Record<string, string>;
    right: (body: string) => boolean;
  },
): Promise<Load> {
  const times: number[] = [];
  const until = performance.now() + ms;
  const started = performance.now();
  await Promise.all(Array.from({ length: clients }, async () => {
    while (performance.now() < until) {
      const asked = performance.now();
      const response = await fetch(url, { headers });
      const body = await response.text();
      if (response.status !== 200 || !right(body)) {
        throw new Error(`${url} answered ${response.status} wrongly`);
      }
      times.push(performance.now() - asked);
    }
  }));
  const seconds = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round((times[Math.floor(times.length * share)] ?? 0) * 10) / 10;
  return { perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99) };
}

/** Resident memory of a process in megabytes (Linux). */
export async function residentMb(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

/** Processor time that a process has used, in milliseconds (Linux; its clock ticks are 10 ms). */
export async function cpuMs(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const [user = 0, system = 0] = stat.slice(stat.lastIndexOf(")")).split(" ").slice(12, 14).map(Number);
  return (user + system) * 10;
}

/** A folder with a seeded shop; `BENCH_DATA` names one that is kept between runs. */
export async function seededFolder(orders: number): Promise<{ dir: string; seconds: number | null }> {
  const kept = Deno.env.get("BENCH_DATA");
  const dir = kept ?? await Deno.makeTempDir({ prefix: "reparo-bench-" });
  if (kept && await exists(join(kept, "reparo.db"))) return { dir, seconds: null };
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "src/cli/admin.ts",
      "seed",
      "--json",
      "--orders",
      String(orders),
      "--clients",
      String(Math.round(orders * 0.3)),
      "--seed",
      "7",
    ],
    env: { DATA_DIR: dir },
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("the seed failed");
  return { dir, seconds: JSON.parse(new TextDecoder().decode(stdout)).seconds };
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}
