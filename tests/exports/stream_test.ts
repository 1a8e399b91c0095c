import assert from "node:assert/strict";
import { csvStream } from "../../src/exports/stream.ts";
import { testApp, userActor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";

Deno.test("the audit log knows how many rows went out before a list broke off", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  async function* pages(): AsyncGenerator<string[]> {
    yield ["Marta", "Julia"];
    throw new Error("the disk is gone");
  }
  const stream = csvStream(await app.ctx(userActor(app, "admin")), {
    ...{ list: "clients", filter: {}, pages: pages(), style: { separator: ",", decimal: "." } },
    columns: [{ heading: "name", cell: (name: string) => name }],
  });
  await assert.rejects(new Response(stream).text());
  const { data_json } = await database.db.selectFrom("audit_event").select("data_json")
    .where("kind", "=", "list_exported").executeTakeFirstOrThrow();
  const { rows, whole } = JSON.parse(data_json);
  assert.deepEqual([rows, whole], [2, false]);
});
