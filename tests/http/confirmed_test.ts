import assert from "node:assert/strict";
import { asAdmin, PASSWORD, testApp, visitor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

const LONG_AGO = 11 * 60_000;

/** Hidden fields of the page's main form, as a browser sends them. */
function hiddenIn(page: string): Record<string, string> {
  const [, form = ""] = /<main[^]*?<form([^]*?)<\/form>/.exec(page) ?? [];
  const fields = [...form.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
  return Object.fromEntries(
    fields.filter(([, name]) => name !== "_csrf").map(([, name = "", value = ""]) => [name, value]),
  );
}

Deno.test("who proves who they are before a download gets a page that takes it, and the way back", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { number } = await anOrder(app, { status: "diagnosing" });
  const admin = await asAdmin(app);
  const order = `/ordenes/${number}`;
  const act = `${order}/expediente-firmado`;
  const taken = async () =>
    (await database.db.selectFrom("audit_event").select("id").where("kind", "=", "dossier_taken").execute())
      .length;
  app.now += LONG_AGO;
  const from = (path: string) => ({ Referer: `http://localhost:8000${path}` });

  const asked = await admin.post(act, { reason: "Reclamo" }, from(order));
  const question = await asked.text();
  assert.equal(asked.status, 403);
  assert.match(question, /autocomplete="username" value="ana@example.com"/);
  assert.deepEqual(hiddenIn(question), { reason: "Reclamo", confirm_back: order });
  const answered = { ...hiddenIn(question), confirm_password: "no es esta" };
  const again = await (await admin.post(act, answered, from(act))).text();
  assert.match(again, new RegExp(`href="${order}"[^>]*><span>Cancelar`), "back to where it was begun");

  const landed = await admin.post(act, { ...answered, confirm_password: PASSWORD }, from(act));
  const page = await landed.text();
  assert.equal(landed.status, 200);
  assert.match(page, /Identidad confirmada[^]*<noscript>[^]*Pulse «Descargar»/);
  assert.match(page, new RegExp(`<form method="post" action="${act}"`));
  assert.match(page, new RegExp(`href="${order}"[^>]*><span>Volver`));
  assert.equal(await taken(), 0, "nothing was taken yet");
  const form = hiddenIn(page);
  assert.deepEqual(form, { reason: "Reclamo", confirm_back: order });
  for (const times of [1, 2]) {
    const file = await admin.post(act, form, from(act));
    assert.match(file.headers.get("Content-Disposition") ?? "", /attachment; filename="expediente-/);
    await file.body?.cancel();
    assert.equal(await taken(), times);
  }

  app.now += LONG_AGO;
  const later = await admin.post(act, form, from(act));
  assert.equal(later.status, 403, "the page was left open");
  assert.equal(hiddenIn(await later.text()).confirm_back, order);
  const elsewhere = await admin.post(act, { confirm_back: "//evil.example/" }, from(act));
  assert.equal(hiddenIn(await elsewhere.text()).confirm_back, "/");
});

Deno.test("a proof that is guessed blocks the account as a sign-in does", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  app.now += LONG_AGO;
  const prove = async (confirm_password: string) =>
    (await admin.post("/admin/claves", { name: "", confirm_password })).status;
  for (let tries = 0; tries < 5; tries++) assert.equal(await prove("no es esta"), 422);
  assert.equal(await prove(PASSWORD), 429, "the right one does not help meanwhile");
  const door = visitor(app);
  await door.get("/ingresar");
  assert.equal((await door.post("/ingresar", { email: "ana@example.com", password: PASSWORD })).status, 429);
  const told = await database.db.selectFrom("audit_event").select("kind").where("kind", "like", "identity_%")
    .execute();
  assert.deepEqual([...new Set(told.map(({ kind }) => kind))], ["identity_refused"]);
});
