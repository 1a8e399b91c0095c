import assert from "node:assert/strict";
import type { OrderListRow } from "../../src/orders/list.ts";
import { remember, rememberRows } from "../../views/components/remember.ts";
import { sameOrder } from "../../views/orders/list.tsx";
import { asAdmin, asReceptionist, asTechnician, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

const MINUTE = 60_000;

Deno.test("a remembered part is drawn once for each set of props and stays escaped", () => {
  let drawn = 0;
  const Greeting = remember(({ name, ids }: { name: string; ids: readonly number[] }) => {
    drawn++;
    return <p title={name}>{name} {ids.join("+")}</p>;
  });
  const evil = `"><script>alert('1')</script>`;
  const page = () =>
    String(<main>{[<Greeting name={evil} ids={[1, 2]} />, <Greeting name="Ana" ids={[12]} />]}</main>);
  const first = page();
  assert.doesNotMatch(first, /<script/);
  assert.match(first, /<p title="&quot;&gt;&lt;script&gt;/);
  assert.equal(page(), first);
  assert.equal(drawn, 2);
  assert.match(String(<Greeting name="Ana" ids={[1, 2]} />), /1\+2/);
  assert.equal(drawn, 3);
});

Deno.test("a remembered part is drawn again for whatever has changed in its props", () => {
  let drawn = 0;
  const Part = remember((props: { deep: { one?: string | null; list: readonly { id: number }[] } }) => {
    drawn++;
    return <p>{JSON.stringify(props)}</p>;
  });
  const asked = [
    { list: [] },
    { list: [{ id: 1 }] },
    { list: [{ id: 1 }, { id: 2 }] },
    { list: [{ id: 2 }, { id: 1 }] },
    { one: null, list: [] },
    { one: "", list: [] },
    { one: "null", list: [] },
  ];
  const draw = (deep: (typeof asked)[number]) => String(<Part deep={structuredClone(deep)} />);
  const first = asked.map(draw);
  assert.equal(new Set(first).size, asked.length);
  assert.deepEqual(asked.map(draw), first);
  assert.deepEqual(asked.flatMap((deep) => [draw(deep), draw(deep)]), first.flatMap((one) => [one, one]));
  assert.equal(drawn, asked.length);
});

Deno.test("a remembered part says every letter in Latin-1", () => {
  const Hint = remember(({ text }: { text: string }) => <input placeholder={text} />);
  const page = String(<Hint text="Buscar… ↑ 🔧 ñ" />);
  assert.equal(page, '<input placeholder="Buscar&#8230; &#8593; &#128295; ñ">');
});

Deno.test("a remembered part forgets rather than grow", () => {
  let drawn = 0;
  const Figure = remember(({ figure }: { figure: number }) => {
    drawn++;
    return <b>{figure}</b>;
  });
  for (let figure = 0; figure < 1_000; figure++) Figure({ figure });
  Figure({ figure: 0 });
  assert.equal(drawn, 1_001);
});

Deno.test("a row is drawn again for another column, another reader or another time, and for nothing else", () => {
  let drawn = 0;
  const rows = rememberRows(
    "id",
    (row: { id: string; name: string; hidden: number | null }, reading: { locale: string }, now) => {
      drawn++;
      return { markup: <i>{row.name} {reading.locale} {now}</i>, until: 20 };
    },
  );
  const row = { id: "1", name: "<b>", hidden: null };
  const draws = (
    one: typeof row | { id: string; name: string; hidden: number },
    locale: string,
    now: number,
  ) => {
    drawn = 0;
    const markup = String(rows([one], { locale }, now));
    return [drawn, markup];
  };
  assert.deepEqual(draws(row, "es", 10), [1, "<i>&lt;b&gt; es 10</i>"]);
  assert.deepEqual(draws({ ...row }, "es", 19), [0, "<i>&lt;b&gt; es 10</i>"]);
  assert.deepEqual(draws(row, "en", 19), [1, "<i>&lt;b&gt; en 19</i>"]);
  assert.deepEqual(draws(row, "es", 20), [1, "<i>&lt;b&gt; es 20</i>"]);
  assert.deepEqual(draws(row, "es", 9), [1, "<i>&lt;b&gt; es 9</i>"]);
  assert.deepEqual(draws({ ...row, name: "c" }, "es", 9), [1, "<i>c es 9</i>"]);
  assert.deepEqual(draws({ ...row, name: "c", hidden: 1 }, "es", 9), [1, "<i>c es 9</i>"]);
  assert.deepEqual(draws({ ...row, id: "2", name: "c" }, "es", 9), [1, "<i>c es 9</i>"]);
});

Deno.test("a row of the order list is the same only when every column is", () => {
  const row: OrderListRow = {
    seq: 1,
    number: "S01-000001",
    status: "received",
    status_since: 1,
    priority: "normal",
    promised_at: null,
    overdue_at: null,
    received_at: 1,
    fault: "No enciende",
    client: "Ana",
    brand: "Sony",
    model: "X",
    technician: null,
    parts_in: 0,
    by_client: 0,
    hold_review_at: null,
    vendor_expected_at: null,
    claim_of: null,
  };
  assert.ok(sameOrder(row, { ...row }));
  for (const column of Object.keys(row)) assert.ok(!sameOrder(row, { ...row, [column]: "other" }), column);
});

eachDatabase("nobody is shown what was drawn for somebody else", async (_t, database) => {
  await using app = await testApp(database);
  const [admin, reception, bench] = [await asAdmin(app), await asReceptionist(app), await asTechnician(app)];
  const read = async (browser: typeof admin, path: string) => await (await browser.get(path)).text();
  const own = (page: string) => ({
    admin: page.includes('href="/admin"'),
    takesIn: page.includes('href="/ingresos/nuevo"'),
    mine: page.includes("mias=1"),
  });
  const token = (page: string) => /name="csrf-token" content="([^"]+)"/.exec(page)?.[1] ?? "";

  for (let round = 0; round < 2; round++) {
    const pages = [
      await read(admin, "/ordenes"),
      await read(reception, "/ordenes"),
      await read(bench, "/ordenes"),
    ];
    assert.deepEqual(pages.map((page) => own(page)), [
      { admin: true, takesIn: true, mine: true },
      { admin: false, takesIn: true, mine: false },
      { admin: false, takesIn: false, mine: true },
    ]);
    const tokens = pages.map(token);
    assert.equal(new Set(tokens).size, 3);
    pages.forEach((page, index) => {
      for (const other of tokens.filter((one) => one !== tokens[index])) assert.ok(!page.includes(other));
    });
  }

  const before = await read(reception, "/ordenes");
  await reception.post("/preferencias", { locale: "en", next: "/ordenes" });
  const after = await read(reception, "/ordenes");
  assert.match(before, /<html lang="es"/);
  assert.match(after, /<html lang="en"/);
  assert.doesNotMatch(after, /Cerrar sesión|Sin asignar|Filtrar/);
  assert.match(await read(admin, "/ordenes"), /Filtrar/);

  const searched = await read(reception, "/ordenes?q=secreto-de-ana");
  assert.match(searched, /secreto-de-ana/);
  assert.doesNotMatch(await read(admin, "/ordenes"), /secreto-de-ana/);
}, { engines: ["libsql"] });

