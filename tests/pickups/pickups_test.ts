import assert from "node:assert/strict";
import { sql } from "kysely";
import { SYSTEM } from "../../src/context.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { mindPickups } from "../../src/pickups/commands.ts";
import { dueNotices } from "../../src/pickups/queries.ts";
import { asReceptionist, userActor } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { DAY, NO_MAIL, pickups } from "./pickup_stage.ts";

const aForm = () => ({ form_key: crypto.randomUUID() });
const FORM = `<input type="hidden" name="to" value="abandoned"`;

eachDatabase(
  "each notice of the policy goes out once, on its day, and says since when, how much and until when",
  async (_, database) => {
    await using shop = await pickups(database);
    assert.equal((await shop.policy("30, 60, 80")).status, 303);
    const { id, number } = await shop.ready({ charges: [4_850_000], payments: [850_000] });
    const early = await (await asReceptionist(shop.app)).page(`/ordenes/${number}`);
    assert.match(
      early,
      /Avisos de retiro[^]*Avisos comprobados: 0 de 3[^]*Aviso a los 30 días[^]*Todavía no toca/,
    );
    await shop.later(29);
    assert.deepEqual(await shop.notices(id), []);
    await shop.later(1, 5);
    await shop.later(10, 5);
    assert.deepEqual(await shop.notices(id), [{ day: 30, proven_by: null }]);
    const [text = "", ...others] = await shop.post();
    assert.deepEqual(others, []);
    assert.match(text, /Su Samsung Galaxy A54 espera que lo retire\./);
    assert.match(text, /Está listo desde el 23 nov[^]*Queda por pagar \$\s40\.000,00[^]*termina el 21 feb/);
    assert.deepEqual(await shop.notices(id), [{ day: 30, proven_by: "mail" }]);
    await shop.later(20, 5);
    await shop.later(20, 5);
    await shop.later(40, 5);
    const days = (await shop.notices(id)).map(({ day }) => day);
    assert.deepEqual(days, [30, 60, 80]);
    assert.equal((await shop.post()).length, 2);
    const story = await (await shop.admin()).page(`/ordenes/${number}?historial=todo`);
    assert.match(story, /Correo enviado: aviso de retiro/);
  },
);

eachDatabase("after a pause only the latest notice that is due goes out", async (_, database) => {
  await using shop = await pickups(database);
  await shop.policy("30, 60, 80");
  const { id } = await shop.ready({ client: { name: "Emma Reed", email: "emma@example.com", locale: "en" } });
  await shop.later(100, 3);
  assert.deepEqual(await shop.notices(id), [{ day: 80, proven_by: null }]);
  const [text = ""] = await shop.post();
  assert.match(text, /is waiting to be collected\./);
  assert.match(text, /There is nothing left to pay\. The time to collect it ended on/);
});

eachDatabase(
  "who has no e-mail is told by hand, which counts as the notice, and without a policy nobody is written to",
  async (_, database) => {
    await using shop = await pickups(database);
    const { id, number } = await shop.ready({ client: NO_MAIL });
    await shop.later(100);
    assert.deepEqual(await shop.notices(id), []);
    await shop.policy("30");
    await shop.later(0);
    const rocio = await asReceptionist(shop.app);
    assert.match(await rocio.page("/por-avisar"), /Elsa Sosa[^]*Aviso de retiro[^]*No tiene correo/);
    const chat = await (await rocio.post(`/por-avisar/${number}/whatsapp`)).text();
    assert.match(chat, /espera que lo retire[^]*Está listo desde el/);
    await rocio.post(`/por-avisar/${number}/aviso`, { how: "phone", note: "Pasa el sábado" });
    assert.deepEqual(await shop.notices(id), [{ day: 30, proven_by: "phone" }]);
    const story = await rocio.page(`/ordenes/${number}`);
    assert.match(story, /Cliente avisado \(teléfono\): aviso de retiro[^]*Pasa el sábado/);
  },
);

