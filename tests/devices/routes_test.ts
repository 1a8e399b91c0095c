import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { paths } from "../../src/paths.ts";
import { asReceptionist, asTechnician, testApp } from "../support/app.ts";
import { aClient } from "../support/builders.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

eachDatabase("a device's page tells its orders across owners and links to them", async (_t, database) => {
  await using app = await testApp(database);
  const bench = await asTechnician(app);
  const first = await anOrder(app, {
    client: { name: "Marta Gómez" },
    serial: "RF8N30ABC",
    fault: "No carga",
  });
  const second = await anOrder(app, {
    client: { name: "Pedro Paz" },
    serial: "RF8N30ABC",
    fault: "Pantalla rota",
  });
  equal(second.deviceId, first.deviceId);
  const page = await bench.page(paths.device(first.deviceId));
  for (const word of ["Marta Gómez", "Pedro Paz", "No carga", "Pantalla rota", "RF8N30ABC"]) {
    ok(page.includes(word));
  }
  for (
    const path of [paths.order(first.number), paths.client(first.clientId), paths.client(second.clientId)]
  ) {
    ok(page.includes(`href="${path}"`), path);
  }
  doesNotMatch(page, new RegExp(`href="${paths.newIntake()}`));
  equal((await bench.get(paths.device("nothing"))).status, 404);
});

eachDatabase("a wrong IMEI comes back beside its field with what was typed", async (_t, database) => {
  await using app = await testApp(database);
  const bench = await asTechnician(app);
  const { deviceId } = await anOrder(app);
  const answer = await bench.post(paths.deviceEdit(deviceId), {
    category: "phone",
    brand: "Motorola",
    model: "G32",
    serial: "356938035643808",
    version: "1",
  });
  const page = await answer.text();
  equal(answer.status, 422);
  match(page, /El IMEI no es correcto/);
  for (const kept of ["Motorola", "G32", "356938035643808"]) ok(page.includes(`value="${kept}"`), kept);
});

eachDatabase("the second of two editors of a device gets both versions", async (_t, database) => {
  await using app = await testApp(database);
  const bench = await asTechnician(app);
  const { deviceId, number } = await anOrder(app);
  const edit = (model: string, version: string) =>
    bench.post(paths.deviceEdit(deviceId), {
      category: "phone",
      brand: "Samsung",
      model,
      serial: "",
      version,
    });
  equal((await edit("Galaxy A53", "1")).status, 303);
  equal((await edit("Galaxy A53", "1")).status, 303, "the same again, as by a double click, is no conflict");
  const late = await edit("Galaxy A55", "1");
  const page = await late.text();
  equal(late.status, 409);
  deepEqual([page.includes("Galaxy A53"), page.includes("Galaxy A55")], [true, true]);
  match(page, /name="version" value="2"/);
  equal((await edit("Galaxy A55", "2")).status, 303);
  match(await bench.page(paths.device(deviceId)), /Galaxy A55/);
  const found = await bench.get(paths.searchResults("galaxy a55", "ordenes"));
  match(await found.text(), new RegExp(number));
});

eachDatabase("a device changes hands and its history stays", async (_t, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const { deviceId, clientId } = await anOrder(app, { client: { name: "Marta Gómez" } });
  const buyer = await aClient(await app.ctx(), { name: "Ana Ñáñez" });
  const part = await desk.get(`${paths.deviceOwner(deviceId)}?q=nanez`, { "HX-Request": "true" });
  const candidates = await part.text();
  match(candidates, /^<div id="candidates"/);
  match(candidates, /Ana Ñáñez/);
  doesNotMatch(candidates, /Marta/);
  const moved = await desk.post(paths.deviceOwner(deviceId), { client_id: buyer.id, version: "1" });
  equal(moved.status, 303);
  const page = await desk.page(paths.device(deviceId));
  for (const id of [buyer.id, clientId]) ok(page.includes(`href="${paths.client(id)}"`));
  match(page, /Titular cambiado/);
  const late = await desk.post(paths.deviceOwner(deviceId), { client_id: clientId, version: "1" });
  equal(late.status, 409);
  match(await late.text(), /Otra persona guardó este equipo/);
  equal((await desk.post(paths.deviceOwner(deviceId), { client_id: "x", version: "2" })).status, 422);
});
