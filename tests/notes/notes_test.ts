import assert from "node:assert/strict";
import { unseenQuery } from "../../src/notes/queries.ts";
import { asAdmin, asReceptionist, asTechnician, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";

const HTMX = { "HX-Request": "true", "HX-Request-Type": "partial" };
const uuid = () => crypto.randomUUID();

eachDatabase(
  "an administrator keeps answers, and both versions show when two edit one",
  async (_, database) => {
    await using app = await testApp(database);
    const admin = await asAdmin(app);
    assert.match(await admin.page("/admin/respuestas"), /Todavía no hay respuestas/);
    const form_key = uuid();
    for (let times = 0; times < 2; times++) {
      const made = await admin.post("/admin/respuestas/nueva", {
        title: "No atiende",
        text: "Llamamos.",
        form_key,
      });
      assert.equal(made.status, 303);
    }
    assert.match(await admin.page("/admin/respuestas"), /No atiende[^]*Llamamos\./);
    const taken = await admin.post("/admin/respuestas/nueva", {
      title: "No atiende",
      text: "Otra cosa",
      form_key: uuid(),
    });
    assert.equal(taken.status, 422);
    assert.match(await taken.text(), /Ya hay una respuesta con este título[^]*Otra cosa/);

    const path = `/admin/respuestas/${form_key}`;
    assert.equal(
      (await admin.post(path, {
        title: "No atiende",
        text: "Llamamos dos veces.",
        active: "1",
        version: "1",
      })).status,
      303,
    );
    const stale = await admin.post(path, {
      title: "No atiende",
      text: "Escribimos.",
      active: "1",
      version: "1",
    });
    assert.equal(stale.status, 409);
    assert.match(await stale.text(), /Llamamos dos veces\.[^]*Escribimos\./);
    await admin.post(path, { title: "No atiende", text: "Llamamos dos veces.", version: "2" });
    const order = await anOrder(app);
    assert.doesNotMatch(await admin.page(`/ordenes/${order.number}`), /name="canned"/, "it is off");
    assert.match(await admin.page("/admin/auditoria"), /Editó una respuesta guardada/);
  },
);

eachDatabase(
  "an answer is put into a note without losing what is written, with scripts and without",
  async (_, database) => {
    await using app = await testApp(database);
    const admin = await asAdmin(app);
    const canned = uuid();
    await admin.post("/admin/respuestas/nueva", {
      title: "Aviso",
      text: "Hola {cliente}: su {equipo} está en el banco ({orden}).",
      form_key: canned,
    });
    const order = await anOrder(app);
    const path = `/ordenes/${order.number}`;
    const bench = await asTechnician(app);
    assert.match(await bench.page(path), /Respuesta guardada[^]*Aviso[^]*Insertar/);
    const typed = { text: "Primero esto.", canned, insert: "1", visibility: "public", form_key: uuid() };
    const words = new RegExp(
      `Primero esto\\.\n\nHola María Núñez: su Samsung Galaxy A54 está en el banco \\(${order.number}\\)\\.</textarea>`,
    );
    const plain = await bench.post(`${path}/notas`, typed);
    assert.equal(plain.status, 200);
    const page = await plain.text();
    assert.match(page, words);
    assert.match(page, /<html[^]*name="visibility" value="public" checked/);
    const part = await (await bench.post(`${path}/notas`, typed, HTMX)).text();
    assert.match(part, words);
    assert.doesNotMatch(part, /<html/);
    assert.equal(
      (await database.db.selectFrom("note").select("id").execute()).length,
      0,
      "nothing is written yet",
    );
  },
);

eachDatabase(
  "whom a note mentions learns of it by mail and on the first page, until it is opened",
  async (_, database) => {
    await using app = await testApp(database);
    const order = await anOrder(app, { technicianId: app.users.technician.id });
    const desk = await asReceptionist(app);
    const bench = await asTechnician(app);
    const text = "@Tomás: el cliente pregunta por la cámara. Yo, @rocio, le contesto.";
    const form_key = uuid();
    for (let times = 0; times < 2; times++) {
      await desk.post(`/ordenes/${order.number}/notas`, { text, visibility: "internal", form_key });
    }
    const mails = await database.db.selectFrom("message").select(["kind", "to_address", "subject", "text"])
      .execute();
    assert.deepEqual(mails.map((mail) => [mail.kind, mail.to_address, mail.subject]), [
      ["note_mention", "tomas@example.com", `Mención de Rocío Recepción en ${order.number}`],
    ], "once, and not to who wrote it");
    assert.match(await desk.page(`/ordenes/${order.number}`), /Se avisó a Tomás Técnico/);
    assert.doesNotMatch(await desk.page("/"), /Menciones/);

    const home = await bench.page("/");
    assert.match(home, /Menciones[^]*pregunta por la cámara/);
    const link = /\/menciones\/[0-9a-f-]{36}/.exec(home)?.[0] ?? "";
    assert.ok(mails[0]?.text.includes(link), "the mail leads to the same place");
    assert.equal((await desk.get(link)).status, 404, "somebody else's");
    const opened = await bench.get(link);
    assert.equal(opened.headers.get("Location"), `/ordenes/${order.number}#order-story`);
    assert.doesNotMatch(await bench.page("/"), /Menciones/);
    assert.equal((await bench.get(link)).status, 303, "it still leads there");

    await desk.post(`/ordenes/${order.number}/notas`, {
      text: "@tomas @ana",
      visibility: "internal",
      form_key: uuid(),
    });
    assert.match(await (await asAdmin(app)).page("/"), /Menciones/);
    await bench.post("/menciones/leidas");
    assert.doesNotMatch(await bench.page("/"), /Menciones/);
    assert.match(await (await asAdmin(app)).page("/"), /Menciones/, "only one's own are read");
    await assertUsesIndex(database, unseenQuery(await app.ctx(userActor(app, "technician"))).compile());
  },
);
