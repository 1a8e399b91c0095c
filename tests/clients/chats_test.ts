import assert from "node:assert/strict";
import { overridesJson } from "../../src/auth/overrides.ts";
import type { Overrides } from "../../src/auth/permissions.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { paths } from "../../src/paths.ts";
import { aCaller } from "../api/caller.ts";
import { asTechnician, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aSentQuote } from "../support/quote_builders.ts";

const NUMBER = /7777-?8888/;

eachDatabase("who may not see a client's number opens no chat with it", async (_t, database) => {
  await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
  const { db } = database;
  const { id: technicianId } = app.users.technician;
  const client = { name: "Elsa Sosa", whatsapp: "11 7777-8888" };
  const ready = await anOrder(app, { status: "repairing", technicianId, client });
  await moveStatus(await app.ctx(userActor(app, "technician")), ready.number, {
    to: "ready",
    outcome: "repaired",
  });
  const offered = await anOrder(app, { status: "diagnosing", diagnosis: "Módulo roto", client });
  const quote = await aSentQuote(app, offered.number);
  const { client_id } = await db.selectFrom("order").select("client_id").where("id", "=", ready.id)
    .executeTakeFirstOrThrow();
  const { value: number } = await db.selectFrom("contact").select("value").where("client_id", "=", client_id)
    .where("kind", "=", "whatsapp").executeTakeFirstOrThrow();
  const caller = await aCaller(app);
  await db.updateTable("api_token").set({ created_by: technicianId }).execute();
  const tomas = await asTechnician(app);
  const key = () => ({ form_key: crypto.randomUUID() });
  const asked = async () => {
    const answers = [
      await tomas.post(paths.untoldChat(ready.number)),
      await tomas.post(paths.clientChat(client_id), { number }),
      await tomas.post(paths.quoteWhatsapp(offered.number, quote), key()),
      await caller.send("POST", `/api/ordenes/${ready.number}/aviso/whatsapp`),
      await caller.send("POST", `/api/presupuestos/${quote}/whatsapp`),
    ];
    return await Promise.all(answers.map(async (answer) => {
      const told = await answer.text() + (answer.headers.get("Location") ?? "");
      return [answer.status, NUMBER.test(told)];
    }));
  };
  const limit = (overrides: Overrides) =>
    db.updateTable("user").set({ overrides_json: overridesJson(overrides) }).where("id", "=", technicianId)
      .execute();
  await limit({ "links.read": "allow" });
  assert.deepEqual(await asked(), [[200, true], [200, true], [200, true], [200, true], [200, true]]);
  await limit({ "links.read": "allow", "contacts.read": "deny" });
  assert.deepEqual(await asked(), [[403, false], [403, false], [200, false], [403, false], [200, false]]);
});
