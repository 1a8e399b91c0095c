import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { CompiledQuery } from "kysely";
import { boardQuery } from "../../src/orders/board.ts";
import { openDatabase } from "../../src/db/open.ts";
import { waysOf } from "../../src/orders/transition.ts";
import { asAdmin, asReceptionist, asTechnician, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";

const HOUR = 3_600_000;

eachDatabase(
  "the board shows what is open in its column, urgent first, then what waits longest",
  async (_, database) => {
    await using app = await testApp(database);
    const old = await anOrder(app, { status: "repairing", since: app.now - 100 * HOUR });
    const young = await anOrder(app, { status: "repairing", since: app.now - HOUR });
    const urgent = await anOrder(app, { status: "approved", priority: "urgent" });
    const gone = await anOrder(app, { status: "delivered" });
    const page = await (await asAdmin(app)).page("/tablero");
    const column = /id="column-active"[^]*?<\/section>/.exec(page)?.[0] ?? "";
    const cards = [...column.matchAll(/id="card-([^"]+)"/g)].map(([, number]) => number);
    assert.deepEqual(cards, [urgent.number, old.number, young.number]);
    assert.ok(!page.includes(gone.number));
    assert.match(column, new RegExp(`card-${old.number}[^]*?Vencida`));
  },
);

eachDatabase("the board narrows to a technician or to what nobody has", async (_, database) => {
  await using app = await testApp(database);
  const tech = app.users.technician.id;
  const own = (await anOrder(app, { technicianId: tech })).number;
  const free = (await anOrder(app)).number;
  const admin = await asAdmin(app);
  const shown = async (query: string) => {
    const page = await admin.page(`/tablero${query}`);
    return [own, free].filter((number) => page.includes(`card-${number}`));
  };
  assert.deepEqual(await shown(""), [own, free]);
  assert.deepEqual(await shown(`?tecnico=${tech}`), [own]);
  assert.deepEqual(await shown("?tecnico=none"), [free]);
  assert.deepEqual(await shown("?tecnico=nonsense&sucursal=nowhere"), [own, free]);
  const ctx = await app.ctx();
  for (const technician of [tech, "none", null]) {
    await assertUsesIndex(database, boardQuery(ctx, { branch: app.branchId, technician }).compile());
  }
});

eachDatabase("a card shows its photo, its age and where its clock rests", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, { status: "awaiting_approval", since: app.now - 36 * HOUR });
  const photo = await app.ctx().then((ctx) => ctx.random.id(ctx.now));
  await database.db.insertInto("attachment").values({
    id: photo,
    order_id: id,
    visibility: "internal",
    name: "frente.jpg",
    type: "image/jpeg",
    size: 1,
    width: 1,
    height: 1,
    file_hash: "a",
    thumb_hash: "b",
    created_at: app.now,
    created_by: app.users.admin.id,
  }).execute();
  const page = await (await asAdmin(app)).page("/tablero");
  const card = new RegExp(`<li[^>]*id="card-${number}"[^]*?</li>`).exec(page)?.[0] ?? "";
  assert.match(card, new RegExp(`src="/fotos/${photo}/miniatura" alt=""`));
  assert.match(card, /Esperando aprobación[^]*Plazo en pausa/);
  assert.match(card, /class="age tone-closed" max="10" value="5" aria-label="Lleva 50 % del plazo"/);
  assert.match(
    card,
    new RegExp(`href="/tablero/${number}/estado\\?sucursal=[^"]+" aria-label="Mover ${number}"`),
  );
});

