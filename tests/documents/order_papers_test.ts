import assert from "node:assert/strict";

import { asReceptionist, asTechnician, type Browser, testApp } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { anOrder, handedBack } from "../support/order_builders.ts";
import { aSentQuote } from "../support/quote_builders.ts";
import { checkSyntax, codesOn, factsOf, imagesIn, objectsOf, paperTest, textOf } from "./paper.ts";

const FORMATS = ["a4", "80mm"] as const;
const HOSTILE = "Ольга Ω 漢字 😀 Peñaloza";

async function pdfAt(browser: Browser, path: string): Promise<Uint8Array> {
  const response = await browser.get(path);
  assert.equal(response.status, 200, path);
  assert.equal(response.headers.get("Content-Type"), "application/pdf");
  assert.match(response.headers.get("Content-Disposition") ?? "", /^inline; filename="[\w-]+\.pdf"$/);
  return new Uint8Array(await response.arrayBuffer());
}

async function has(pdf: Uint8Array, parts: readonly string[]): Promise<void> {
  const text = await textOf(pdf);
  for (const part of parts) assert.ok(text.includes(part), `“${part}” is missing in: ${text}`);
}

paperTest("every paper of an order is sound, small, titled, and says what it is for", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, {
    status: "ready",
    outcome: "repaired",
    client: { name: HOSTILE, phone: "11 4567-1234" },
    diagnosis: "Pin de carga roto",
    accessories: ["Funda"],
    charges: [45_000_00],
    payments: [15_000_00],
    pin: "739182",
  });
  const desk = await asReceptionist(app);
  await desk.post(`/ordenes/${number}/notas`, {
    text: "Probar con otro cable",
    form_key: crypto.randomUUID(),
  });
  const delivered = await desk.post(`/ordenes/${number}/entrega`, {
    ...await handedBack(app, number),
    taken_by: HOSTILE,
    work: "Se cambió el pin",
    amount: "30000",
    method: "transfer",
    signed_name: HOSTILE,
    form_key: crypto.randomUUID(),
  });
  assert.equal(delivered.status, 303);
  const deposit = await database.db.selectFrom("payment").select("id").where("order_id", "=", id)
    .where("kind", "=", "deposit").executeTakeFirstOrThrow();

  const papers: [string, string, string[]][] = [
    [`pagos/${deposit.id}/recibo.pdf`, "Recibo de pago", [
      "Seña",
      "$ 15.000,00",
      "Efectivo",
      "Rocío Recepción",
      "$ 30.000,00",
    ]],
    ["garantia.pdf", "Certificado de garantía", ["Se cambió el pin", "21 feb 2027", "90 días", "Reparado"]],
    ["hoja-de-trabajo.pdf", "Hoja de trabajo", [
      "No enciende",
      "Pin de carga roto",
      "Funda",
      "Probar con otro cable",
    ]],
  ];
  const page = await desk.page(`/ordenes/${number}`);
  for (const [path, title, words] of papers) {
    for (const format of FORMATS) {
      const address = `/ordenes/${number}/${path}?formato=${format}`;
      assert.ok(page.includes(address), `${address} is linked from the order`);
      const pdf = await pdfAt(desk, address);
      await checkSyntax(pdf);
      assert.ok(pdf.length <= 60_000, `${pdf.length} bytes`);
      const facts = await factsOf(pdf);
      assert.equal(facts["Title"], `${title} ${number}`);
      assert.equal(facts["Pages"], "1", address);
      assert.equal(facts["Author"], "Service Norte");
      const objects = await objectsOf(pdf);
      for (const said of ["/Lang (es)", "/DisplayDocTitle true"]) assert.ok(objects.includes(said), said);
      assert.equal(facts["CreationDate"], "2026-11-23T13:00:00Z");
      await has(pdf, [title, number, "Ольга Ω ?? ? Peñaloza", "Samsung Galaxy A54", ...words]);
      assert.equal((await textOf(pdf)).includes("739182"), false, "the secret stays in its box");
      assert.equal(await imagesIn(pdf), 0, "the bars are drawn, not pictures");
      assert.deepEqual(await codesOn(pdf, 203), [number], address);
    }
  }
});

