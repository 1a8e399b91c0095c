import assert from "node:assert/strict";
import { testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { fillOrder } from "../support/full_order.ts";
import { anOrder } from "../support/order_builders.ts";
import { aCaller, type Caller } from "./caller.ts";

const ALL = "client,device,technician,quotes,charges,payments";
let asked = 0;

eachDatabase("what belongs to a row comes with it where its scope allows", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const technicianId = userActor(app, "technician").id;
  for (const [at, email] of ["marta@example.com", "ana@example.com", "luz@example.com"].entries()) {
    const order = await anOrder(app, { status: "repairing", client: { name: email, email }, technicianId });
    if (at === 1) await fillOrder(await app.ctx(userActor(app, "admin")), order.id);
  }
  await anOrder(app, { client: { name: "Sin técnico" } });

  const [payment] = await rowsOf(caller, "/api/pagos?limit=1");
  const number = payment?.order_number ?? "";
  const path = `/api/ordenes/${number}`;
  const order: Told = await (await caller.get(`${path}?expand=${ALL}`)).json();
  const { expanded } = order;
  assert.deepEqual(expanded.client, await (await caller.get(`/api/clientes/${order.client.id}`)).json());
  assert.equal(expanded.device.owner.id, order.client.id);
  assert.deepEqual(expanded.technician, await (await caller.get(`/api/tecnicos/${technicianId}`)).json());
  assert.deepEqual(expanded.quotes, await rowsOf(caller, `/api/presupuestos?order_number=${number}`));
  assert.ok(expanded.quotes[0]?.lines[0]?.unit_cost !== undefined);
  assert.deepEqual(expanded.charges, await rowsOf(caller, `${path}/cargos`));
  assert.deepEqual(expanded.payments, await rowsOf(caller, `/api/pagos?order_number=${number}`));
  assert.ok(expanded.charges.length > 0 && expanded.payments.length > 0);

  const list = await rowsOf(caller, `/api/ordenes?fields=number&expand=${ALL}`);
  assert.deepEqual(Object.keys(list[1] ?? {}), ["number", "expanded"]);
  assert.equal(list[0]?.expanded.technician, null);
  assert.deepEqual(list.find((row) => row.number === number)?.expanded, expanded);
  assert.deepEqual(list.at(-1)?.expanded.payments, []);

  for (
    const of of [
      `pagos/${payment?.id}?expand=order`,
      `presupuestos/${expanded.quotes[0]?.id}?expand=order`,
    ]
  ) {
    const told: Told = await (await caller.get(`/api/${of}`)).json();
    assert.deepEqual([told.expanded.order.number, told.expanded.order.client.id], [number, order.client.id]);
  }
  const [device] = await rowsOf(caller, `/api/equipos?client_id=${order.client.id}&expand=owner`);
  assert.deepEqual(device?.expanded.owner, expanded.client);

  const few = await aCaller(app, ["orders:read", "clients:read"]);
  assert.equal((await few.get(`${path}?expand=client`)).status, 200);
  const refused = await few.get(`${path}?expand=client,payments`);
  const problem = await refused.json();
  assert.deepEqual([refused.status, problem.code], [403, "scope_missing"]);
  assert.match(problem.detail, /payments:read/);
  const unknown = await caller.get(`${path}?expand=client,secret`);
  assert.deepEqual([unknown.status, (await unknown.json()).errors[0].field], [422, "expand"]);
  assert.equal((await caller.get("/api/clientes?expand=orders")).status, 422);

  const plain = await statements(() => caller.get("/api/ordenes?limit=3"));
  for (const name of ALL.split(",")) {
    const [one, three] = [
      await statements(() => caller.get(`/api/ordenes?limit=1&expand=${name}`)),
      await statements(() => caller.get(`/api/ordenes?limit=3&expand=${name}`)),
    ];
    assert.equal(one, three, `${name} is asked for row by row`);
    assert.ok(
      three - plain <= (name === "quotes" || name === "technician" ? 2 : 1),
      `${name}: ${three - plain}`,
    );
  }
}, { open: { onQuery: () => asked++ } });

interface Told {
  id: string;
  number: string;
  order_number: string;
  client: { id: string };
  expanded: {
    client: unknown;
    device: { owner: { id: string } };
    technician: unknown;
    quotes: { id: string; lines: { unit_cost?: unknown }[] }[];
    charges: unknown[];
    payments: unknown[];
    order: Pick<Told, "number" | "client">;
    owner: unknown;
  };
}

async function rowsOf(caller: Caller, path: string): Promise<Told[]> {
  const answer = await caller.get(path);
  assert.equal(answer.status, 200, path);
  return await answer.json();
}

async function statements(run: () => Promise<Response>): Promise<number> {
  const before = asked;
  assert.equal((await run()).status, 200);
  return asked - before;
}
