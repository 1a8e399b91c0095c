import assert from "node:assert/strict";
import { join } from "node:path";
import { signedIn } from "../support/app.ts";
import { devStage } from "./dev_stage.ts";

const SCRIPT = '<script type="module" src="/dev/archivos/reload.js"></script>';

Deno.test("open pages are told of another process and of changed files, and nothing else gets the tools", async () => {
  await using stage = await devStage();
  const { app, folder } = stage;
  const admin = await signedIn(app, "admin");

  const page = await admin.get("/ordenes", { "Accept-Encoding": "gzip" });
  assert.equal(page.headers.get("Content-Encoding"), null);
  assert.ok((await page.text()).includes(SCRIPT));
  const frame = await admin.get("/ordenes", { "Sec-Fetch-Dest": "iframe" });
  assert.ok(!(await frame.text()).includes(SCRIPT));
  const json = await admin.get("/api/openapi.json");
  assert.ok(!(await json.text()).includes(SCRIPT));
  assert.match(await (await app.request("/dev/archivos/reload.js")).text(), /WebSocket/);
  assert.equal((await app.request("/dev/archivos/..%2Fmain.ts")).status, 404);
  const rebound = await app.request("/dev/archivos/reload.js", { headers: { Host: "evil.example" } });
  assert.equal(rebound.status, 421);

  await using server = Deno.serve({ port: 0, onListen: () => {} }, stage.fetch);
  const { port } = server.addr;
  const foreign = await fetch(`http://localhost:${port}/dev/novedades`, {
    headers: { Upgrade: "websocket", Origin: "http://evil.example" },
  });
  assert.equal(foreign.status, 426);
  await foreign.body?.cancel();
  const socket = new WebSocket(`ws://localhost:${port}/dev/novedades`, {
    headers: { Origin: `http://localhost:${port}` },
  });
  const news = told(socket);
  assert.equal((await news()).kind, "process");
  await (await admin.get("/ordenes")).body?.cancel();
  assert.equal((await news()).kind, "request");
  await Deno.writeTextFile(join(folder, "look.css"), "p { color: red }");
  assert.deepEqual(await news(), { kind: "style" });
  await Deno.writeTextFile(join(folder, "act.js"), "act();");
  assert.deepEqual(await news(), { kind: "page" });

  const closed = new Promise((resolve) => socket.addEventListener("close", resolve));
  stage.stop();
  await closed;
});

/** The messages one by one, waited for. */
function told(socket: WebSocket): () => Promise<Record<string, unknown>> {
  const kept: Record<string, unknown>[] = [];
  let wake = () => {};
  socket.addEventListener("message", ({ data }) => {
    kept.push(JSON.parse(data));
    wake();
  });
  return async () => {
    while (kept.length === 0) await new Promise<void>((resolve) => wake = resolve);
    return kept.shift() ?? {};
  };
}
