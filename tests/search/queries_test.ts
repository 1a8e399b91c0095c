import { deepEqual, equal, ok } from "node:assert/strict";
import { editClient } from "../../src/clients/commands.ts";
import { clientEdit } from "../../src/clients/input.ts";
import { editDevice } from "../../src/devices/commands.ts";
import { deviceEdit } from "../../src/devices/input.ts";
import {
  clientsMatching,
  devicesMatching,
  namedBy,
  namedOrders,
  ordersMatching,
  search,
  targets,
} from "../../src/search/queries.ts";
import { SEARCH_KINDS } from "../../src/search/kinds.ts";
import { readScan } from "../../src/search/scan.ts";
import { openTrackingLink } from "../../src/tracking/commands.ts";
import { testApp, userActor } from "../support/app.ts";
import { aClient, aDevice } from "../support/builders.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";

const PLACE = { branchCode: "S01", branchCodes: ["S01", "S011", "N2"] };

Deno.test("an order's number is read as people and scanners write it", () => {
  const read = (text: string, place = PLACE) => readScan(text, place).numbers;
  for (const text of ["52", "000052", "S01-000052", "s01-52", " S01 52 ", "S01/52", "S01'000052", "S01_52"]) {
    deepEqual(read(text), ["S01-000052"], text);
  }
  deepEqual(read("n2-7"), ["N2-000007"]);
  deepEqual(read("S01152"), ["S01-000152", "S011-000052"]);
  deepEqual(read("52", { branchCode: "", branchCodes: [] }), []);
  for (const text of ["", "-52", "S01-", "S01-1234567890", "S01-52-3", "maría 52", "'; drop table"]) {
    deepEqual(read(text), [], text);
  }
});

Deno.test("a client's link is read from its QR, also through a keyboard of another layout", () => {
  const token = "aB3-_xyz0123456789QRST";
  const links = [
    `https://taller.example/seguimiento/${token}`,
    `/seguimiento/${token}?x=1`,
    `httpsÑ--taller.example-seguimiento-${token.replace("-", "'").replace("_", "?")}`,
  ];
  for (const link of links) equal(readScan(link, PLACE).token, token, link);
  equal(readScan("https://taller.example/seguimiento/short", PLACE).token, null);
  deepEqual(readScan(`S01-000052${" ".repeat(2_000)}x`, PLACE), {
    numbers: [],
    serial: "",
    part: "",
    token: null,
  });
  equal(readScan(`https://taller.example/ordenes/${token}`, PLACE).token, null);
});

eachDatabase("one search finds orders, clients and devices by whatever is known", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const order = await anOrder(app, {
    client: {
      name: "José Núñez",
      whatsapp: "11 15 2233-4455",
      email: "pepe@taller.example",
      document: "28.456.123",
    },
    brand: "Motorola",
    model: "Moto G32",
    serial: "356938035643809",
    fault: "Pantalla rota, no da imagen",
  });
  await anOrder(app, { client: { name: "Ana Prat", phone: "11 5000-0000" }, fault: "No carga" });
  const found = async (text: string) => {
    const { orders, clients, devices } = await search(ctx, { text, kinds: SEARCH_KINDS, limit: 6 });
    return [
      orders.rows.map(({ number }) => number),
      clients.rows.map(({ name }) => name),
      devices.rows.map(({ model }) => model),
    ];
  };
  const { number } = order;
  for (
    const text of ["jose nunez", "NÚÑEZ jos", "4455", "011 15 2233-4455", "pepe@tal", "28456123", "28.456"]
  ) {
    deepEqual(await found(text), [[number], ["José Núñez"], []], text);
  }
  for (const text of ["motorola", "moto g32", "MOTO", "356938035643809", "35693", "35 693803 564380 9"]) {
    deepEqual(await found(text), [[number], [], ["Moto G32"]], text);
  }
  deepEqual(await found("pantalla"), [[number], [], []]);
  deepEqual(await found("nunez pantalla moto"), [[number], [], []]);
  for (const text of [number, number.toLowerCase(), "S01-1", "1"]) {
    equal((await found(text))[0]?.[0], number, text);
  }
});

eachDatabase("hostile text finds nothing and breaks nothing", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  await anOrder(app, { client: { name: "José Núñez" } });
  const texts = [
    '"',
    "'",
    "%",
    "_",
    "*",
    '" OR 1=1',
    'jose*" OR x',
    "NEAR(jose)",
    "search_fold:jose x",
    "\u0000",
  ];
  for (const text of [...texts, "x".repeat(10_000), "%".repeat(10_000), "\ud800", "-", "( ) ^ :"]) {
    const { orders, clients, devices } = await search(ctx, { text, kinds: SEARCH_KINDS, limit: 6 });
    deepEqual([orders.rows, clients.rows, devices.rows], [[], [], []], text.slice(0, 20));
    equal(await namedBy(ctx, { text, kinds: SEARCH_KINDS }), null);
  }
});