eachDatabase(
  "a card moves by the table; what a move needs is asked, what is refused says why",
  async (t, database) => {
    await using app = await testApp(database);
    const technicianId = app.users.technician.id;
    const tomas = await asTechnician(app);
    const htmx = { "HX-Request": "true", "HX-Request-Type": "partial" };
    const post = (number: string, fields: Record<string, string>) =>
      tomas.post(`/tablero/${number}/estado`, fields, htmx);
    const toastOf = (answer: Response) => JSON.parse(answer.headers.get("HX-Trigger") ?? "{}").toast;
    const statusOf = async (number: string) =>
      (await database.db.selectFrom("order").select("status").where("number", "=", number)
        .executeTakeFirstOrThrow()).status;

    await t.step("moved", async () => {
      const { number } = await anOrder(app, { status: "approved", technicianId });
      const answer = await post(number, { from: "approved", to: "repairing" });
      assert.equal(answer.status, 200);
      assert.equal(await answer.text(), "");
      const undo = `/ordenes/${number}/estado/reversion`;
      assert.deepEqual(toastOf(answer), { text: `${number} pasó a «En reparación»`, undo });
      assert.equal(await statusOf(number), "repairing");
      const undone = await tomas.post(undo, {}, { ...htmx, "HX-Target": "section#toasts" });
      assert.equal(await undone.text(), "");
      assert.equal(await statusOf(number), "approved");
    });
    await t.step("asked, first without complaints", async () => {
      const { number } = await anOrder(app, { status: "repairing", technicianId });
      const asked = await post(number, { from: "repairing", to: "ready" });
      assert.equal(asked.status, 422);
      const form = await asked.text();
      assert.match(form, /name="outcome"/);
      assert.doesNotMatch(form, /field-error/);
      assert.match(form, new RegExp(`hx-post="/tablero/${number}/estado\\?[^"]+" hx-target="#board-move"`));
      const empty = await post(number, { from: "repairing", to: "ready", outcome: "" });
      assert.equal(empty.status, 422);
      assert.match(await empty.text(), /field-error/);
      assert.equal((await post(number, { from: "repairing", to: "ready", outcome: "repaired" })).status, 200);
      assert.equal(await statusOf(number), "ready");
    });
    await t.step("asked who takes it, where nobody has it", async () => {
      const { number } = await anOrder(app);
      const asked = await post(number, { from: "received", to: "diagnosing" });
      assert.equal(asked.status, 422);
      const form = await asked.text();
      assert.match(form, /name="technician_id"[^]*<option value="[^"]+" selected[^>]*>Tomás Técnico/);
      assert.doesNotMatch(form, /Ana Administradora/, "nobody is given work by a colleague");
      const foreign = { from: "received", to: "diagnosing", technician_id: app.users.admin.id };
      assert.match(toastOf(await post(number, foreign)).text, /Su rol no permite/);
      const taken = { ...foreign, technician_id: technicianId };
      assert.equal((await post(number, taken)).status, 200);
      const order = await database.db.selectFrom("order").select(["status", "technician_id", "version"])
        .where("number", "=", number).executeTakeFirstOrThrow();
      assert.deepEqual(order, { status: "diagnosing", technician_id: technicianId, version: 3 });
      assert.equal((await tomas.post(`/ordenes/${number}/estado/reversion`, {}, htmx)).status, 200);
      assert.equal(await statusOf(number), "received");
    });
    await t.step("given to somebody by who hands out the work", async () => {
      const ana = await asAdmin(app);
      const { number } = await anOrder(app);
      const form = await ana.page(`/ordenes/${number}?mover=diagnosing`);
      assert.match(form, /name="technician_id"[^]*Ana Administradora[^]*Tomás Técnico/);
      const give = (technician_id: string) =>
        ana.post(`/ordenes/${number}/estado`, { from: "received", to: "diagnosing", technician_id });
      const desk = await give(app.users.receptionist.id);
      assert.equal(desk.status, 422);
      assert.match(await desk.text(), /name="technician_id"[^]*field-error/);
      assert.equal((await give(technicianId)).status, 303);
      assert.equal(await statusOf(number), "diagnosing");
      const late = await anOrder(app, { technicianId: app.users.admin.id });
      const overtaken = await ana.post(`/ordenes/${late.number}/estado`, {
        from: "received",
        to: "diagnosing",
        technician_id: technicianId,
      });
      assert.equal(overtaken.status, 409);
      assert.match(await overtaken.text(), /Otro técnico ya tomó esta orden/);
    });
    await t.step("led to where an offer is sent or answered", async () => {
      const { number } = await anOrder(app, { status: "diagnosing", technicianId, diagnosis: "Módulo roto" });
      const answer = await post(number, { from: "diagnosing", to: "awaiting_approval" });
      assert.equal(answer.status, 409);
      assert.equal(answer.headers.get("HX-Redirect"), `/ordenes/${number}?mover=awaiting_approval`);
      assert.match(await tomas.page(`/ordenes/${number}?mover=awaiting_approval`), /id="move-heading"/);
      const rocio = await asReceptionist(app);
      const plain = await rocio.post(`/tablero/${number}/estado`, { from: "diagnosing", to: "approved" });
      assert.equal(plain.headers.get("Location"), `/ordenes/${number}?mover=approved`);
      const steps = await rocio.page(`/tablero/${number}/estado`);
      assert.match(steps, new RegExp(`href="/ordenes/${number}\\?mover=approved"`));
    });
    await t.step("refused", async () => {
      const foreign = await anOrder(app, { status: "approved" });
      const mine = await anOrder(app, { status: "diagnosing", technicianId });
      const cases: [string, Record<string, string>, RegExp][] = [
        [foreign.number, { from: "approved", to: "repairing" }, /técnico asignado|no le corresponde/i],
        [mine.number, { from: "diagnosing", to: "awaiting_approval" }, /diagnóstico/],
        [mine.number, { from: "diagnosing", to: "received" }, /De este estado no se pasa a ese/],
        [mine.number, { from: "received", to: "diagnosing" }, /Otra persona guardó esta orden/],
      ];
      for (const [number, fields, sentence] of cases) {
        const answer = await post(number, fields);
        assert.equal(answer.status, 409);
        assert.equal(answer.headers.get("HX-Reswap"), "none");
        const toast = toastOf(answer);
        assert.match(toast.text, sentence);
        assert.equal(toast.tone, "problem");
      }
    });
  },
);

