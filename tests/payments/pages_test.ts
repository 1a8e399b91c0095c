import assert from "node:assert/strict";
import { uuid } from "../cash/till_stage.ts";
import { asAdmin, asReceptionist, asTechnician, type Fields, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

eachDatabase(
  "a payment is taken by its form, its change is shown, its receipt is there",
  async (_t, database) => {
    await using app = await testApp(database);
    const { number, clientId } = await anOrder(app, {
      status: "ready",
      charges: [45_000_00],
      payments: [15_000_00],
    });
    const desk = await asReceptionist(app);
    const path = `/ordenes/${number}/pagos`;
    const order = await desk.page(`/ordenes/${number}`);
    assert.ok(order.includes(`href="${path}"`) && order.includes(`href="/ordenes/${number}/devoluciones"`));
    assert.match(order, /Con seña/);
    const form = await desk.page(path);
    assert.equal(valueOf(form, "amount"), "30000,00");
    assert.deepEqual([valueOf(form, "seen.charged"), valueOf(form, "seen.paid")], ["4500000", "1500000"]);
    const sent = await desk.post(path, filled(form, { method: "cash", received: "50.000" }));
    assert.equal(sent.status, 303);
    const to = sent.headers.get("Location") ?? "";
    const taken = await desk.page(to);
    for (
      const words of [
        "Pago registrado",
        "Vuelto",
        "20.000,00",
        "La cuenta quedó saldada.",
        `${to}/recibo.pdf`,
      ]
    ) {
      assert.ok(taken.includes(words), words);
    }
    const after = await desk.page(`/ordenes/${number}`);
    assert.match(after, /Recibido \$\s50\.000,00, vuelto \$\s20\.000,00/);
    assert.match(after, /Pagado/);
    assert.ok((await desk.page(`/clientes/${clientId}`)).includes("No debe nada."));

    const again = await desk.post(path, filled(form, { method: "cash" }));
    assert.equal(again.headers.get("Location"), to, "the same form is the same payment");
  },
);

eachDatabase("the second of two sees both accounts, and nothing typed is lost", async (_t, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, { charges: [100_00] });
  const [rocio, ana] = [await asReceptionist(app), await asAdmin(app)];
  const path = `/ordenes/${number}/pagos`;
  const [first, second] = [await rocio.page(path), await ana.page(path)];
  assert.equal((await rocio.post(path, filled(first, { method: "cash" }))).status, 303);
  const late = await ana.post(path, filled(second, { method: "transfer", note: "CBU <terminado> en 12" }));
  assert.equal(late.status, 409);
  const panel = await late.text();
  for (const words of ["La cuenta cambió mientras usted cobraba", "Rocío Recepción", "Ya no queda saldo"]) {
    assert.ok(panel.includes(words), words);
  }
  assert.equal(valueOf(panel, "note"), "CBU &lt;terminado&gt; en 12");
  assert.equal(valueOf(panel, "amount"), "100,00");
  assert.equal(valueOf(panel, "seen.paid"), "10000");
  const insisted = await ana.post(path, filled(panel, { method: "transfer" }));
  const told = await insisted.text();
  assert.equal(insisted.status, 422);
  assert.match(told, /Ya no queda saldo. Si es un adelanto, márquelo abajo./);
  const advance = await ana.post(path, filled(told, { method: "transfer", advance: "1" }));
  assert.equal(advance.status, 303);
  assert.match(await rocio.page(`/ordenes/${number}`), /A favor del cliente/);
});

eachDatabase("what is wrong stands beside its field, and what was typed stays", async (_t, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, { charges: [100_00], payments: [40_00] });
  const desk = await asReceptionist(app);
  const path = `/ordenes/${number}`;
  const wrong: [string, Fields, string][] = [
    ["pagos", { amount: "x", method: "cash" }, "Escriba un importe"],
    ["pagos", { amount: "10", method: "" }, "Complete este dato"],
    ["pagos", { amount: "10", method: "bitcoin" }, "Complete este dato"],
    ["pagos", { amount: "61", method: "cash" }, "Es más que el saldo"],
    ["pagos", { amount: "60", method: "cash", received: "59" }, "No alcanza"],
    [
      "devoluciones",
      { by: "amount", amount: "41", method: "cash", reason: "Sobraba" },
      "Es más de lo que se pagó",
    ],
    ["devoluciones", { by: "amount", amount: "10", method: "cash", reason: " " }, "Complete este dato"],
    ["devoluciones", { by: "lines", method: "cash", reason: "Sobraba" }, "Elija al menos un cargo"],
  ];
  for (const [noun, fields, sentence] of wrong) {
    const form = await desk.page(`${path}/${noun}`);
    const answer = await desk.post(`${path}/${noun}`, filled(form, fields));
    const body = await answer.text();
    assert.equal(answer.status, 422, sentence);
    assert.ok(body.includes(sentence), `${sentence} in ${noun}`);
    if (typeof fields.amount === "string") assert.equal(valueOf(body, "amount"), fields.amount);
    assert.equal(valueOf(body, "form_key"), valueOf(form, "form_key"), "the same form all along");
  }
});

