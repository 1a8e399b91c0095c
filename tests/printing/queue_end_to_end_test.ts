import assert from "node:assert/strict";
import { pairDaemon } from "../../src/printing/pairing.ts";
import { createToken } from "../../src/tokens/commands.ts";
import { until } from "../jobs/stage.ts";
import { testApp, userActor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { startPrinter } from "../support/printer.ts";
import { serving } from "./daemon_stage.ts";

const MAIN = new URL("../../printer-daemon/main.ts", import.meta.url).pathname;
const PATIENCE_MS = 60_000;

Deno.test("a program's post, sent twice, ends as one label out of the printer", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  await using server = await serving(app);
  const printer = await startPrinter({ printMs: 60 });
  const dir = await Deno.makeTempDir({ prefix: "reparo-daemon-" });
  await Deno.writeTextFile(`${dir}/config.json`, configText(server.url, printer.port));
  const daemon = (words: string[]) =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--allow-net=127.0.0.1", `--allow-read=${dir}`, `--allow-write=${dir}`]
        .concat(MAIN, words, "--config", `${dir}/config.json`),
      stdout: "null",
      stderr: "null",
    });
  const admin = await app.ctx(userActor(app, "admin"));
  const code = await pairDaemon(admin, { name: "Mostrador", branchId: app.branchId });
  assert.equal((await daemon(["pair", code]).output()).code, 0);
  const running = daemon([]).spawn();
  try {
    const { token } = await createToken(await app.ctx(), { name: "Depósito", scopes: ["print"] });
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const read = async (path: string) => await (await fetch(server.url + path, { headers })).json();
    await until(
      async () => (await read("/api/impresoras/mostrador")).ok === true,
      "the printer is ready",
      PATIENCE_MS,
    );
    const post = () =>
      fetch(`${server.url}/api/trabajos-impresion/`, {
        method: "POST",
        headers: { ...headers, "Idempotency-Key": "caja-7-1" },
        body: JSON.stringify({
          printer: "mostrador",
          template: "text",
          data: { code: "CAJA-7", lines: ["Tornillos", "Arandelas"] },
        }),
      });
    const made = await post();
    const location = made.headers.get("Location") ?? "";
    await made.body?.cancel();
    await until(
      async () => (await read(location)).state === "printed",
      "the label is out",
      PATIENCE_MS,
    );
    const again = await post();
    assert.deepEqual([again.status, again.headers.get("Location")], [201, location]);
    await again.body?.cancel();
    assert.equal(printer.labels.length, 1);
    assert.match(printer.labels[0]?.zpl ?? "", /CAJA-7[\s\S]*Arandelas/);
    assert.equal((await read("/api/trabajos-impresion/")).length, 1);
  } finally {
    running.kill("SIGTERM");
    await running.status;
    await printer.close();
    await Deno.remove(dir, { recursive: true });
  }
});

function configText(server: string, port: number): string {
  return JSON.stringify({
    server,
    token_file: "token",
    spool_dir: "spool",
    printers: [{
      key: "mostrador",
      connection: { type: "tcp", host: "127.0.0.1", port },
      dpi: 203,
      width_mm: 57,
      height_mm: 32,
    }],
  });
}