eachDatabase("a whole number, serial or client's link names one thing", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "technician"));
  const order = await anOrder(app, { serial: "RF8N-30ABC" });
  const named = (text: string) => namedBy(ctx, { text, kinds: SEARCH_KINDS });
  deepEqual(await named("1"), { kind: "order", number: order.number });
  deepEqual(await named("s01'1"), { kind: "order", number: order.number });
  deepEqual(await named("rf8n30abc"), { kind: "device", id: order.deviceId });
  const { url, linkId } = await ctx.db.transaction().execute((trx) => openTrackingLink(trx, ctx, order.id));
  deepEqual(await named(url), { kind: "order", number: order.number });
  await ctx.db.updateTable("tracking_link").set({ revoked_at: ctx.now }).where("id", "=", linkId).execute();
  deepEqual(await named(url), { kind: "order", number: order.number });
  for (const text of ["2", "S02-1", "RF8N", "RF8N-30ABD", `${url}x`, "sin serie", "no enciende"]) {
    equal(await named(text), null, text);
  }
  await aDevice(ctx, { brand: "Otra", serial: "RF8N30ABC" });
  equal(await named("RF8N-30ABC"), null);
  equal(await namedBy(ctx, { text: "1", kinds: ["clients"] }), null);
});

eachDatabase(
  "what changed is found by its new words at once, and no longer by the old ones",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const order = await anOrder(app, {
      client: { name: "Marta Gómez", email: "marta@example.com" },
      brand: "Samsung",
      model: "Galaxy A52",
      serial: "RPR777001",
    });
    const numbers = async (text: string) =>
      (await search(ctx, { text, kinds: ["orders"], limit: 6 })).orders.rows.map(({ number }) => number);
    const renamed = clientEdit("AR").parse({
      name: "Marta Sosa",
      version: "1",
      contacts: [{ kind: "email", value: "sosa@example.com" }],
    });
    await editClient(ctx, order.clientId, renamed);
    deepEqual(await numbers("sosa"), [order.number]);
    deepEqual(await numbers("sosa@example.com"), [order.number]);
    deepEqual(await numbers("gomez"), []);
    await editDevice(
      ctx,
      order.deviceId,
      deviceEdit.parse({
        category: "tablet",
        brand: "Lenovo",
        model: "Tab M10",
        serial: "HA1X99",
        version: "1",
      }),
    );
    deepEqual(await numbers("lenovo ha1x"), [order.number]);
    deepEqual(await numbers("samsung"), []);
    deepEqual(await numbers("rpr777001"), []);
  },
);

eachDatabase("results come newest first and go on from page to page", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx();
  for (let index = 1; index <= 7; index++) await aClient(ctx, { name: `Gómez ${index}`, phone: "" });
  const page = async (after?: number) =>
    (await search(ctx, { text: "gomez", kinds: ["clients"], limit: 3, after })).clients;
  const first = await page();
  const second = await page(first.next ?? 0);
  const third = await page(second.next ?? 0);
  const names = [first, second, third].flatMap(({ rows }) => rows.map(({ name }) => name));
  deepEqual(names, [7, 6, 5, 4, 3, 2, 1].map((index) => `Gómez ${index}`));
  equal(third.next, null);
});

eachDatabase("every search statement walks an index", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx();
  for (const after of [undefined, 40]) {
    const query = { text: "jose nunez", kinds: SEARCH_KINDS, limit: 6, after };
    await assertUsesIndex(database, ordersMatching(ctx, query).limit(7).compile());
    await assertUsesIndex(database, clientsMatching(ctx, query).limit(7).compile());
    await assertUsesIndex(database, devicesMatching(ctx, query).limit(7).compile());
  }
  const phone = { text: "011 15 2233-4455", kinds: SEARCH_KINDS, limit: 6 };
  await assertUsesIndex(database, clientsMatching(ctx, phone).limit(7).compile());
  const token = "aB3-_xyz0123456789QRST";
  for (
    const scan of [{ numbers: ["S01-000001"], serial: "RF8N30ABC", part: "R-00001", token: null }, {
      numbers: [],
      serial: "",
      part: "",
      token,
    }]
  ) {
    await assertUsesIndex(database, targets(ctx, scan).compile());
    await assertUsesIndex(database, namedOrders(ctx, scan).compile());
  }
});

Deno.test("a search costs at most five statements", async () => {
  const statements: string[] = [];
  await using database = await freshDatabase("libsql", { onQuery: ({ sql }) => void statements.push(sql) });
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "admin"));
  for (const text of ["52", "s01-52", "jose nunez", "011 15 2233-4455", "356938035643809"]) {
    statements.length = 0;
    await search(ctx, { text, kinds: SEARCH_KINDS, limit: 6 });
    ok(statements.length <= 5, `${text}: ${statements.length}`);
  }
});
