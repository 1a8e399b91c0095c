import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { turnOver } from "../../src/http/load.ts";
import { aCaller } from "../api/caller.ts";
import { until } from "../jobs/stage.ts";
import { asAdmin, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { openBoards, slowClients } from "./crowd.ts";
import { heldForm } from "./held_form.ts";

/** As many as are let in at once. */
const MOST = 257;

/** What connecting meets while a listener is closed; the last when it closed between the handshake and asking who is there. */
const LISTENER_GONE = [
  Deno.errors.ConnectionReset,
  Deno.errors.ConnectionRefused,
  Deno.errors.NotConnected,
];

Deno.test("more requests than can be answered are refused at once, and slow ones keep nobody out for long", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const caller = await aCaller(app);
  const held = Array.from({ length: MOST }, () => heldForm(app.request));

  const form = await admin.post("/ordenes/S01-000001/notas", { text: "x" });
  assert.equal(form.status, 503);
  assert.equal(form.headers.get("Retry-After"), "2");
  assert.ok(form.headers.get("Content-Security-Policy"));
  assert.equal(
    await form.text(),
    "El sistema está ocupado. Vuelva a intentarlo en unos segundos; no se perdió nada.\n" +
      "The system is busy. Try again in a few seconds; nothing was lost.",
  );
  const told = await caller.send("POST", "/api/ordenes/", {});
  assert.equal(told.status, 503);
  assert.match(told.headers.get("Content-Type") ?? "", /problem\+json/);
  assert.equal((await told.json()).code, "overloaded");
  for (const path of ["/salud", "/salud/listo"]) assert.equal((await app.request(path)).status, 200, path);
  assert.equal((await admin.get("/ordenes")).status, 200, "who only asks is let in");

  const at = "/ordenes/S01-000001/notas";
  turnOver();
  assert.equal((await admin.post(at)).status, 503, "they are young still");
  turnOver();
  assert.equal((await admin.post(at)).status, 404, "they wait for their clients");
  await Promise.all(held.map(({ finish }) => finish()));
});

Deno.test("open pages and clients that never end their requests keep nobody else waiting", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { cookies } = await asAdmin(app);
  const cookie = `sid=${cookies.get("sid")}`;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => app.request(request.url, request),
  );
  const { port } = server.addr;
  {
    await using boards = await openBoards(port, 20, cookie);
    await using slow = await slowClients(port, 400);
    assert.deepEqual([boards.size, slow.size], [20, 400]);
    for (let one = 0; one < 5; one++) {
      const page = await fetch(`http://127.0.0.1:${port}/clientes`, { headers: { Cookie: cookie } });
      assert.equal(page.status, 200);
      await page.body?.cancel();
    }
  }
  await server.shutdown();
});

Deno.test({
  name: "a server that runs out of open files takes connections again when some are free",
  ignore: Deno.build.os === "windows",
  async fn() {
    const script = fileURLToPath(new URL("few_files.ts", import.meta.url));
    const server = new Deno.Command("sh", {
      args: [
        "-c",
        `ulimit -n 100; exec "${Deno.execPath()}" run --node-modules-dir=manual -A --no-check "${script}"`,
      ],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const said = server.stdout.getReader();
    const port = Number(new TextDecoder().decode((await said.read()).value));
    const open: Deno.Conn[] = [];
    while (open.length < 200) {
      try {
        open.push(await Deno.connect({ hostname: "127.0.0.1", port }));
      } catch (error) {
        if (!LISTENER_GONE.some((kind) => error instanceof kind)) throw error;
        break;
      }
    }
    for (const connection of open) connection.close();
    await until(() => answers(port), "it answers again");
    server.kill("SIGKILL");
    await server.status;
    await said.cancel();
  },
});

async function answers(port: number): Promise<boolean> {
  try {
    return await (await fetch(`http://127.0.0.1:${port}`)).text() === "well";
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
