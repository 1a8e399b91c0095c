import assert from "node:assert/strict";
import { moveStatus } from "../../src/orders/moves.ts";
import { untoldQuery } from "../../src/untold/queries.ts";
import { WAITING } from "../../src/untold/untold.ts";
import { asAdmin, asReceptionist, asTechnician, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder, type OrderWish } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";

const MAIL = { SMTP_URL: "smtp://127.0.0.1:1" };
const HOUR = 3_600_000;

eachDatabase("who has no e-mail is told by somebody, who says how", async (_, database) => {
  await using app = await testApp(database, MAIL);
  const ready = await finished(app, { client: { name: "Elsa Sosa", phone: "11 5555-0101" } });
  await finished(app, { client: { name: "Con correo", email: "elsa@example.com" } });
  const rocio = await asReceptionist(app);
  const page = await rocio.page("/por-avisar");
  assert.match(page, /Elsa Sosa[^]*No tiene correo/);
  assert.doesNotMatch(page, /Con correo/);
  assert.match(page, /href="tel:\+541155550101"/);
  const counter = await rocio.page("/");
  assert.match(counter, /href="\/por-avisar" title="1 cliente por avisar"/);
  assert.match(counter, new RegExp(`id="queue-bell-ring"[^]*${ready.number}`));

  const path = `/por-avisar/${ready.number}/aviso`;
  const nothing = await rocio.post(path, { note: "Pasa mañana" });
  assert.equal(nothing.status, 422);
  const again = await nothing.text();
  assert.match(
    again,
    /<details class="tell" open[^]*Elija una opción|<details class="tell" open[^]*obligatori/,
  );
  assert.match(again, /value="Pasa mañana"/);
  const told = await rocio.post(path, { how: "phone", note: "Pasa mañana" });
  assert.equal(told.headers.get("Location"), "/por-avisar");
  assert.match(await rocio.page("/por-avisar"), /Todos avisados/);
  const story = await rocio.page(`/ordenes/${ready.number}`);
  assert.match(story, /Cliente avisado \(teléfono\): aviso de listo[^]*Rocío Recepción[^]*Pasa mañana/);
  const clicked = await rocio.post(path, { about: "order_ready", how: "phone", note: "Pasa mañana" });
  assert.equal(clicked.status, 303, "a second click is told the same");
  assert.equal(
    (await rocio.page(`/ordenes/${ready.number}`)).match(/Cliente avisado \(teléfono\)/g)?.length,
    1,
  );
  const twice = await rocio.post(path, { how: "phone" });
  assert.equal(twice.status, 409);
  assert.match(await twice.text(), /ya no está por avisar/);
});

eachDatabase(
  "WhatsApp opens with the text in the client's language and is noted as opened, not as told",
  async (_, database) => {
    await using app = await testApp(database, MAIL);
    const client = {
      name: "Emma Reed",
      phone: "11 5555-0102",
      whatsapp: "+44 7911 123456",
      locale: "en" as const,
    };
    const { number, id } = await finished(app, { client, brand: "Sony", model: "Xperia & Co" });
    const tomas = await asTechnician(app);
    const answer = await tomas.post(`/por-avisar/${number}/whatsapp`);
    assert.equal(answer.status, 200);
    const page = await answer.text();
    const [, href = ""] = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(page) ?? [];
    const url = new URL(href.replaceAll("&amp;", "&"));
    assert.equal(`${url.origin}${url.pathname}`, "https://wa.me/447911123456");
    const text = url.searchParams.get("text") ?? "";
    assert.match(
      text,
      /^Hello Emma Reed, this is Service Norte\.\nYour Sony Xperia & Co is ready to collect\./,
    );
    assert.match(text, /Where: Casa central, Av\. Corrientes 1234/);
    assert.match(await tomas.page("/por-avisar"), /Abierto en WhatsApp[^]*por Tomás Técnico/);
    assert.match(await tomas.page(`/ordenes/${number}`), /Se abrió en WhatsApp: aviso de listo/);
    const kinds = await database.db.selectFrom("order_event").select("kind").where("order_id", "=", id)
      .execute();
    assert.ok(!kinds.some(({ kind }) => kind === "client_told"));
  },
);

eachDatabase("nothing is declared abandoned whose client was never told", async (_, database) => {
  await using app = await testApp(database, MAIL);
  const { number } = await finished(app, { client: { name: "Elsa Sosa", phone: "11 5555-0101" } });
  app.now += 91 * 24 * HOUR;
  const admin = await asAdmin(app);
  const move = { from: "ready", to: "abandoned", reason: "Pasaron noventa días" };
  const refused = await admin.post(`/ordenes/${number}/estado`, move);
  assert.equal(refused.status, 409);
  assert.match(await refused.text(), /Falta avisarle al cliente que está listo/);
  await admin.post(`/por-avisar/${number}/aviso`, { how: "phone" });
  assert.equal((await admin.post(`/ordenes/${number}/estado`, move)).status, 303);
  assert.match(await admin.page(`/ordenes/${number}`), /Declarado en abandono/);
});

