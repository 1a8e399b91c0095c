import assert from "node:assert/strict";
import { approveByLink } from "../../src/quotes/client_commands.ts";
import { clientApproval } from "../../src/quotes/input.ts";
import { readAttachments } from "../../src/documents/attachments.ts";
import { API_SCOPES } from "../../src/tokens/scope.ts";
import { aCaller } from "../api/caller.ts";
import { aLink } from "../gateways/gateway_stage.ts";
import { NO_MAIL, pickups } from "../pickups/pickup_stage.ts";
import { asReceptionist, asTechnician, visitor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aPart } from "../support/part_builders.ts";
import { aSentQuote } from "../support/quote_builders.ts";
import { paperTest, textOf } from "./paper.ts";

/** Of the part and of a line that is no part, as any paper could write them. */
const COSTS = /7[.,]?771[.,]?31|6[.,]?543[.,]?21/;

paperTest("no paper tells what a part or a line costs the shop", async () => {
  await using database = await freshDatabase();
  await using shop = await pickups(database);
  await shop.policy("30");
  const { app } = shop;
  const part = await aPart(app, { name: "Módulo A54", price: "48.500", cost: "7.771,31", stock: 3 });
  const { id, number } = await anOrder(app, {
    status: "diagnosing",
    diagnosis: "Módulo roto",
    client: NO_MAIL,
    payments: [5_000_00],
    technicianId: app.users.technician.id,
  });
  const quote = await aSentQuote(app, number, {
    lines: [
      { kind: "part", part_id: part.id, description: "Módulo A54", price: "48.500", cost: "7.771,31" },
      { kind: "labour", description: "Mano de obra", price: "20.000", cost: "6.543,21" },
    ],
  });
  const kept = await database.db.selectFrom("quote_line_cost").select("unit_minor").execute();
  assert.deepEqual(kept.map((row) => Number(row.unit_minor)).sort(), [6_543_21, 7_771_31]);
  const input = clientApproval.parse({ form_key: crypto.randomUUID(), quote, name: "Elsa" });
  await approveByLink(await app.ctx(), { orderId: id, userAgent: "" }, input);
  const [payment] = await database.db.selectFrom("payment").select("id").execute();
  const bench = await asTechnician(app);
  const worksheet = `/ordenes/${number}/hoja-de-trabajo.pdf`;
  const papers: Record<string, Response> = { worksheet: await bench.get(worksheet) };

  const ready = { to: "ready", force: "1", reason: "Terminado", outcome: "repaired" };
  assert.equal((await (await shop.admin()).post(`/ordenes/${number}/estado`, ready)).status, 303);
  await shop.later(40);
  await (await asReceptionist(app)).post(`/por-avisar/${number}/aviso`, { how: "phone" });
  await shop.later(60);
  const move = { from: "ready", to: "abandoned", reason: "Pasaron noventa días" };
  assert.equal((await (await shop.admin()).post(`/ordenes/${number}/estado`, move)).status, 303);

  const rocio = await asReceptionist(app);
  const ofOrder = [
    `pagos/${payment?.id}/recibo.pdf`,
    `presupuestos/${quote}/presupuesto.pdf`,
    `presupuestos/${quote}/constancia.pdf`,
    "hoja-de-trabajo.pdf",
    "expediente.pdf",
  ];
  for (const paper of ofOrder) papers[paper] = await rocio.get(`/ordenes/${number}/${paper}`);
  const scopes = API_SCOPES.filter((scope) => scope !== "costs:read");
  const program = await aCaller(app, scopes);
  papers["the API's quote"] = await program.get(`/api/presupuestos/${quote}/pdf`);
  papers["the API's receipt"] = await program.get(`/api/pagos/${payment?.id}/recibo`);
  const link = await aLink(app, id);
  for (const paper of ["presupuesto.pdf", "constancia.pdf"]) {
    papers[`the client's ${paper}`] = await visitor(app).get(`${link}/${paper}`);
  }

  for (const [paper, answer] of Object.entries(papers)) {
    assert.equal(answer.status, 200, paper);
    const pdf = new Uint8Array(await answer.arrayBuffer());
    const inside = [...(await readAttachments(pdf))?.values() ?? []];
    for (const bytes of [pdf, ...inside]) {
      const isPdf = new TextDecoder().decode(bytes.slice(0, 5)) === "%PDF-";
      const text = isPdf ? await textOf(bytes) : new TextDecoder().decode(bytes);
      assert.ok(text.trim() !== "", `${paper} has words`);
      assert.doesNotMatch(text, COSTS, paper);
    }
    if (/presupuesto|quote/.test(paper)) {
      assert.match(await textOf(pdf), /48\.500/, `${paper} tells what the client pays`);
    }
  }
});
