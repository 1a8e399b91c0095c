/** The list of 50 orders as JSON against the least that could answer it: `deno run -A bench/api_list.ts [orders]`. */
import { CLIENTS, compare, startPair } from "./pair.ts";
import { seededFolder } from "./support.ts";

const ORDERS = Number(Deno.args[0] ?? 100_000);

const { dir } = await seededFolder(ORDERS);
{
  await using pair = await startPair(dir, "/api/ordenes?limit=50");
  const figures = {
    "bare handler that makes the same JSON": await compare(pair, "/json"),
    "bare handler with a string made before": await compare(pair),
  };
  console.log(
    `Deno ${Deno.version.deno}, ${navigator.hardwareConcurrency} cores, ${ORDERS} orders, ${CLIENTS} clients`,
  );
  for (const [against, rows] of Object.entries(figures)) {
    console.log(against);
    console.table(rows);
  }
}
if (!Deno.env.has("BENCH_DATA")) await Deno.remove(dir, { recursive: true });
