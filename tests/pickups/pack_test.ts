import assert from "node:assert/strict";
import { checkSyntax, factsOf, paperTest, structureOf, textOf } from "../documents/paper.ts";
import { readAttachments } from "../../src/documents/attachments.ts";
import { asReceptionist, asTechnician } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrder, type OrderWish } from "../support/order_builders.ts";
import { aSentQuote } from "../support/quote_builders.ts";
import { approveByLink } from "../../src/quotes/client_commands.ts";
import { clientApproval } from "../../src/quotes/input.ts";
import { NO_MAIL, pickups } from "./pickup_stage.ts";

paperTest("an abandoned order's papers are one PDF, which the audit log tells of", async () => {
  await using database = await freshDatabase();
  await using shop = await pickups(database);
  await shop.policy("30");
  const { app } = shop;
  const wish: OrderWish = {
    status: "diagnosing",
    diagnosis: "Módulo roto",
    client: NO_MAIL,
    payments: [5_000_00],
  };
  const { id, number } = await anOrder(app, wish);
  const quote = await aSentQuote(app, number);
  const input = clientApproval.parse({ form_key: crypto.randomUUID(), quote, name: "Elsa" });
  await approveByLink(await app.ctx(), { orderId: id, userAgent: "" }, input);
  const ready = { to: "ready", force: "1", reason: "Terminado", outcome: "repaired" };
  assert.equal((await (await shop.admin()).post(`/ordenes/${number}/estado`, ready)).status, 303);
  await shop.later(40);
  const counter = await asReceptionist(app);
  const letter = await counter.get(`/ordenes/${number}/aviso-de-retiro.pdf`);
  const paper = new Uint8Array(await letter.arrayBuffer());
  await checkSyntax(paper);
  assert.match(
    await textOf(paper),
    /Aviso de retiro[^]*Elsa Sosa[^]*listo para retirar desde el 23 nov[^]*termina el 21 feb[^]*Recibí este aviso/,
  );
  await counter.post(`/por-avisar/${number}/aviso`, { how: "phone", note: "Pasa el sábado" });
  const path = `/ordenes/${number}/expediente.pdf`;
  assert.equal((await counter.get(path)).status, 404, "before it is abandoned");
  await shop.later(60);
  const [admin, rocio] = [await shop.admin(), await asReceptionist(app)];
  const move = { from: "ready", to: "abandoned", reason: "Pasaron noventa días" };
  assert.equal((await admin.post(`/ordenes/${number}/estado`, move)).status, 303);
  assert.match(await rocio.page(`/ordenes/${number}`), new RegExp(path));

  const answer = await rocio.get(path);
  assert.equal(answer.status, 200);
  const pdf = new Uint8Array(await answer.arrayBuffer());
  await checkSyntax(pdf);
  assert.equal((await factsOf(pdf)).Title, `Expediente ${number}`);
  const text = await textOf(pdf);
  const inOrder = [
    "Comprobante de ingreso",
    "Presupuesto",
    "Constancia",
    "Recibo de pago",
    "Avisos e historial",
    "Aviso a los 30 días: Avisado por teléfono",
    "Cliente avisado (teléfono): aviso de retiro",
    "Pasaron noventa días",
  ];
  let from = 0;
  for (const words of inOrder) {
    const at = text.indexOf(words, from);
    assert.ok(at >= 0, `“${words}” is missing after ${from} in: ${text}`);
    from = at;
  }
  const tags = await structureOf(pdf);
  assert.equal(tags.match(/\bH1\b/g)?.length, 5, "a heading for each document");
  assert.deepEqual([...(await readAttachments(pdf))?.keys() ?? []], [`constancia-${number}-1.pdf`]);

  const audited = await database.db.selectFrom("audit_event").select(["actor_name", "data_json"])
    .where("kind", "=", "order_pack_taken").execute();
  assert.deepEqual(audited.map((row) => [row.actor_name, JSON.parse(row.data_json)]), [[
    "Rocío Recepción",
    { order: number },
  ]]);
  assert.match(await admin.page("/admin/auditoria"), /Descargó el expediente[^]*Orden: /);
  assert.equal((await (await asTechnician(app)).get(path)).status, 404);
});
