import assert from "node:assert/strict";
import { greetDaemon } from "../../src/printing/hello.ts";
import { anAgent, COUNTER_PRINTER } from "../printing/daemon_stage.ts";
import { asReceptionist, asTechnician, type TestApp, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { aPart } from "../support/part_builders.ts";

const uuid = () => crypto.randomUUID();
const WISH = {
  sku: "PANT-A54",
  name: "Pantalla A54",
  price: "48.500",
  location: "A-03",
  models: "Samsung Galaxy A54",
};

eachDatabase("a part's label comes out with its code, its shelf and its price", async (_, database) => {
  await using app = await testApp(database);
  const { id } = await aPart(app, WISH);
  const bench = await asTechnician(app);
  const before = await bench.page(`/repuestos/${id}`);
  assert.match(before, /Ninguna impresora de la sucursal imprime etiquetas de repuestos/);
  assert.match(before, /\/etiquetas\?plantilla=part&amp;code=PANT-A54/);
  const refused = await bench.post(`/repuestos/${id}/etiquetas`, { form_key: uuid() });
  assert.equal(refused.status, 409);

  await withPrinter(app);
  const form = { copies: "2", form_key: uuid() };
  for (const _ of [1, 2]) assert.equal((await bench.post(`/repuestos/${id}/etiquetas`, form)).status, 303);
  const jobs = await database.db.selectFrom("print_job").select([
    "template",
    "title",
    "copies",
    "content",
    "svg",
  ])
    .execute();
  assert.equal(jobs.length, 1, "one click, one label");
  const [job] = jobs;
  assert.deepEqual([job?.template, job?.title, job?.copies], ["part", "PANT-A54", 2]);
  assert.match(job?.content ?? "", /PANT-A54/);
  for (const words of ["Pantalla A54", "A-03", "48.500"]) assert.ok(job?.content.includes(words), words);
});

eachDatabase("what comes in is labelled piece by piece when that is wanted", async (_, database) => {
  await using app = await testApp(database);
  const { id } = await aPart(app, WISH);
  await withPrinter(app);
  const desk = await asReceptionist(app);
  assert.match(await desk.page(`/repuestos/${id}`), /Imprimir una etiqueta por pieza/);
  await desk.post(`/repuestos/${id}/recepcion`, { quantity: "1", form_key: uuid() });
  await desk.post(`/repuestos/${id}/recepcion`, { quantity: "23", labels: "1", form_key: uuid() });
  const jobs = await database.db.selectFrom("print_job").select("copies").orderBy("seq").execute();
  assert.deepEqual(jobs.map(({ copies }) => copies), [20, 3]);
});

async function withPrinter(app: TestApp): Promise<void> {
  const { agentId } = await anAgent(app);
  await greetDaemon(await app.ctx(), agentId, {
    protocol: 1,
    version: "0.0.0",
    os: "test",
    instance: uuid(),
    bootId: uuid(),
    printers: [COUNTER_PRINTER],
  });
}
