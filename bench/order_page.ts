/**
 * The page of one full order (60 facts, 10 quote lines, 20 photos) against the least that could answer it:
 * `deno run -A bench/order_page.ts [orders]`.
 */
import { parseConfig } from "../src/config.ts";
import { contextOf } from "../src/http/session.ts";
import { paths } from "../src/paths.ts";
import { openServices } from "../src/start.ts";
import { fillOrder } from "../tests/support/full_order.ts";
import { CLIENTS, compare, startPair } from "./pair.ts";
import { seededFolder } from "./support.ts";

const ORDERS = Number(Deno.args[0] ?? 5_000);

const { dir } = await seededFolder(ORDERS);
{
  await using pair = await startPair(dir, paths.order(await fullOrder()));
  const figures = await compare(pair);
  console.log(
    `Deno ${Deno.version.deno}, ${navigator.hardwareConcurrency} cores, ${ORDERS} orders, ${CLIENTS} clients`,
  );
  console.table(figures);
}
if (!Deno.env.has("BENCH_DATA")) await Deno.remove(dir, { recursive: true });

/** The number of an order under repair that everything has happened to; a kept folder has one from the run before. */
async function fullOrder(): Promise<string> {
  const services = await openServices(parseConfig({ DATA_DIR: dir }), new AbortController().signal);
  const { db } = services.database;
  const kept = await db.selectFrom("order").innerJoin(
    "order as claimed",
    "claimed.id",
    "order.warranty_of_order_id",
  )
    .select("order.number").where("claimed.number", "like", "%-V").executeTakeFirst();
  if (kept) {
    await services.database.close();
    return kept.number;
  }
  const order = await db.selectFrom("order").select(["id", "number"]).where("status", "=", "received")
    .where((q) =>
      q.not(q.exists(q.selectFrom("quote").select("quote.id").whereRef("quote.order_id", "=", "order.id")))
    )
    .orderBy("seq").executeTakeFirstOrThrow();
  const user = await db.selectFrom("user").select(["id", "name", "role", "branch_id"])
    .where("role", "=", "technician")
    .where((q) =>
      q.not(
        q.exists(
          q.selectFrom("work_timer").select("order_id").whereRef("work_timer.user_id", "=", "user.id"),
        ),
      )
    )
    .orderBy("id").executeTakeFirstOrThrow();
  const ctx = contextOf(services, {
    actor: { kind: "user", id: user.id, name: user.name, role: user.role, branchId: user.branch_id },
    shop: await services.shop.read(),
    locale: "es",
    requestId: "bench",
    ip: "",
  });
  await fillOrder(ctx, order.id);
  await db.updateTable("order").set({ status: "repairing", technician_id: user.id }).where(
    "id",
    "=",
    order.id,
  )
    .execute();
  await services.database.close();
  return order.number;
}