eachDatabase("without scripts the board is a table, and each row leads to its steps", async (_, database) => {
  await using app = await testApp(database);
  const technicianId = app.users.technician.id;
  const { number } = await anOrder(app, { status: "repairing", technicianId });
  await anOrder(app, { status: "ready", promisedAt: app.now - HOUR });
  const tomas = await asTechnician(app);
  const columns = await tomas.page("/tablero");
  const [, to = ""] = /<noscript><meta http-equiv="refresh" content="0;url=([^"]+)"/.exec(columns) ?? [];
  const table = await tomas.page(to.replaceAll("&amp;", "&"));
  assert.doesNotMatch(table, /<noscript>/);
  const rows = [...table.matchAll(/<th scope="rowgroup"[^>]*>([^<]+?) ?</g)].map(([, group]) => group);
  assert.deepEqual(rows, ["Nuevas", "En trabajo", "En espera", "Para retirar"]);
  const [, steps = ""] = new RegExp(`href="(/tablero/${number}/estado[^"]+)"`).exec(table) ?? [];
  const page = await tomas.page(steps.replaceAll("&amp;", "&"));
  assert.match(page, /<button[^>]*name="to" value="awaiting_parts"/);
  assert.match(page, /Esperando aprobación<span>[^<]*diagnóstico/, "and what hinders a step");
  const path = steps.replaceAll("&amp;", "&");
  const asked = await tomas.post(path, { from: "repairing", to: "on_hold" });
  assert.equal(asked.status, 422);
  assert.match(await asked.text(), /<!doctype html>[^]*name="review_at"/);
  const moved = await tomas.post(path, { from: "repairing", to: "awaiting_parts" });
  assert.equal(moved.status, 303);
  const back = moved.headers.get("Location") ?? "";
  assert.match(back, /^\/tablero\?.*vista=tabla/);
  assert.match(await tomas.page(back), new RegExp(`${number} pasó a «Esperando repuestos»`));
  const refused = await tomas.post(path, { from: "awaiting_parts", to: "received" });
  assert.equal(refused.status, 409);
  assert.match(await refused.text(), /De este estado no se pasa a ese/);
});

