import assert from "node:assert/strict";
import { testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aCaller } from "./caller.ts";

eachDatabase("a client's contacts are added, changed and removed one by one", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const made = await caller.send("POST", "/api/clientes", { name: "Marta Núñez" });
  const path = `/api/clientes/${(await made.json()).id}`;
  const list = `${path}/contactos`;
  const wish = { kind: "whatsapp", value: "11 4000 1234" };
  const added = await caller.send("POST", list, wish, { "Idempotency-Key": "uno" });
  const phone = await added.json();
  assert.deepEqual([added.status, phone.value], [201, "+541140001234"]);
  assert.equal(added.headers.get("Location"), `${list}/${phone.id}`);
  assert.deepEqual(await (await caller.send("POST", list, wish, { "Idempotency-Key": "uno" })).json(), phone);
  const same = await caller.send("POST", list, wish);
  assert.deepEqual([same.status, (await same.json()).id], [200, phone.id]);
  const email = await (await caller.send("POST", list, { kind: "email", value: "Marta@Example.com" })).json();
  assert.equal(email.value, "marta@example.com");
  for (const value of ["", "x"]) {
    const wrong = await caller.send("POST", list, { kind: "phone", value });
    assert.deepEqual([wrong.status, (await wrong.json()).errors[0].field], [422, "value"]);
  }

  const one = `${list}/${phone.id}`;
  const tag = (await caller.get(one)).headers.get("ETag") ?? "";
  const changed = await caller.send("PATCH", one, { value: "11 4000 5678" }, { "If-Match": tag });
  assert.deepEqual(await changed.json(), {
    ...phone,
    value: "+541140005678",
    display: phone.display.replace("1234", "5678"),
  });
  assert.equal((await caller.send("PATCH", one, { value: "11 4000 9999" }, { "If-Match": tag })).status, 412);
  const twice = await caller.send("PATCH", `${list}/${email.id}`, { kind: "whatsapp", value: "1140005678" }, {
    "If-Match": "*",
  });
  assert.equal((await twice.json()).errors[0].code, "contact_known");
  const [found] = await (await caller.get("/api/clientes?q=40005678")).json();
  assert.equal(found.name, "Marta Núñez", "a contact is searched by at once");

  const whole = await caller.send("PATCH", path, { address: "Corrientes 1" }, { "If-Match": "*" });
  const { contacts } = await whole.json();
  assert.deepEqual(contacts.map(({ id }: { id: string }) => id), [phone.id, email.id], "ids stay");
  assert.equal((await caller.send("DELETE", one)).status, 204);
  assert.equal((await caller.get(one)).status, 404);
  assert.deepEqual(await (await caller.get(list)).json(), [email]);
  const events = await (await caller.get("/api/eventos?type=client.updated")).json();
  assert.equal(events.length, 5);
  const reader = await aCaller(app, ["clients:read"]);
  assert.equal((await reader.send("POST", list, wish)).status, 403);
});

eachDatabase("a client's devices and orders are listed page by page", async (_t, database) => {
  await using app = await testApp(database);
  const { clientId, number } = await anOrder(app);
  const second = await anOrder(app, { client: { id: clientId } });
  await anOrder(app);
  const caller = await aCaller(app);
  const pages = async (list: string, key: string) => {
    const found: string[] = [];
    let path = `/api/clientes/${clientId}/${list}?limit=1`;
    for (let count = 0; path !== "" && count < 5; count++) {
      const answer = await caller.get(path);
      for (const row of await answer.json()) found.push(row[key]);
      path = /<([^>]+)>; rel="next"/.exec(answer.headers.get("Link") ?? "")?.[1] ?? "";
    }
    return found;
  };
  assert.deepEqual(await pages("ordenes", "number"), [second.number, number]);
  assert.equal((await pages("equipos", "id")).length, 2);
  const nobody = "0190a0b0-0000-7000-8000-000000000000";
  assert.equal((await caller.get(`/api/clientes/${nobody}/ordenes`)).status, 404);
  assert.equal((await caller.get(`/api/clientes/${nobody}/equipos`)).status, 404);
}, { engines: ["libsql"] });
