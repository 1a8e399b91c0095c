/** The least that could answer the order list: Hono, the same statements through the same driver, a string made before. */
import { Hono } from "hono";
import { CompiledQuery } from "kysely";
import { openDatabase } from "../src/db/open.ts";

const [databaseUrl = "", statementsFile = "", length = "0"] = Deno.args;
const statements: { sql: string; parameters: unknown[] }[] = JSON.parse(
  await Deno.readTextFile(statementsFile),
);
const { db } = await openDatabase(databaseUrl);
const page = "x".repeat(Number(length));

const app = new Hono().get("/", async (c) => {
  for (const { sql, parameters } of statements) await db.executeQuery(CompiledQuery.raw(sql, parameters));
  return c.html(page);
});
Deno.serve({ hostname: "127.0.0.1", port: Number(Deno.env.get("PORT")), onListen: () => {} }, app.fetch);
