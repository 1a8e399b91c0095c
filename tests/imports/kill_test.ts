import assert from "node:assert/strict";
import { startImport } from "../../src/imports/commands.ts";
import { getImport } from "../../src/imports/queries.ts";
import { asAdmin, testApp, userActor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { checkRows, upload, work } from "./import_stage.ts";

const ROWS = 400;

Deno.test("an import whose server is killed goes on where it was, and brings nothing twice", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const rows = Array.from({ length: ROWS }, (_, at) => `C${at};Cliente ${at};c${at}@example.com`);
  const content = ["Código;Nombre;Correo", ...rows].join("\n");
  const id = await upload(admin, "clients", content);
  await checkRows(app, admin, id);
  await startImport(await app.ctx(userActor(app, "admin")), id);
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, content);
  const script = new URL("./dying_import.ts", import.meta.url).pathname;
  const server = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--node-modules-dir=manual",
      "--allow-all",
      "--no-check",
      script,
      database.url,
      String(app.now),
      id,
      file,
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = server.stdout.getReader();
  const { value } = await reader.read();
  assert.match(new TextDecoder().decode(value), /committed/);
  server.kill("SIGKILL");
  await server.status;
  await reader.cancel();
  await Deno.remove(file);

  const { done: before } = await getImport(database.db, id);
  assert.ok(before > 0 && before < ROWS, `${before} rows were in`);
  const run = await work(app, id);
  assert.deepEqual([run.state, run.done, run.made, run.failed], ["done", ROWS, ROWS, 0]);
  const clients = await database.db.selectFrom("client").select("name").execute();
  assert.equal(new Set(clients.map(({ name }) => name)).size, ROWS);
  assert.equal(clients.length, ROWS);
});