eachDatabase("what changes a row of the list is seen at once", async (_t, database) => {
  await using app = await testApp(database);
  const { db } = database;
  const { id, number } = await anOrder(app, {
    status: "repairing",
    since: app.now - 59 * MINUTE,
    promisedAt: app.now + 2 * MINUTE,
    fault: "No enciende",
  });
  const reception = await asReceptionist(app);
  const row = async () => {
    const page = await (await reception.get("/ordenes")).text();
    return page.split("<tr>").find((one) => one.includes(number)) ?? "";
  };
  const shows = async (words: RegExp) => {
    assert.match(await row(), words);
    assert.match(await row(), words);
  };
  await shows(/hace 59 min/);
  assert.doesNotMatch(await row(), /tone-problem/);
  app.now += MINUTE;
  await shows(/hace 1 h/);
  app.now += MINUTE;
  assert.doesNotMatch(await row(), /tone-problem/);
  app.now += 1;
  await shows(/tone-problem/);

  await db.updateTable("order").set({ fault: "Se apaga" }).where("id", "=", id).execute();
  await shows(/Se apaga/);
  await db.updateTable("order").set({ technician_id: app.users.technician.id }).where("id", "=", id)
    .execute();
  await shows(/Tomás Técnico/);
  await db.updateTable("user").set({ name: "Tomás <T>" }).where("id", "=", app.users.technician.id).execute();
  await shows(/Tomás &lt;T&gt;/);
  await db.updateTable("device").set({ model: "Moto G" }).execute();
  await shows(/Moto G/);
  await db.updateTable("client").set({ name: "Zoe" }).execute();
  await shows(/Zoe/);
  await db.updateTable("order").set({ promised_at: app.now + 40 * 86_400_000 }).where("id", "=", id)
    .execute();
  await shows(/2 ene 2027/);
  await db.updateTable("branch").set({ time_zone: "Pacific/Kiritimati" }).execute();
  app.services.live.changed("shop");
  await shows(/3 ene 2027/);

  await db.insertInto("setting").values({
    branch_id: "",
    key: "status_labels",
    value_json: JSON.stringify({ repairing: "En el banco" }),
    updated_at: app.now,
    updated_by: null,
  }).execute();
  app.services.live.changed("shop");
  await shows(/En el banco/);
  await reception.post("/preferencias", { locale: "en", next: "/ordenes" });
  await shows(/1 hr\.? ago/);
}, { engines: ["libsql"] });