eachDatabase(
  "an authorised debt is paid after the delivery, and money goes back after it too",
  async (_t, database) => {
    await using app = await testApp(database);
    const { number } = await anOrder(app, { status: "ready", outcome: "repaired", charges: [100_00] });
    const [ana, rocio] = [await asAdmin(app), await asReceptionist(app)];
    const taken = {
      taken_by: "Juan",
      unsigned_reason: "Apurado",
      debt_reason: "Paga el viernes",
      form_key: uuid(),
    };
    assert.equal((await ana.post(`/ordenes/${number}/entrega`, taken)).status, 303);
    const order = await rocio.page(`/ordenes/${number}`);
    assert.ok(order.includes(`href="/ordenes/${number}/pagos"`));
    const form = await rocio.page(`/ordenes/${number}/pagos`);
    assert.ok(!form.includes('name="kind"'), "no deposit on what is closed");
    assert.equal(
      (await rocio.post(`/ordenes/${number}/pagos`, filled(form, { method: "card" }))).status,
      303,
    );
    assert.equal((await rocio.get(`/ordenes/${number}/pagos`)).status, 409);
    const lines =
      /name="lines" value="([^"]+)"/.exec(await rocio.page(`/ordenes/${number}/devoluciones`))?.[1] ?? "";
    const back = { by: "lines", lines, method: "card", reason: "No quedó bien", form_key: uuid() };
    assert.equal((await rocio.post(`/ordenes/${number}/devoluciones`, back)).status, 303);
    const after = await rocio.page(`/ordenes/${number}`);
    assert.ok(after.includes("Saldado") && after.includes("No quedó bien"));
  },
);

eachDatabase("a delivery sees that its account moved, and gives change", async (_t, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, { status: "ready", outcome: "repaired", charges: [100_00] });
  const desk = await asReceptionist(app);
  const path = `/ordenes/${number}/entrega`;
  const form = await desk.page(path);
  const fields = { method: "cash", received: "120", signed_name: "Juan", work: "Se limpió" };
  await desk.post(`/ordenes/${number}/pagos`, { amount: "30", method: "card", form_key: uuid() });
  const late = await desk.post(path, filled(form, fields));
  const panel = await late.text();
  assert.equal(late.status, 409);
  assert.ok(panel.includes("La cuenta cambió") && panel.includes("Se limpió"));
  const done = await desk.post(path, { ...filled(panel, fields), amount: "70" });
  assert.equal(done.status, 303);
  assert.match(await desk.page(`/ordenes/${number}`), /entregada\. Vuelto: \$\s50,00/);
});