eachDatabase("the wall shows the same orders, large and with nothing to do", async (_, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, { status: "repairing" });
  const page = await (await asTechnician(app)).page("/tablero?muro");
  assert.match(page, /<body class="bare">/);
  assert.match(page, new RegExp(`card-${number}`));
  assert.doesNotMatch(page, /card-move|class="rail"|id="board-dialog"/);
  const links = [...page.matchAll(/<a [^>]*href="([^"]+)"/g)].map(([, href = ""]) => href);
  assert.ok(links.every((href) => /^\/tablero\?sucursal=[^&]+$/.test(href)), links.join(" "));
});

Deno.test("a role's ways are those that the table lists for it", () => {
  const settings = { quality_control_used: true };
  const receptionist = waysOf("receptionist", settings);
  assert.deepEqual(receptionist.ready, ["delivered"]);
  assert.equal(receptionist.approved?.includes("repairing"), false);
  assert.equal(waysOf("technician", settings).repairing?.includes("quality_check"), true);
  const without = waysOf("technician", { quality_control_used: false });
  assert.equal(without.repairing?.includes("quality_check"), false);
});

eachDatabase("a board of four hundred orders asks the database six times at most", async (_, database) => {
  const asked: CompiledQuery[] = [];
  const watched = await openDatabase(database.url, { onQuery: (query) => asked.push(query) });
  try {
    await using app = await testApp(watched);
    for (let index = 0; index < 400; index++) await anOrder(app, { status: "repairing" });
    const admin = await asAdmin(app);
    await admin.page("/tablero");
    // Long enough for the badges to be counted anew; the shop's own rows are kept for longer.
    app.now += 2_500;
    asked.length = 0;
    const page = await admin.page("/tablero");
    assert.equal(page.match(/id="card-/g)?.length, 400);
    const { length } = gzipSync(page);
    assert.ok(length < 30_000, `${page.length} bytes, ${length} compressed`);
    assert.ok(asked.length > 0 && asked.length <= 6, asked.map((query) => query.sql).join("\n"));
  } finally {
    await watched.close();
  }
}, { engines: ["libsql"] });

eachDatabase("the counter shows what waits, a technician's home the own bench", async (_, database) => {
  await using app = await testApp(database);
  const tech = app.users.technician.id;
  const done = await anOrder(app, { status: "ready" });
  const ready = done.number;
  const reason = { about: "order_ready", reason: "no_email", opened_at: null, opened_by_name: "" } as const;
  await database.db.insertInto("to_tell")
    .values({ order_id: done.id, branch_id: app.branchId, since: app.now, ...reason }).execute();
  const asking = (await anOrder(app, { status: "awaiting_approval" })).number;
  const late =
    (await anOrder(app, { status: "repairing", technicianId: tech, since: app.now - 100 * HOUR })).number;
  const free = (await anOrder(app)).number;
  const counter = await (await asReceptionist(app)).page("/");
  const panel = (page: string, icon: string) =>
    new RegExp(`id="queue-${icon}"[^]*?</section>`).exec(page)?.[0] ?? "";
  assert.ok(panel(counter, "package-check").includes(ready));
  assert.ok(panel(counter, "clock").includes(asking));
  assert.ok(panel(counter, "triangle-alert").includes(late));
  assert.ok(panel(counter, "bell-ring").includes(ready));
  assert.ok(counter.includes("/ingresos/nuevo"));
  const bench = await (await asTechnician(app)).page("/");
  assert.ok(panel(bench, "wrench").includes(late) && panel(bench, "inbox").includes(free));
  assert.ok(!panel(bench, "inbox").includes(late));
});
