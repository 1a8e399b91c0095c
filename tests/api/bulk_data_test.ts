import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { auditList } from "../../src/audit/queries.ts";
import { auditFilter } from "../../src/audit/filter.ts";
import { problemLines } from "../../src/imports/queries.ts";
import { API_SCOPES } from "../../src/tokens/scope.ts";
import { asAdmin, testApp } from "../support/app.ts";
import { aClient } from "../support/builders.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { work } from "../imports/import_stage.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { aCaller } from "./caller.ts";

const AS_CSV = { Accept: "text/csv" };

eachDatabase("a list comes whole as CSV, by its own filters and without formulas", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const formula = '=HYPERLINK("http://x")';
  await anOrder(app, { status: "ready", client: { name: formula }, charges: [1_500_50] });
  for (let made = 0; made < 3; made++) await anOrder(app, {});
  const answer = await caller.get("/api/ordenes/?limit=1", AS_CSV);
  assert.deepEqual([answer.status, answer.headers.get("Content-Disposition")], [
    200,
    'attachment; filename="orders.csv"',
  ]);
  assert.match(answer.headers.get("Content-Type") ?? "", /^text\/csv/);
  const rows: Record<string, string>[] = parse(await answer.text(), { columns: true });
  assert.deepEqual(rows.length, 4, "all of it, whatever the limit");
  assert.deepEqual(rows.at(-1)?.["client.name"], `'${formula}`);
  const ready = await caller.get("/api/ordenes/?status=ready&fields=number,status", AS_CSV);
  assert.equal(await ready.text(), `number,status\r\n${rows.at(-1)?.number},ready\r\n`);
  const [event] = await auditList(await app.ctx(), auditFilter({ tipo: "list_exported" })).execute();
  assert.deepEqual(JSON.parse(event?.data_json ?? ""), {
    list: "orders",
    filter: { status: "ready", fields: "number,status" },
    rows: 1,
    whole: true,
  });
  const quotes = await caller.get("/api/presupuestos/", AS_CSV);
  assert.match(await quotes.text(), /^id,order_number,revision,status,/);
  const technicians = await caller.get("/api/tecnicos/", AS_CSV);
  assert.equal(parse(await technicians.text(), { columns: true }).length, 1);

  assert.equal((await caller.get("/api/ordenes/?sort=size", AS_CSV)).status, 422);
  assert.equal((await caller.get("/api/ordenes/?expand=client", AS_CSV)).status, 422);
  assert.equal((await caller.get(`/api/ordenes/${rows[0]?.number}`, AS_CSV)).status, 406);
  const both = await caller.get("/api/ordenes/?limit=1", { Accept: "text/csv, application/json" });
  assert.equal(both.headers.get("Content-Type"), "application/json");
  const reader = await aCaller(app, ["orders:read"]);
  const refused = await reader.get("/api/ordenes/", AS_CSV);
  assert.deepEqual([refused.status, (await refused.json()).code], [403, "scope_missing"]);
  const exporter = await aCaller(app, ["orders:read", "lists:export"]);
  const [blind] = parse(await (await exporter.get("/api/ordenes/?status=ready", AS_CSV)).text(), {
    columns: true,
  }) as Record<string, string>[];
  assert.ok(
    !Object.entries(blind ?? {}).some(([, cell]) => cell.includes("150050")),
    "no amounts without their scope",
  );
});

eachDatabase(
  "a program hands out what is kept about a client, and has it forgotten",
  async (_t, database) => {
    await using app = await testApp(database);
    const caller = await aCaller(app);
    const { id } = await aClient(await app.ctx(), { name: "Zulema Ibáñez", email: "zulema@example.com" });
    const data = await (await caller.get(`/api/clientes/${id}/datos`)).json();
    assert.equal(data.client.name, "Zulema Ibáñez");
    const { version } = await (await caller.get(`/api/clientes/${id}`)).json();
    const erase = (body: object, headers = {}) =>
      caller.send("POST", `/api/clientes/${id}/borrado`, body, headers);
    const bare = await erase({ version });
    assert.deepEqual([bare.status, (await bare.json()).errors[0].field], [422, "reason"]);
    assert.equal((await erase({ reason: "Lo pidió", version: version + 1 })).status, 409);
    assert.equal((await erase({ reason: "Lo pidió", version }, { "Idempotency-Key": "olvido" })).status, 204);
    assert.equal((await erase({ reason: "Lo pidió", version }, { "Idempotency-Key": "olvido" })).status, 204);
    const erased = await (await caller.get(`/api/clientes/${id}`)).json();
    assert.deepEqual([erased.name, erased.contacts], ["Cliente borrado", []]);

    const open = await anOrder(app, { status: "repairing" });
    const theirs = await (await caller.get(`/api/clientes/${open.clientId}`)).json();
    const refused = await caller.send("POST", `/api/clientes/${open.clientId}/borrado`, {
      reason: "Lo pidió",
      version: theirs.version,
    });
    assert.deepEqual([refused.status, (await refused.json()).code], [409, "client_has_open_orders"]);
    const writer = await aCaller(app, API_SCOPES.filter((scope) => scope !== "clients:erase"));
    assert.equal((await writer.get(`/api/clientes/${id}/datos`)).status, 403);
  },
);

