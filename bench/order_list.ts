/** The order list against the least that could answer it, and what the server weighs: `deno task bench [orders]`. */
import { CLIENTS, compare, startPair } from "./pair.ts";
import { residentMb, seededFolder } from "./support.ts";

const ORDERS = Number(Deno.args[0] ?? 100_000);
const PAGE = "/ordenes";

const { dir, seconds } = await seededFolder(ORDERS);
{
  await using pair = await startPair(dir, PAGE);
  const { server } = pair;
  for (let asked = 0; asked < 10_000; asked += 100) {
    await Promise.all(Array.from({ length: 100 }, async () => {
      const headers = { ...pair.headers, "Accept-Encoding": "gzip" };
      await (await fetch(server.url + PAGE, { headers })).text();
    }));
  }
  const afterTenThousand = await residentMb(server.pid);
  const figures = await compare(pair);
  console.log(
    `Deno ${Deno.version.deno}, ${navigator.hardwareConcurrency} cores, ${ORDERS} orders, ${CLIENTS} clients`,
  );
  console.table({
    ...figures,
    "start to first 200, ms": Math.round(server.startedIn),
    "resident after 10,000 requests / all of them, MB": `${afterTenThousand} / ${await residentMb(
      server.pid,
    )}`,
    "seed, seconds": seconds ?? "kept",
  });
}
if (!Deno.env.has("BENCH_DATA")) await Deno.remove(dir, { recursive: true });
