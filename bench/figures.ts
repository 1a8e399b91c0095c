/** What the figures cost a big shop: `deno run -A bench/figures.ts [orders]`; counting everything anew, then each page that shows them. */
import { createApp } from "../src/app.ts";
import { parseConfig } from "../src/config.ts";
import { SYSTEM } from "../src/context.ts";
import { contextOf } from "../src/http/session.ts";
import { openServices } from "../src/start.ts";
import { recountFigures } from "../src/statistics/recount_commands.ts";
import { refreshFigures } from "../src/statistics/refresh_commands.ts";
import type { Role } from "../src/users/role.ts";
import { seededFolder } from "./support.ts";

const ORDERS = Number(Deno.args[0] ?? 1_000_000);
const LOOKS = 100;
const PAGES = {
  "30 days": ["admin", "/estadisticas"],
  "this year": ["admin", "/estadisticas?periodo=this_year"],
  "30 days of one category": ["admin", "/estadisticas?categoria=phone"],
  "counter": ["receptionist", "/"],
  "counter with the owner's figures": ["admin", "/"],
  "a technician's bench": ["technician", "/"],
} as const;

const { dir, seconds } = await seededFolder(ORDERS);
const services = await openServices(parseConfig({ DATA_DIR: dir }), new AbortController().signal);
const { db } = services.database;
const app = await createApp(services);
const ctx = contextOf(services, {
  actor: SYSTEM,
  shop: await services.shop.read(),
  locale: "es",
  requestId: "bench",
  ip: "127.0.0.1",
});

console.log(
  `Deno ${Deno.version.deno}, ${navigator.hardwareConcurrency} cores, ${ORDERS} orders, seeded in ${seconds} s`,
);
console.table({
  "everything counted anew": { s: await secondsOf(() => recountFigures(ctx)) },
  "what is new counted": { s: await secondsOf(() => refreshFigures(ctx)) },
});
const rows: Record<string, Record<string, number>> = {};
for (const [name, [role, path]] of Object.entries(PAGES)) rows[name] = await looks(role, path);
console.table(rows);
await services.database.close();
if (!Deno.env.has("BENCH_DATA")) await Deno.remove(dir, { recursive: true });
Deno.exit();

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return Math.round((performance.now() - began) / 10) / 100;
}

/** Milliseconds in this process, the page drawn, after the first look. */
async function looks(role: Role, path: string): Promise<Record<string, number>> {
  const user = await db.selectFrom("user").select("id").where("role", "=", role).orderBy("id")
    .executeTakeFirstOrThrow();
  const sid = await services.sessions.start(user.id, { ip: "127.0.0.1", userAgent: "bench" });
  const times: number[] = [];
  for (let look = -5; look < LOOKS; look++) {
    const began = performance.now();
    const answer = await app.request(`http://localhost:8000${path}`, {
      headers: { Cookie: `sid=${sid}`, Host: "localhost:8000" },
    });
    await answer.text();
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
    if (look >= 0) times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round((times[Math.floor(times.length * share)] ?? 0) * 10) / 10;
  return { "p50, ms": at(0.5), "p99, ms": at(0.99) };
}