eachDatabase(
  "nothing is declared abandoned before every notice of the policy is proven",
  async (_, database) => {
    await using shop = await pickups(database);
    await shop.policy("30, 60");
    const { id, number } = await shop.ready();
    await shop.later(65);
    await shop.post();
    await shop.later(30);
    const admin = await shop.admin();
    const page = await admin.page(`/ordenes/${number}`);
    assert.match(page, /id="order-pickup"[^]*Avisos comprobados: 1 de 2[^]*Dar un aviso ahora/);
    const form = await admin.page(`/ordenes/${number}?mover=abandoned`);
    assert.match(form, /Falta comprobar un aviso/);
    assert.match(form, /Avisos comprobados: 1 de 2/);
    assert.match(form, /Aviso a los 30 días[^]*?No salió[^]*?Aviso a los 60 días[^]*?Correo enviado/);
    assert.ok(!form.includes(FORM));
    const move = { from: "ready", to: "abandoned", reason: "Pasaron noventa días" };
    const refused = await admin.post(`/ordenes/${number}/estado`, move);
    assert.equal(refused.status, 409);
    assert.match(await refused.text(), /Avisos de retiro comprobados: 1 de 2/);

    const path = `/ordenes/${number}/aviso-de-retiro`;
    const form_key = /aviso-de-retiro"[^]*?name="form_key" value="([^"]+)"/.exec(form)?.[1] ?? "";
    for (const click of await Promise.all([1, 2].map(() => admin.post(path, { form_key })))) {
      assert.equal(click.headers.get("Location"), `/ordenes/${number}`, "a double click gives one notice");
    }
    const twice = await admin.post(path, aForm());
    assert.equal(twice.status, 409);
    assert.match(await twice.text(), /todavía está en camino/);
    await shop.post();
    assert.match(await (await admin.post(path, aForm())).text(), /No falta ningún aviso/);
    assert.deepEqual(await shop.notices(id), [
      { day: 60, proven_by: "mail" },
      { day: null, proven_by: "mail" },
    ]);
    const whole = await admin.page(`/ordenes/${number}?mover=abandoned`);
    assert.match(whole, /Avisos comprobados: 2 de 2[^]*Aviso adicional/);
    assert.ok(whole.includes(FORM));
    assert.equal((await admin.post(`/ordenes/${number}/estado`, move)).status, 303);
    assert.match(await admin.page(`/ordenes/${number}`), /Declarado en abandono/);
  },
);

eachDatabase("what is missing is made up for by one notice a day at most", async (_, database) => {
  await using shop = await pickups(database);
  await shop.policy("30, 60, 80");
  const { id, number } = await shop.ready();
  await shop.later(95);
  await shop.post();
  const path = `/ordenes/${number}/aviso-de-retiro`;
  const early = await (await shop.admin()).post(path, aForm());
  assert.equal(early.status, 409);
  assert.match(await early.text(), /Hoy ya se dio un aviso/);
  for (const _ of [60, 30]) {
    await shop.later(1);
    assert.equal((await (await shop.admin()).post(path, aForm())).status, 303);
    await shop.post();
  }
  assert.equal((await shop.notices(id)).length, 3);
  const form = await (await shop.admin()).page(`/ordenes/${number}?mover=abandoned`);
  assert.match(form, /Avisos comprobados: 3 de 3/);
});

eachDatabase(
  "what was collected or went back to the bench is not written about, and begins anew when it is ready again",
  async (_, database) => {
    await using shop = await pickups(database);
    await shop.policy("30");
    const { id, number } = await shop.ready();
    await shop.later(31);
    const admin = userActor(shop.app, "admin");
    const back = { to: "repairing" as const, force: true, reason: "Volvió a fallar" };
    await moveStatus(await shop.app.ctx(admin), number, back);
    await shop.later(40);
    assert.equal((await shop.notices(id)).length, 1);
    assert.equal(
      (await (await shop.admin()).post(`/ordenes/${number}/aviso-de-retiro`, aForm())).status,
      409,
    );
    await moveStatus(await shop.app.ctx(admin), number, { to: "ready", outcome: "repaired", force: false });
    await shop.later(29);
    assert.equal((await shop.notices(id)).length, 1);
    await shop.later(1);
    assert.equal((await shop.notices(id)).length, 2);
  },
);

eachDatabase("notices are rising days before the term, or none", async (_, database) => {
  await using shop = await pickups(database);
  for (const typed of ["60, 30", "30, 30", "30, 90", "0", "pronto", "1,2,3,4,5,6,7,8,9,10,11,12,13"]) {
    const answer = await shop.policy(typed);
    assert.equal(answer.status, 422, typed);
    const page = await answer.text();
    assert.match(page, /Hasta doce días en aumento/);
    assert.ok(page.includes(`value="${typed}"`), "what was typed stays");
  }
  for (const typed of ["30; 60 80", ""]) assert.equal((await shop.policy(typed)).status, 303, typed);
  const audited = await database.db.selectFrom("audit_event").select("data_json")
    .where("kind", "=", "setting_changed").where("subject_id", "=", "abandonment_notices").orderBy("id")
    .execute();
  assert.deepEqual(audited.map(({ data_json }) => JSON.parse(data_json).after), [
    { abandonment_notices: [30, 60, 80] },
    { abandonment_notices: [] },
  ]);
});

eachDatabase("what is due is found by an index", async (_, database) => {
  await using shop = await pickups(database);
  for (const readyAfter of [null, shop.app.now - 60 * DAY]) {
    const due = dueNotices(database.db, { day: 30, readyBy: shop.app.now - 30 * DAY, readyAfter });
    await assertUsesIndex(database, due.compile());
    const after = { number: "", seq: 1, status_since: 1 };
    const next = dueNotices(database.db, { day: 30, readyBy: shop.app.now - 30 * DAY, readyAfter, after });
    await assertUsesIndex(database, next.compile());
  }
});

Deno.test("orders that no notice can be given of are looked at once, and the others get theirs", async () => {
  await using database = await freshDatabase();
  await using shop = await pickups(database);
  await shop.policy("30");
  const stuck = [await shop.ready(), await shop.ready(), await shop.ready()];
  const fine = await shop.ready();
  for (const { id } of stuck) {
    await sql`create trigger ${sql.id(`no_notice_${id}`)} before insert on pickup_notice
      when new.order_id = ${sql.lit(id)} begin select raise(ignore); end`.execute(database.db);
  }
  shop.app.now += 31 * DAY;
  await mindPickups(await shop.app.ctx(SYSTEM), { atOnce: 2 });
  assert.deepEqual(await shop.notices(fine.id), [{ day: 30, proven_by: null }]);
  for (const { id } of stuck) assert.deepEqual(await shop.notices(id), []);
});
