import assert from "node:assert/strict";
import { remember } from "../../views/components/remember.ts";
import { asAdmin, asReceptionist, asTechnician, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";

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