Deno.test("what is looked at with HEAD alone leaves no trace, for programs and on the screens", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { clientId, number } = await anOrder(app, { status: "received" });
  const caller = await aCaller(app);
  const sid = `sid=${(await asAdmin(app)).cookies.get("sid")}`;
  const traces = async () =>
    (await auditList(await app.ctx(), auditFilter({})).execute()).filter(({ kind }) =>
      /exported|taken/.test(kind)
    ).length;
  const data = `/api/clientes/${clientId}/datos`;
  assert.equal((await caller.send("HEAD", data)).status, 200);
  assert.equal((await caller.send("HEAD", data.replace(clientId, crypto.randomUUID()))).status, 404);
  assert.equal((await caller.send("HEAD", "/api/ordenes/", undefined, AS_CSV)).status, 200);
  for (
    const page of [
      `/ordenes/${number}/expediente.pdf`,
      "/exportar/ordenes.csv",
    ]
  ) {
    const answer = await app.request(page, { method: "HEAD", headers: { Cookie: sid } });
    assert.equal(answer.status, 200, page);
  }
  assert.equal(await traces(), 0);
  assert.equal((await caller.get(data)).status, 200);
  assert.equal(await traces(), 1);
});

Deno.test("a program with its scope downloads the whole shop, and the audit log says so", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  await anOrder(app, {});
  const caller = await aCaller(app, ["dump:take"]);
  const answer = await caller.get("/api/copia");
  assert.deepEqual([answer.status, answer.headers.get("Content-Type")], [200, "application/zip"]);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  assert.deepEqual([...bytes.slice(0, 2)], [0x50, 0x4b]);
  assert.ok(new TextDecoder("latin1").decode(bytes).includes("manifest.json"));
  const events = await auditList(await app.ctx(), auditFilter({ tipo: "dump_taken" })).execute();
  assert.deepEqual(events.map(({ actor_name }) => actor_name), ["Web"]);
  const head = await caller.send("HEAD", "/api/copia");
  assert.deepEqual([head.status, head.headers.get("Content-Type")], [200, "application/zip"]);
  const still = await auditList(await app.ctx(), auditFilter({ tipo: "dump_taken" })).execute();
  assert.equal(still.length, 1, "a HEAD takes nothing, and nothing says that it did");
  const other = await aCaller(app, API_SCOPES.filter((scope) => scope !== "dump:take"));
  assert.equal((await other.get("/api/copia")).status, 403);
});

eachDatabase(
  "a program sends a file, has it tried, mends its columns and brings it in once",
  async (_t, database) => {
    await using app = await testApp(database);
    const caller = await aCaller(app);
    const file = [
      "Código;Cliente;Fono",
      "C1;Marta Ñúñez;11 4444-5555",
      "C2;;11 5555-6666",
      "C3;Óscar Peña;no tengo",
    ].join("\r\n");
    const bytes = new TextEncoder().encode(file);
    const send = (key: string, query = "kind=clients&name=clientes.csv") =>
      caller.send("POST", `/api/importaciones/?${query}`, bytes, {
        "Content-Type": "text/csv",
        "Idempotency-Key": key,
      });
    const made = await send("uno");
    const sent = await made.json();
    assert.equal(made.status, 201, JSON.stringify(sent));
    assert.deepEqual([sent.state, sent.separator, sent.headings], [
      "mapping",
      "semicolon",
      ["Código", "Cliente", "Fono"],
    ]);
    assert.equal((await (await send("uno")).json()).id, sent.id);
    assert.equal((await send("uno", "kind=parts")).status, 422, "the same key for something else");
    const at = `/api/importaciones/${sent.id}`;
    assert.equal((await caller.send("POST", `${at}/inicio`)).status, 409, "not before it was tried");

    const missing = await caller.send("POST", `${at}/columnas`, { columns: { key: 0 } });
    assert.deepEqual([missing.status, (await missing.json()).errors[0].field], [422, "columns.name"]);
    const columns = { key: 0, name: 1, phone: 2 };
    const mapped = await caller.send("POST", `${at}/columnas`, { columns });
    assert.deepEqual([mapped.status, (await mapped.json()).state], [202, "checking"]);
    await work(app, sent.id);
    const tried = await (await caller.get(at)).json();
    assert.deepEqual([tried.state, tried.rows, tried.made, tried.failed], ["checked", 3, 1, 2]);
    assert.equal(
      (await database.db.selectFrom("client").select("id").execute()).length,
      0,
      "nothing is written",
    );
    const first = await caller.get(`${at}/problemas?limit=1`);
    assert.deepEqual((await first.json()).map(({ line }: { line: number }) => line), [3]);
    const next = /<([^>]*)>; rel="next"/.exec(first.headers.get("Link") ?? "")?.[1] ?? "";
    const [wrong] = await (await caller.get(next)).json();
    assert.deepEqual([wrong.line, wrong.problems[0].field], [4, "phone"]);
    assert.match(wrong.problems[0].detail, /\w+/);

    assert.equal((await caller.send("POST", `${at}/inicio`)).status, 202);
    await work(app, sent.id);
    const done = await (await caller.get(at)).json();
    assert.deepEqual([done.state, done.made, done.failed], ["done", 1, 2]);
    assert.deepEqual(await database.db.selectFrom("client").select("name").execute(), [{
      name: "Marta Ñúñez",
    }]);
    const [listed] = await (await caller.get("/api/importaciones/")).json();
    assert.deepEqual([listed.id, listed.file_name, listed.created_by], [sent.id, "clientes.csv", "Web"]);

    const picture = await caller.send(
      "POST",
      "/api/importaciones/?kind=clients",
      new Uint8Array([0, 1, 2, 255, 0]),
      {
        "Content-Type": "text/csv",
      },
    );
    assert.equal(picture.status, 422);
    const json = await caller.send("POST", "/api/importaciones/?kind=clients", {});
    assert.equal(json.status, 415);
    const other = await aCaller(app, API_SCOPES.filter((scope) => scope !== "imports:run"));
    assert.equal((await other.get(at)).status, 403);
    await assertUsesIndex(database, problemLines(database.db, sent.id, 3).limit(51).compile());
  },
);
