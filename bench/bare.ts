/**
 * The least that could answer a page: Hono, the same statements through the same driver, then a string made before; or, of a list as
 * JSON, the rows of the last of them in the form in which programs are told them.
 */
import { Hono } from "hono";
import { CompiledQuery } from "kysely";
import { openDatabase } from "../src/db/open.ts";
import { orderSummary } from "../src/orders/json.ts";
import type { OrderKeys, OrderListRow } from "../src/orders/list.ts";

const [databaseUrl = "", statementsFile = "", length = "0", pageRows = "0"] = Deno.args;
const statements: { sql: string; parameters: unknown[] }[] = JSON.parse(
  await Deno.readTextFile(statementsFile),
);
const { db } = await openDatabase(databaseUrl);
const page = "x".repeat(Number(length));

const app = new Hono();
app.get("/", async (c) => {
  for (const { sql, parameters } of statements) await db.executeQuery(CompiledQuery.raw(sql, parameters));
  return c.html(page);
});
app.get("/json", async (c) => {
  let listed: (OrderListRow & OrderKeys)[] = [];
  for (const { sql, parameters } of statements) {
    const { rows } = await db.executeQuery<OrderListRow & OrderKeys>(CompiledQuery.raw(sql, parameters));
    listed = rows;
  }
  return c.json(listed.slice(0, Number(pageRows)).map(orderSummary));
});
Deno.serve({ hostname: "127.0.0.1", port: Number(Deno.env.get("PORT")), onListen: () => {} }, app.fetch);
