/** The list of 50 orders as JSON against the least that could answer it: `deno run -A bench/api_list.ts [orders]`. */
import { CLIENTS, compare, startPair } from "./pair.ts";
import { seededFolder } from "./support.ts";

const ORDERS = Number(Deno.args[0] ?? 100_000);

const { dir } = await seededFolder(ORDERS);
{
  await using pair = await startPair(dir, "/api/ordenes?limit=50");
  const figures = await compare(pair);
  console.log(
    `Deno ${Deno.version.deno}, ${navigator.hardwareConcurrency} cores, ${ORDERS} orders, ${CLIENTS} clients`,
  );
  console.table(figures);
}
if (!Deno.env.has("BENCH_DATA")) await Deno.remove(dir, { recursive: true });