paperTest(
  "a quote's paper says what was offered, whatever was billed, and stays as it was sent",
  async () => {
    await using database = await freshDatabase();
    await using app = await testApp(database);
    const { number } = await anOrder(app, {
      status: "diagnosing",
      diagnosis: "Pantalla rota",
      charges: [77_777_00],
      client: { name: HOSTILE },
    });
    const quote = await aSentQuote(app, number, {
      options: "2",
      taxRates: [21_000],
      deposit_percent: "50",
      note: "Plazo: 3 días",
      lines: [
        { description: "Pantalla original", price: "121000", option: "A", kind: "part" },
        { description: "Pantalla genérica", price: "60500", option: "B", kind: "part" },
        { description: "Tornillos", price: "100,50", quantity: "4" },
        { description: "Amigo", price: "402", kind: "discount" },
      ],
    });
    const desk = await asReceptionist(app);
    await desk.post(`/ordenes/${number}/diagnostico`, {
      text: "También la placa",
      form_key: crypto.randomUUID(),
    });
    for (const format of FORMATS) {
      const address = `/ordenes/${number}/presupuestos/${quote}/presupuesto.pdf?formato=${format}`;
      const pdf = await pdfAt(desk, address);
      await checkSyntax(pdf);
      assert.ok(pdf.length <= 60_000, `${pdf.length} bytes`);
      assert.equal((await factsOf(pdf))["Title"], `Presupuesto 1 ${number}`);
      await has(pdf, [
        "Pantalla rota",
        "Total de la opción A $ 121.000,00",
        "Total de la opción B $ 60.500,00",
        "Incluye impuestos (21 %) $ 21.000,00",
        "Seña para empezar (50 %) $ 30.250,00",
        "$ 402,00",
        "-$ 402,00",
        "Plazo: 3 días",
        "Vale hasta el",
        "El diagnóstico no obliga a reparar",
      ]);
      const text = await textOf(pdf);
      assert.ok(!text.includes("77.777") && !text.includes("También la placa"), text);
      assert.deepEqual(await codesOn(pdf, 203), [number], address);
    }
  },
);

paperTest("the cash of a day is summed by method and by person, of that day and branch alone", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const first = await anOrder(app, { status: "ready" });
  let desk = await asReceptionist(app);
  const pay = async (kind: string, method: string, amount: string) => {
    const fields = { kind, method, amount, form_key: crypto.randomUUID() };
    assert.equal((await desk.post(`/ordenes/${first.number}/pagos`, fields)).status, 303);
  };
  await pay("deposit", "cash", "10000");
  await pay("payment", "cash", "2500,50");
  await pay("payment", "card", "7000");
  const back = { method: "cash", amount: "500", reason: "Cobrado de más", form_key: crypto.randomUUID() };
  assert.equal((await desk.post(`/ordenes/${first.number}/devoluciones`, back)).status, 303);
  app.now += 86_400_000;
  desk = await asReceptionist(app);
  await pay("payment", "transfer", "99");

  assert.ok((await desk.page("/estadisticas")).includes('action="/estadisticas/caja.pdf"'));
  for (const format of FORMATS) {
    const pdf = await pdfAt(desk, `/estadisticas/caja.pdf?dia=2026-11-23&formato=${format}`);
    await checkSyntax(pdf);
    assert.ok(pdf.length <= 60_000);
    await has(pdf, [
      "Arqueo de caja",
      "23 nov 2026",
      "Efectivo $ 12.000,50",
      "Tarjeta $ 7.000,00",
      "Total del día $ 19.000,50",
      "Rocío Recepción $ 19.000,50",
    ]);
    assert.equal((await textOf(pdf)).includes("99,00"), false);
  }
  await has(await pdfAt(desk, "/estadisticas/caja.pdf"), ["24 nov 2026", "Transferencia $ 99,00"]);
  await has(await pdfAt(desk, "/estadisticas/caja.pdf?dia=2020-01-01"), ["Sin movimientos"]);
});

eachDatabase("a paper is only for those who may see what is on it", async (_, database) => {
  await using app = await testApp(database);
  const [mine, other] = [
    await anOrder(app, { status: "ready", payments: [100_00] }),
    await anOrder(app, { status: "ready" }),
  ];
  const { id } = await database.db.selectFrom("payment").select("id").where("order_id", "=", mine.id)
    .executeTakeFirstOrThrow();
  const desk = await asReceptionist(app);
  const bench = await asTechnician(app);
  const statuses = async (browser: Browser, list: string[]) =>
    await Promise.all(list.map(async (path) => (await browser.get(path)).status));
  const money = [
    `/ordenes/${mine.number}/pagos/${id}/recibo.pdf`,
    "/estadisticas/caja.pdf",
  ];
  assert.deepEqual(await statuses(desk, money), [200, 200]);
  const refused = await statuses(bench, money);
  assert.ok(refused.every((status) => status === 403 || status === 404), String(refused));
  assert.deepEqual(await statuses(bench, [`/ordenes/${mine.number}/hoja-de-trabajo.pdf`]), [200]);
  const absent = [
    `/ordenes/${other.number}/pagos/${id}/recibo.pdf`,
    `/ordenes/${mine.number}/garantia.pdf`,
    "/estadisticas/caja.pdf?sucursal=nada",
  ];
  assert.deepEqual(await statuses(desk, absent), [404, 404, 404]);
});
