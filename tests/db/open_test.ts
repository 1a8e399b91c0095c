import { equal, rejects } from "node:assert/strict";
import { openDatabase } from "../../src/db/open.ts";
import { eachDatabase } from "../support/database.ts";

Deno.test("a URL of an unknown engine is refused with the ones that are known", async () => {
  await rejects(openDatabase("mysql://localhost/shop"), /No database engine for "mysql:".*postgres:\/\//);
  await rejects(openDatabase("file::memory:"), /Not a database file/);
});

eachDatabase("a fresh database is migrated and empty", async (_t, { db }) => {
  equal((await db.selectFrom("order").selectAll().execute()).length, 0);
}, { engines: ["libsql", "sqlite", "postgres"] });
