/** What a server needs to hand out a list of 100,000 orders as CSV: `deno run -A bench/export.ts [orders]`. */
import { openServices } from "../src/start.ts";
import { SERVER_ENV, serverArguments } from "../src/cli/server.ts";
import { parseConfig } from "../src/config.ts";
import { residentMb, seededFolder, startProgram } from "./support.ts";

const ORDERS = Number(Deno.args[0] ?? 100_000);
const MOST_MB = 50;

const { dir } = await seededFolder(ORDERS);
const settings = { DATA_DIR: dir, PORT: "8703" };
const config = parseConfig(settings);
const cookie = await signIn();
{
  await using server = await startProgram(serverArguments(config), {
    env: { ...settings, ...SERVER_ENV },
    port: 8703,
    path: "/salud",
  });
  // What any shop's server has done before: pages loaded, a list asked for.
  for (let asked = 0; asked < 200; asked++) await ask(`${server.url}/ordenes`);
  await ask(`${server.url}/exportar/ordenes.csv?estado=received`);
  const before = await residentMb(server.pid);
  const began = performance.now();
  const answer = await fetch(`${server.url}/exportar/ordenes.csv`, { headers: { Cookie: cookie } });
  let [rows, bytes, most] = [-1, 0, before];
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    for (const byte of chunk) if (byte === 10) rows++;
    most = Math.max(most, await residentMb(server.pid));
  }
  const seconds = (performance.now() - began) / 1_000;
  console.table({
    "lines": rows,
    "megabytes": Math.round(bytes / 1_000_000),
    "orders a second": Math.round(ORDERS / seconds),
    "resident before / at most, MB": `${before} / ${most}`,
  });
  if (rows < ORDERS) throw new Error(`${rows} lines of ${ORDERS} orders`);
  if (most - before > MOST_MB) throw new Error(`held ${most - before} MB`);
}
if (!Deno.env.has("BENCH_DATA")) await Deno.remove(dir, { recursive: true });

async function signIn(): Promise<string> {
  const services = await openServices(config, new AbortController().signal);
  const user = await services.database.db.selectFrom("user").select("id").where("role", "=", "admin")
    .orderBy("id").executeTakeFirstOrThrow();
  const token = await services.sessions.start(user.id, { ip: "127.0.0.1", userAgent: "bench" });
  await services.database.close();
  return `sid=${token}`;
}

async function ask(url: string): Promise<void> {
  await (await fetch(url, { headers: { Cookie: cookie } })).text();
}