eachDatabase("who is told later or not at all leaves the queue, with a reason", async (_, database) => {
  await using app = await testApp(database, MAIL);
  const client = { name: "Elsa Sosa", phone: "11 5555-0101", whatsapp: "11 5555-0102" };
  const { number, clientId } = await finished(app, { client });
  const rocio = await asReceptionist(app);
  assert.match(
    await rocio.page("/por-avisar"),
    /por-avisar\?motivo=no_email[^]*data-row-key="w"[^]*href="tel:/,
  );
  await database.db.updateTable("client").set({
    channel: "phone",
    consents_json: JSON.stringify({ whatsapp: { granted: false, at: 1, by: "Rocío" } }),
  }).where("id", "=", clientId).execute();
  assert.doesNotMatch(await rocio.page("/por-avisar"), /data-row-key="w"/);

  const path = `/por-avisar/${number}/espera`;
  const nothing = await rocio.post(path, { act: "leave", note: "" });
  assert.equal(nothing.status, 422);
  assert.match(await nothing.text(), /<details class="tell" open[^]*id="why-/);
  assert.equal((await rocio.post(path, { act: "later", until: "2001-01-01", note: "tarde" })).status, 422);
  const day = new Date(app.now + 3 * 24 * HOUR).toISOString().slice(0, 10);
  assert.equal((await rocio.post(path, { act: "later", until: day, note: "Está de viaje" })).status, 303);
  assert.match(await rocio.page("/por-avisar"), /Todos avisados/);
  app.now += HOUR;
  assert.doesNotMatch(await rocio.page("/"), /1 cliente por avisar/);
  assert.match(await rocio.page("/por-avisar?ver=later"), /Elsa Sosa[^]*Está de viaje[^]*Volver a la cola/);
  app.now += 4 * 24 * HOUR;
  const desk = await asReceptionist(app);
  assert.match(await desk.page("/por-avisar"), /Elsa Sosa/, "its day has come");
  assert.equal((await desk.post(path, { act: "leave", note: "Ya lo sabe" })).status, 303);
  assert.match(await desk.page("/por-avisar?ver=left"), /Elsa Sosa[^]*Ya lo sabe/);
  const story = await desk.page(`/ordenes/${number}`);
  assert.match(story, /Se decidió no avisar: aviso de listo[^]*Se avisará más adelante/);
  assert.equal((await desk.post(path, { act: "resume" })).status, 303);
  assert.match(await desk.page("/por-avisar"), /Elsa Sosa[^]*Ahora no/);
}, { engines: ["libsql"] });

eachDatabase("without a phone there is nothing to open", async (_, database) => {
  await using app = await testApp(database, MAIL);
  const { number, clientId } = await finished(app, { client: { name: "Nadie" } });
  await database.db.deleteFrom("contact").where("client_id", "=", clientId).execute();
  const rocio = await asReceptionist(app);
  assert.match(await rocio.page("/por-avisar"), /Sin teléfono/);
  const answer = await rocio.post(`/por-avisar/${number}/whatsapp`);
  assert.equal(answer.status, 409);
  assert.match(await answer.text(), /no tiene teléfono anotado/);
});

eachDatabase(
  "a shop without a mail server tells everybody by hand; what goes on no longer waits",
  async (_, database) => {
    await using app = await testApp(database);
    const ready = await finished(app, {});
    const rocio = await asReceptionist(app);
    assert.match(await rocio.page("/por-avisar"), /Sin servidor de correo/);
    const back = { to: "repairing" as const, force: true, reason: "Volvió a fallar" };
    await moveStatus(await app.ctx(userActor(app, "admin")), ready.number, back);
    assert.match(await rocio.page("/por-avisar"), /Todos avisados/);
  },
);

eachDatabase("the queue goes page by page, those who wait longest first", async (_, database) => {
  await using app = await testApp(database);
  const made: string[] = [];
  for (let index = 0; index < 53; index++) {
    const { id, number } = await anOrder(app, { status: "ready" });
    made.push(number);
    await database.db.insertInto("to_tell").values({
      order_id: id,
      about: "order_ready",
      branch_id: app.branchId,
      reason: "no_email",
      since: app.now - HOUR + Math.floor(index / 2),
      opened_at: null,
      opened_by_name: "",
    }).execute();
  }
  const admin = await asAdmin(app);
  const first = await admin.page("/por-avisar");
  const [, older = ""] = /href="(\/por-avisar\?desde=[^"]+)"/.exec(first) ?? [];
  const second = await admin.page(older);
  const shown = (page: string) =>
    [...page.matchAll(/class="row-link" href="\/ordenes\/([^"]+)"/g)].map(([, n]) => n);
  assert.deepEqual([...shown(first), ...shown(second)].sort(), made.sort());
  assert.equal(shown(second).length, 3);
  assert.deepEqual(shown(await admin.page("/por-avisar?desde=nonsense")), shown(first));
  for (const after of [null, { since: app.now, order_id: "x" }]) {
    const query = untoldQuery(database.db, {
      branchId: app.branchId,
      after,
      filter: WAITING,
      now: app.now,
      limit: 51,
    });
    await assertUsesIndex(database, query.compile());
  }
});

async function finished(app: TestApp, wish: OrderWish) {
  const technicianId = app.users.technician.id;
  const order = await anOrder(app, { status: "repairing", technicianId, ...wish });
  const ctx = await app.ctx(userActor(app, "technician"));
  await moveStatus(ctx, order.number, { to: "ready", outcome: "repaired" });
  return order;
}
