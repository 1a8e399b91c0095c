import assert from "node:assert/strict";
import { eraseClient } from "../../src/clients/erasure_commands.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { paths } from "../../src/paths.ts";
import { aCaller } from "../api/caller.ts";
import { asReceptionist, testApp, userActor } from "../support/app.ts";
import { aClient } from "../support/builders.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

const MAIL = { SMTP_URL: "smtp://127.0.0.1:1" };

eachDatabase(
  "a client who refuses mails gets none and is told by hand; who noted it is kept",
  async (_, database) => {
    await using app = await testApp(database, MAIL);
    const ctx = async () => await app.ctx(userActor(app, "admin"));
    const { id } = await aClient(await ctx(), {
      name: "Elsa Sosa",
      email: "elsa@example.com",
      phone: "11 5555-0101",
    });
    const desk = await asReceptionist(app);
    const form = await desk.page(paths.clientEdit(id));
    assert.match(form, /Prefiere que le avisen por[^]*Avisos por correo[^]*Avisos por WhatsApp/);
    const typed = {
      version: "1",
      kind: "person",
      name: "Elsa Sosa",
      locale: "es",
      "contacts.0.kind": "email",
      "contacts.0.value": "elsa@example.com",
      "contacts.1.kind": "phone",
      "contacts.1.value": "11 5555-0101",
      channel: "whatsapp",
      "consents.email": "refused",
      "consents.whatsapp": "granted",
    };
    const wrong = await desk.post(paths.clientEdit(id), { ...typed, channel: "humo" });
    assert.equal(wrong.status, 422);
    assert.match(await wrong.text(), /<option value="refused" selected/);
    assert.equal((await desk.post(paths.clientEdit(id), typed)).status, 303);
    const page = await desk.page(paths.client(id));
    assert.match(page, /Correo: No acepta[^]*Rocío Recepción[^]*WhatsApp: Acepta[^]*Teléfono: Sin preguntar/);

    const order = await anOrder(app, {
      status: "repairing",
      technicianId: app.users.technician.id,
      client: { id },
    });
    await moveStatus(await ctx(), order.number, { to: "ready", outcome: "repaired" });
    assert.match(await desk.page("/por-avisar"), /Elsa Sosa[^]*No acepta correos/);
    const mails = await database.db.selectFrom("message").select("id").where("kind", "=", "order_ready")
      .execute();
    assert.equal(mails.length, 0);

    const caller = await aCaller(app);
    const read = await caller.get(`/api/clientes/${id}`);
    const told = await read.json();
    assert.equal(told.channel, "whatsapp");
    assert.deepEqual(told.consents.email.answer, "refused");
    assert.equal(told.consents.email.noted_by, "Rocío Recepción");
    const patched = await caller.send("PATCH", `/api/clientes/${id}`, { consents: { email: "granted" } }, {
      "If-Match": read.headers.get("ETag") ?? "",
      "Content-Type": "application/merge-patch+json",
    });
    assert.equal(patched.status, 200);
    const after = await patched.json();
    assert.equal(after.consents.email.answer, "granted");
    assert.equal(
      after.consents.whatsapp.noted_by,
      "Rocío Recepción",
      "what did not change keeps who noted it",
    );
    assert.match(
      await (await desk.get("/exportar/clientes.csv")).text(),
      /WhatsApp;Acepta;Acepta;Sin preguntar|WhatsApp,Acepta,Acepta,Sin preguntar/,
    );

    const lonely = await aClient(await ctx(), { name: "Ana" });
    await database.db.updateTable("client").set({ channel: "none", consents_json: told.consents && "" })
      .where("id", "=", lonely.id).execute();
    await eraseClient(await ctx(), lonely.id, { reason: "Lo pidió", sure: true, version: 1 });
    const erased = await database.db.selectFrom("client").select(["channel", "consents_json"])
      .where("id", "=", lonely.id).executeTakeFirstOrThrow();
    assert.deepEqual(erased, { channel: "", consents_json: "" });
  },
);
