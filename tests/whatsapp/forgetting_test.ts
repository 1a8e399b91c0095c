import assert from "node:assert/strict";
import { sql } from "kysely";
import { paths } from "../../src/paths.ts";
import { until } from "../jobs/stage.ts";
import { asAdmin } from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { metaNotice, statusNotice } from "../support/whatsapp/cloud_api.ts";
import { type Chatting, chatting, makeReady } from "./whatsapp_stage.ts";

const EMAIL = "elsa@example.com";
/** What Meta says of a number, with the number in it. */
const SAID = "Recipient 5491140010001 (Elsa Sosa) is not reachable";
const PERSON = /Elsa|Sosa|40010001|elsa@/i;

/** The administrator takes the order back, cancels it and forgets its client. */
async function forget({ app, order }: Chatting): Promise<void> {
  const { db } = app.services.database;
  const admin = await asAdmin(app);
  const moves: Record<string, string>[] = [
    { from: "ready", to: "diagnosing", force: "1", reason: "Se cargó dos veces" },
    { from: "diagnosing", to: "cancelled", reason: "Se cargó dos veces" },
  ];
  for (const move of moves) {
    assert.equal((await admin.post(paths.orderStatus(order.number), move)).status, 303);
  }
  const { version } = await db.selectFrom("client").select("version").where("id", "=", order.clientId)
    .executeTakeFirstOrThrow();
  const form = { reason: "Lo pidió", sure: "1", version: String(version) };
  assert.equal((await admin.post(paths.clientErasure(order.clientId), form)).status, 303);
}

async function knowsNobody({ db }: TestDatabase): Promise<void> {
  for (const table of ["message", "message_attempt", "whatsapp_event", "whatsapp_inbound", "to_tell"]) {
    const { rows } = await sql`select * from ${sql.table(table)}`.execute(db);
    assert.doesNotMatch(JSON.stringify(rows), PERSON, table);
  }
}

eachDatabase("what Meta tells of a forgotten client's message is not kept", async (_t, database) => {
  await chatting(database, { client: { email: EMAIL } }, async (stage) => {
    const { app, meta } = stage;
    await makeReady(stage);
    await stage.become("sent order_ready whatsapp +541140010001");
    const [sent] = meta.sent;
    await forget(stage);
    await stage.become("sent order_ready whatsapp ");
    const errors = [{ code: 131026, title: SAID, error_data: { details: SAID } }];
    const notice = metaNotice(statusNotice({ id: sent?.id ?? "" }, "failed", { at: app.now, errors }));
    assert.equal((await app.request(paths.whatsappCallback(), notice)).status, 200);
    await stage.become("failed order_ready whatsapp ");
    await until(async () => {
      const open = await database.db.selectFrom("whatsapp_event").select("id")
        .where("processed_at", "is", null).execute();
      return open.length === 0;
    }, "the event was read");
    await knowsNobody(database);
    assert.deepEqual(await stage.messages(), ["failed order_ready whatsapp "], "no mail goes instead");
  });
});

eachDatabase(
  "what Meta answers after a client was forgotten is not kept, nor is it tried again",
  async (_t, database) => {
    await chatting(database, { client: { email: EMAIL } }, async (stage) => {
      const { meta } = stage;
      const { promise, resolve } = Promise.withResolvers<void>();
      meta.script.push({ code: 131016, status: 500, message: SAID, after: promise });
      await makeReady(stage);
      await until(() => meta.asked.some((one) => one.endsWith("/messages")), "Meta has the request");
      try {
        await forget(stage);
      } finally {
        resolve();
      }
      await stage.become("withdrawn order_ready whatsapp ");
      stage.app.now += 3_600_000;
      stage.app.services.live.changed("jobs");
      await until(async () => {
        const jobs = await database.db.selectFrom("job").select("state").where("kind", "=", "send_message")
          .execute();
        return jobs.every(({ state }) => state === "done");
      }, "nothing sends it any more");
      await knowsNobody(database);
      assert.equal(meta.asked.filter((one) => one.endsWith("/messages")).length, 1);
    });
  },
);