eachDatabase("what a client owes is on their page, in the list, and paid at once", async (_t, database) => {
  await using app = await testApp(database);
  const first = await anOrder(app, {
    client: { name: "Marta Gómez" },
    status: "delivered",
    charges: [30_00],
  });
  const client = { id: first.clientId };
  const second = await anOrder(app, { client, charges: [50_00] });
  const desk = await asReceptionist(app);
  const page = await desk.page(`/clientes/${client.id}`);
  assert.match(page, /Debe[^]*80,00/);
  const pay = `/clientes/${client.id}/pago?moneda=ARS`;
  assert.ok(page.includes(`href="${pay}"`));
  const debtors = await desk.page("/clientes/deudores");
  assert.match(debtors, /Marta Gómez[^]*30,00/);
  assert.ok((await desk.page("/clientes")).includes('href="/clientes/deudores"'));
  const form = await desk.page(pay);
  assert.equal(valueOf(form, "amount"), "80,00");
  const wrong = await desk.post(pay, filled(form, { method: "cash", "shares.0.amount": "31", amount: "31" }));
  const told = await wrong.text();
  assert.equal(wrong.status, 422);
  assert.match(told, /Es más que el saldo/);
  assert.equal(valueOf(told, "shares.0.amount"), "31");
  await desk.post(`/ordenes/${first.number}/pagos`, { amount: "5", method: "card", form_key: uuid() });
  const late = await desk.post(pay, filled(form, { method: "cash" }));
  const panel = await late.text();
  assert.equal(late.status, 409);
  assert.ok(
    panel.includes(`${first.number}: La cuenta cambió`) && !panel.includes(`${second.number}: La cuenta`),
  );
  const done = await desk.post(pay, filled(panel, { method: "cash", amount: "75", received: "80" }));
  assert.equal(done.status, 303);
  const after = await desk.page(`/clientes/${client.id}`);
  assert.ok(after.includes("No debe nada.") && /2 órdenes\. Vuelto: \$\s5,00/.test(after));
  assert.match(await desk.page("/clientes/deudores"), /Nadie debe nada/);
});

eachDatabase("the change is worked out while it is typed, by the server alone", async (_t, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const change = async (query: string) =>
    (await desk.page(`/caja/vuelto?moneda=ARS&${query}`)).replace(/<[^>]+>/g, "");
  assert.match(await change("amount=300,50&method=cash&received=1.000"), /^Vuelto: \$\s699,50$/);
  assert.match(await change("amount=300&method=cash&received=200"), /^Faltan \$\s100,00$/);
  assert.match(
    await change("amount=300&method=card&second.method=cash&second.amount=50&received=100"),
    /50,00/,
  );
  for (const query of ["", "amount=300&method=card&received=500", "amount=x&method=cash&received=5"]) {
    assert.equal(await change(query), "", query);
  }
});

eachDatabase("money is for the counter and not for the bench", async (_t, database) => {
  await using app = await testApp(database);
  const { number, clientId } = await anOrder(app, {
    status: "delivered",
    charges: [30_00],
    payments: [10_00],
  });
  const bench = await asTechnician(app);
  const page = await bench.page(`/ordenes/${number}`);
  assert.ok(!page.includes("/pagos") && !page.includes("/devoluciones"));
  assert.ok(!(await bench.page(`/clientes/${clientId}`)).includes("Cobrar deuda"));
  assert.ok(!(await bench.page("/clientes")).includes("/clientes/deudores"));
  for (
    const path of ["/caja", "/clientes/deudores", `/clientes/${clientId}/pago`, `/ordenes/${number}/pagos`]
  ) {
    assert.equal((await bench.get(path)).status, 404, path);
  }
  const admin = await asAdmin(app);
  await admin.post("/preferencias", { locale: "en" });
  assert.match(await admin.page(`/ordenes/${number}/pagos`), /Take payment for/);
  assert.match(await admin.page("/clientes/deudores"), /Clients who owe/);
});

/** What a field of a form holds. */
function valueOf(page: string, name: string): string {
  const field = [...page.matchAll(/<input\b[^>]*>/g)].find(([tag]) => tag.includes(` name="${name}"`))?.[0] ??
    "";
  return / value="([^"]*)"/.exec(field)?.[1] ?? "";
}

/** The hidden fields and prefilled texts of the page's form, with what somebody types over them. */
function filled(page: string, typed: Fields): Fields {
  const fields: Record<string, string> = {};
  for (const [tag] of mainForm(page).matchAll(/<input\b[^>]*>/g)) {
    const name = / name="([^"]+)"/.exec(tag)?.[1];
    const type = / type="(\w+)"/.exec(tag)?.[1];
    if (!name || name === "_csrf" || type === "checkbox") continue;
    if (type === "radio" && !/ checked/.test(tag)) continue;
    fields[name] = unescaped(/ value="([^"]*)"/.exec(tag)?.[1] ?? "");
  }
  return { ...fields, ...typed };
}

function mainForm(page: string): string {
  return [...page.matchAll(/<form\b[^]*?<\/form>/g)].map(([form]) => form)
    .find((form) => form.includes('name="amount"')) ?? "";
}

function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll(
    "&amp;",
    "&",
  );
}
