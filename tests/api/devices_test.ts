import assert from "node:assert/strict";
import { deviceList } from "../../src/devices/queries.ts";
import { testApp } from "../support/app.ts";
import { aClient, aDevice } from "../support/builders.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { aCaller } from "./caller.ts";

const PHONE = { category: "phone", brand: "Samsung", model: "A54", serial: "356938035643809" };

eachDatabase("a device is added once by its serial, changed and handed over", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const marta = await aClient(await app.ctx(), { name: "Marta" });
  const pedro = await aClient(await app.ctx(), { name: "Pedro" });
  const made = await caller.send("POST", "/api/equipos/", { ...PHONE, client_id: marta.id });
  const device = await made.json();
  assert.deepEqual([made.status, device.owner], [201, { id: marta.id, name: "Marta" }]);
  const path = `/api/equipos/${device.id}`;
  assert.equal(made.headers.get("Location"), path);
  const known = await caller.send("POST", "/api/equipos", { ...PHONE, client_id: pedro.id });
  assert.deepEqual([known.status, (await known.json()).id], [200, device.id]);
  const back = await caller.send("POST", `${path}/titular`, { client_id: marta.id });
  const owners = await back.json();
  assert.deepEqual([owners.owner.name, owners.former_owners.map(({ name }: { name: string }) => name)], [
    "Marta",
    ["Pedro", "Marta"],
  ]);
  const tag = back.headers.get("ETag") ?? "";
  const changed = await caller.send("PATCH", path, { model: "A54 5G" }, { "If-Match": tag });
  assert.deepEqual([changed.status, (await changed.json()).model], [200, "A54 5G"]);
  assert.equal((await caller.send("PATCH", path, { model: "A55" }, { "If-Match": tag })).status, 412);
  const wrong = await caller.send("PATCH", path, { serial: "356938035643808" }, { "If-Match": "*" });
  assert.deepEqual([wrong.status, (await wrong.json()).errors[0].field], [422, "serial"]);
});

eachDatabase("a device of nobody is refused beside its field", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const client_id = "01935f5a-7c00-7000-8000-000000000001";
  const refused = await caller.send("POST", "/api/equipos", { ...PHONE, client_id });
  assert.deepEqual([refused.status, (await refused.json()).errors[0].field], [422, "client_id"]);
});

eachDatabase(
  "devices are listed by words, by owner and page by page, with their orders",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx();
    const caller = await aCaller(app);
    const client = await aClient(ctx, { name: "Taller Sur" });
    for (let made = 0; made < 3; made++) {
      await aDevice(ctx, {
        clientId: client.id,
        brand: "Bosch",
        model: `M${made}`,
      });
    }
    const order = await anOrder(app, { status: "repairing" });
    const models = async (query: string) => {
      const answer = await caller.get(`/api/equipos/${query}`);
      assert.equal(answer.status, 200);
      const rows: { model: string }[] = await answer.json();
      const next = /<[^>]*(\?[^>]*)>; rel="next"/.exec(answer.headers.get("Link") ?? "")?.[1];
      return { models: rows.map(({ model }) => model), next };
    };
    assert.deepEqual((await models("?q=bosch")).models, ["M2", "M1", "M0"]);
    const first = await models(`?client_id=${client.id}&limit=2`);
    assert.deepEqual(first.models, ["M2", "M1"]);
    assert.deepEqual((await models(first.next ?? "")).models, ["M0"]);
    assert.equal((await caller.get(`/api/equipos?q=bosch&client_id=${client.id}`)).status, 422);
    const { device } = await (await caller.get(`/api/ordenes/${order.number}`)).json();
    const orders = await (await caller.get(`/api/equipos/${device.id}/ordenes`)).json();
    assert.deepEqual([orders[0].number, orders[0].status], [order.number, "repairing"]);
    for (const filter of [{ q: "", after: 9 }, { q: "bosch" }, { q: "", clientId: client.id, after: 9 }]) {
      await assertUsesIndex(database, deviceList(ctx, filter).limit(51).compile());
    }
  },
);
