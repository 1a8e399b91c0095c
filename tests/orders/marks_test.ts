import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { boardMark, changedGroups, readBoard } from "../../src/orders/board.ts";
import { asReceptionist, asTechnician, type TestApp, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

const DAY = 86_400_000;

/** One order of each kind that has something to say beside its status. */
async function marked(app: TestApp) {
  const technicianId = app.users.technician.id;
  const delivered = await anOrder(app, { status: "delivered" });
  const claim = await anOrder(app, { status: "repairing", technicianId, claimOf: delivered.id });
  const away = await anOrder(app, {
    status: "outsourced",
    technicianId,
    vendorExpectedAt: app.now + DAY,
  });
  const pause = await anOrder(app, { status: "on_hold", technicianId, reviewAt: app.now + DAY });
  const asking = await anOrder(app, { status: "awaiting_approval", technicianId });
  return { claim: claim.number, away: away.number, pause: pause.number, asking: asking.number };
}

const SHIELD = /<span class="chip small claim" title="Reclamo de garantía">Garantía<\/span>/;
const VENDOR = /<span class="chip small tone-problem">Taller atrasado<\/span>/;
const REVIEW = /<span class="chip small tone-problem">Toca revisar<\/span>/;
const RESTS = /<span class="chip small rests" title="[^"]+">Plazo en pausa<\/span>/;
const ALL = [SHIELD, VENDOR, REVIEW, RESTS];

eachDatabase(
  "list and board mark claims, clocks at rest and, once their day has passed, workshops and pauses",
  async (_, database) => {
    await using app = await testApp(database);
    const orders = await marked(app);
    const views: [string, (page: string, number: string) => string][] = [
      ["/ordenes", rowOf],
      ["/ordenes?seleccion=1", rowOf],
      ["/tablero", cardOf],
      ["/tablero?muro", cardOf],
      ["/tablero?vista=tabla", rowOf],
    ];
    const marks = async (number: string) => {
      const desk = await asReceptionist(app);
      const shown: RegExp[][] = [];
      for (const [path, part] of views) {
        const markup = part(await desk.page(path), number);
        shown.push(ALL.filter((mark) => mark.test(markup)));
      }
      assert.ok(shown.every((one) => one.join() === shown[0]?.join()), `${number}: ${shown.join(" | ")}`);
      return shown[0];
    };
    assert.deepEqual(await marks(orders.claim), [SHIELD]);
    assert.deepEqual(await marks(orders.asking), [RESTS]);
    assert.deepEqual(await marks(orders.away), []);
    app.now += DAY + 1;
    assert.deepEqual(await marks(orders.away), [VENDOR]);
    assert.deepEqual(await marks(orders.claim), [SHIELD]);
    const pause = rowOf(await (await asReceptionist(app)).page("/ordenes"), orders.pause);
    assert.match(pause, REVIEW);
    const bench = await (await asTechnician(app)).page("/");
    for (const mark of ALL) assert.match(bench, mark, "and so does the bench");
  },
);

eachDatabase("a workshop that becomes late wakes the board of whoever looks at it", async (_, database) => {
  await using app = await testApp(database);
  await anOrder(app, { status: "outsourced", since: app.now - 1_000, vendorExpectedAt: app.now });
  await anOrder(app, { status: "repairing", since: app.now - 1_000 });
  const filter = { branch: app.branchId, technician: null, view: "columns" } as const;
  const mark = async () => boardMark(await readBoard(await app.ctx(), filter), app.now);
  const before = await mark();
  app.now += 1;
  assert.deepEqual(changedGroups(before, await mark()), ["waiting"]);
}, { engines: ["libsql"] });

eachDatabase("fifty orders with all their marks are a light page", async (_, database) => {
  await using app = await testApp(database);
  const { id } = await anOrder(app, { status: "delivered" });
  for (let made = 0; made < 50; made++) {
    await anOrder(app, {
      status: made % 2 === 0 ? "outsourced" : "awaiting_approval",
      since: app.now - 40 * DAY,
      claimOf: id,
      vendorExpectedAt: app.now - DAY,
    });
  }
  const page = await (await asReceptionist(app)).page("/ordenes");
  assert.equal(page.match(/class="chip small claim"/g)?.length, 50);
  assert.equal(page.match(/Taller atrasado/g)?.length, 25);
  const { length } = gzipSync(page);
  assert.ok(page.length < 60_000 && length < 12_000, `${page.length} bytes, ${length} compressed`);
}, { engines: ["libsql"] });

function rowOf(page: string, number: string): string {
  return new RegExp(`<tr[^>]*>(?:(?!</tr>)[^])*?>${number}<(?:(?!</tr>)[^])*</tr>`).exec(page)?.[0] ?? "";
}

function cardOf(page: string, number: string): string {
  return new RegExp(`<li[^>]*id="card-${number}"[^]*?</li>`).exec(page)?.[0] ?? "";
}
