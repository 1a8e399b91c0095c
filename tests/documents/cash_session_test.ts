import assert from "node:assert/strict";
import { moveCash } from "../../src/cash/commands.ts";
import { movementInput } from "../../src/cash/input.ts";
import { anOpenTill, close, count, uuid } from "../cash/till_stage.ts";
import { pay } from "../payments/payment_stage.ts";
import { asReceptionist, testApp, userActor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { checkSyntax, factsOf, imagesIn, paperTest, textOf } from "./paper.ts";

const HOSTILE = "Ольга Ω 漢字 😀 Peñaloza";

paperTest(
  "the report of a session says what there was, what there should have been, and every entry",
  async () => {
    await using database = await freshDatabase();
    await using app = await testApp(database);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const { number } = await anOrder(app, { client: { name: HOSTILE }, charges: [90_000_00] });
    const id = await anOpenTill(ctx, { tillId: app.branchId, float: "5.000" });
    await pay(ctx, number, { amount: "40000", received: "50000" });
    await pay(ctx, number, { amount: "30000", method: "mercado_pago" });
    await moveCash(
      ctx,
      id,
      movementInput("ARS").parse({ direction: "out", amount: "1500", reason: "Librería", form_key: uuid() }),
    );
    const bills = { b2000000: "2", b100000: "3", b20000: "1" };
    const counted = await count(ctx, id, { cash: "", mercado_pago: "30000" }, { bills });
    const desk = await asReceptionist(app);
    const early = await desk.get(`/caja/sesiones/${id}/informe.pdf`);
    assert.ok((await textOf(new Uint8Array(await early.arrayBuffer()))).includes("Caja todavía abierta"));
    await close(ctx, id, { count: counted.count, note: "Un billete de más: lo dejó un cliente" });
    for (const format of ["a4", "80mm"]) {
      const response = await desk.get(`/caja/sesiones/${id}/informe.pdf?formato=${format}`);
      assert.equal(response.status, 200);
      assert.match(response.headers.get("Content-Disposition") ?? "", /^inline; filename="[\w-]+\.pdf"$/);
      const pdf = new Uint8Array(await response.arrayBuffer());
      await checkSyntax(pdf);
      assert.ok(pdf.length <= 60_000, `${pdf.length} bytes`);
      const facts = await factsOf(pdf);
      assert.deepEqual([facts["Title"], facts["Pages"]], ["Cierre de caja S01 · Caja 1", "1"]);
      assert.equal(await imagesIn(pdf), 0);
      const text = await textOf(pdf);
      for (
        const words of [
          "Rocío Recepción",
          "Efectivo · debería haber $ 43.500,00",
          "Efectivo · contado $ 43.200,00",
          "Efectivo · Diferencia -$ 300,00",
          "Mercado Pago · contado $ 30.000,00",
          "2 × $ 20.000,00 $ 40.000,00",
          "Un billete de más: lo dejó un cliente",
          "Librería",
          `Pago · Efectivo · ${number} · Ольга Ω ?? ? Peñaloza`,
          "$ 40.000,00",
        ]
      ) {
        assert.ok(text.includes(words), `“${words}” is missing in: ${text}`);
      }
    }
  },
);

paperTest("a receipt of cash says what was handed over and what went back", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const { number } = await anOrder(app, { charges: [90_00] });
  const id = await pay(ctx, number, { amount: "90", received: "100" });
  const desk = await asReceptionist(app);
  for (const format of ["a4", "80mm"]) {
    const response = await desk.get(`/ordenes/${number}/pagos/${id}/recibo.pdf?formato=${format}`);
    const text = await textOf(new Uint8Array(await response.arrayBuffer()));
    assert.match(text, /Recibido en efectivo/);
    assert.match(text, /Vuelto/);
    assert.match(text, /\$ 100,00[^]*\$ 10,00/);
  }
});
