/**
 * How long requests wait while a backup of a large shop is taken, and while it is tried: `deno run -A bench/backup.ts [orders]`. One client asks
 * `/salud`, one the list of orders, one writes notes, without a pause; the server runs as `deno task start` runs it.
 */
import { makeBackupKey } from "../src/backups/key_commands.ts";
import { SERVER_ENV, serverArguments } from "../src/cli/server.ts";
import { parseConfig } from "../src/config.ts";
import { type Actor, SYSTEM } from "../src/context.ts";
import type { FileStore } from "../src/files/store.ts";
import { contextOf } from "../src/http/session.ts";
import { paths } from "../src/paths.ts";
import { openServices } from "../src/start.ts";
import { createToken } from "../src/tokens/commands.ts";
import { API_SCOPES } from "../src/tokens/scope.ts";
import { seededFolder, startProgram } from "./support.ts";

const PORT = "8706";
const ATTACHMENTS = 400;
const ATTACHMENT_BYTES = 500_000;
const PAUSE_MS = 10;
const BEFORE_MS = 10_000;

const { dir } = await seededFolder(Number(Deno.args[0] ?? 30_000));
const settings = { DATA_DIR: dir, PORT, API_RATE_LIMIT: "1000000" };
const { token, order } = await prepared();
await using server = await startProgram(serverArguments(parseConfig(settings)), {
  env: { ...settings, ...SERVER_ENV },
  port: Number(PORT),
  path: "/salud",
});
const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
await during("warming up", async () => {
  await asked(paths.apiBackupDrills(), async () => (await told(paths.apiBackupDrills()))[0]);
  await pause(BEFORE_MS);
});
const rows = [
  await during("before", () => pause(BEFORE_MS)),
  await during("backup", () => asked(paths.apiBackups(), async () => (await told(paths.apiBackups()))[0])),
  await during(
    "drill",
    () => asked(paths.apiBackupDrills(), async () => (await told(paths.apiBackupDrills()))[0]),
  ),
];
const { size } = await Deno.stat(`${dir}/reparo.db`);
console.log(
  `${Math.round(size / 1_048_576)} MB of database, ${ATTACHMENTS} attachments of ${
    ATTACHMENT_BYTES / 1_000
  } KB`,
);
console.table(Object.fromEntries(rows));
if (!Deno.env.has("BENCH_DATA")) await Deno.remove(dir, { recursive: true });

async function prepared(): Promise<{ token: string; order: string }> {
  const services = await openServices(parseConfig(settings), new AbortController().signal);
  const { database, files } = services;
  await attach(files);
  const ctx = contextOf(services, {
    actor: SYSTEM,
    shop: await services.shop.read(),
    locale: "es",
    requestId: "bench",
    ip: "",
  });
  await makeBackupKey(ctx);
  const admin = await database.db.selectFrom("user").select(["id", "name", "branch_id as branchId"])
    .where("role", "=", "admin").orderBy("id").executeTakeFirstOrThrow();
  const actor: Actor = { kind: "user", role: "admin", ...admin };
  const { token } = await createToken({ ...ctx, actor }, { name: "Bench", scopes: API_SCOPES });
  const { number } = await database.db.selectFrom("order").select("number").orderBy("seq", "desc").limit(1)
    .executeTakeFirstOrThrow();
  await database.close();
  return { token, order: number };
}

async function attach(files: FileStore): Promise<void> {
  let there = 0;
  for await (const _ of files.list()) there++;
  for (; there < ATTACHMENTS; there++) {
    const bytes = new Uint8Array(ATTACHMENT_BYTES);
    for (let at = 0; at < bytes.length; at += 50_000) crypto.getRandomValues(bytes.subarray(at, at + 50_000));
    await files.put(bytes);
  }
}

/** Starts what is asked for, once the one that the schedule owed is over, and waits for its end, told by another first entry of its list. */
async function asked(path: string, newest: () => Promise<unknown>): Promise<void> {
  let before = "";
  for (let outcome = "busy"; outcome === "busy"; await pause(200)) {
    before = JSON.stringify(await newest());
    const answer = await fetch(server.url + path, {
      method: "POST",
      headers: { ...headers, "Idempotency-Key": crypto.randomUUID() },
    });
    ({ outcome } = await answer.json());
    if (outcome !== "queued" && outcome !== "busy") {
      throw new Error(`${path} answered ${answer.status} ${outcome}`);
    }
  }
  for (;;) {
    await pause(200);
    const now = await newest() as { state?: string; ok?: boolean; error?: string | null } | undefined;
    if (now === undefined || JSON.stringify(now) === before || now.state === "running") continue;
    if (now.state === "failed" || now.ok === false) throw new Error(`${path}: ${now.error}`);
    return;
  }
}

async function told(path: string): Promise<unknown[]> {
  return await (await fetch(server.url + path, { headers })).json();
}

/** What three clients wait while something is done: p50 / p99 / longest in milliseconds. */
async function during(what: string, act: () => Promise<void>): Promise<[string, Record<string, string>]> {
  let over = false;
  const began = performance.now();
  const requests: Record<string, () => Promise<Response>> = {
    health: () => fetch(`${server.url}/salud`),
    list: () => fetch(`${server.url}${paths.apiOrders()}?limit=50`, { headers }),
    note: () =>
      fetch(`${server.url}${paths.apiOrders()}${order}/notas`, {
        method: "POST",
        headers: { ...headers, "Idempotency-Key": crypto.randomUUID() },
        body: JSON.stringify({ text: "Medición" }),
      }),
  };
  const measuring = Object.entries(requests).map(async ([name, request]) => {
    const times: number[] = [];
    while (!over) {
      const at = performance.now();
      const answer = await request();
      if (!answer.ok) throw new Error(`${name} answered ${answer.status} ${await answer.text()}`);
      await answer.body?.cancel();
      times.push(performance.now() - at);
      await pause(PAUSE_MS);
    }
    times.sort((a, b) => a - b);
    const share = (part: number) =>
      Math.round(times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0);
    return [name, `${share(0.5)} / ${share(0.99)} / ${share(1)}`] as const;
  });
  await Promise.race([act(), Promise.all(measuring)]);
  over = true;
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  return [what, { seconds, ...Object.fromEntries(await Promise.all(measuring)) }];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
