import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { createApp } from "../../src/app.ts";
import { signedIn } from "../support/app.ts";
import { anOrder } from "../support/order_builders.ts";
import { devStage } from "./dev_stage.ts";

Deno.test("the bar tells of a request its route, statements, lines that asked, plan, templates and session", async () => {
  await using stage = await devStage();
  const { app, recorder } = stage;
  const order = await anOrder(app, { status: "ready" });
  const admin = await signedIn(app, "admin");

  const page = await admin.page(`/ordenes/${order.number}`);
  assert.match(page, /<aside id="dev-bar"[^]*GET \/ordenes\/:number[^]*<\/aside><\/body>/);
  const id = /data-request="([^"]+)"/.exec(page)?.[1] ?? "";
  const recorded = recorder.find(id);
  assert.equal(recorded?.route, "/ordenes/:number");
  assert.ok(recorded.statements.every(({ ms, askers }) => ms !== null && askers[0]?.startsWith("src/")));
  const head = recorded.statements.find(({ askers }) =>
    askers.some((at) => /^src\/orders\/\w+\.ts:\d+ \w+/.test(at))
  );
  assert.equal(head?.rows, 1);
  assert.ok(recorded.steps.some(({ name, ms }) => name === "session" && ms >= 0));

  const detail = await (await app.request(`/dev/peticiones/${id}?parte=1`)).text();
  assert.match(detail, /SEARCH .* USING INDEX/, "a plan");
  assert.match(detail, />Layout <span/, "the template tree");
  assert.match(detail, /Ana Administradora[^]*admin[^]*S01/, "the session");
  const cookie = admin.cookies.get("sid") ?? "";
  const csrf = /name="csrf-token" content="([^"]+)"/.exec(page)?.[1] ?? "";
  assert.ok(cookie !== "" && csrf !== "" && !detail.includes(cookie) && !detail.includes(csrf));
  assert.ok(!/[0-9a-f]{64}/.test(detail), "no stored hash either");

  const part = await (await admin.get("/ordenes", { "HX-Request": "true", "Sec-Fetch-Dest": "empty" }))
    .text();
  assert.ok(!part.includes("dev-bar"));
  const list = await (await app.request("/dev/peticiones?idioma=en")).text();
  assert.match(list, /<h1>Requests<\/h1>[^]*\/ordenes<\/span><span class="dev-mark">part/);
  assert.equal((await app.request("/dev/peticiones/none")).status, 404);
});

Deno.test("a statement that is asked again and again in one request is told as such", async () => {
  await using stage = await devStage();
  const { db } = stage.app.services.database;
  const branches = [1, 2, 3, 4, 5];
  const { recorded } = await stage.recorder.record(new Request("http://localhost:8000/lista"), async () => {
    for (const id of branches) {
      await db.selectFrom("branch").select("name").where("id", "=", `${id}`).execute();
    }
    await db.selectFrom("branch").select("name").where("id", "in", branches.map(String)).execute();
    return new Response();
  });
  assert.deepEqual(recorded.statements.at(-1)?.shape, 'select "name" from "branch" where "id" in (?, …)');
  const detail = await (await stage.app.request(`/dev/peticiones/${recorded.id}`)).text();
  assert.match(detail, /N\+1<\/strong> 5 veces la misma consulta/);
});

Deno.test("production has no tools, whatever is asked of it", async () => {
  await using stage = await devStage();
  const admin = await signedIn(stage.app, "admin");
  const production = await createApp(stage.app.services);
  const cookies = `sid=${admin.cookies.get("sid")}; dev=1; debug=1; REPARO_ENV=development`;
  const headers = { Cookie: cookies, "X-Debug": "1", "REPARO-ENV": "development", Host: "localhost:8000" };
  for (const path of ["/?debug=1&dev=1&REPARO_ENV=development", "/ordenes?barra=1"]) {
    const page = await (await production.request(`http://localhost:8000${path}`, { headers })).text();
    assert.match(page, /<main id="main"/);
    assert.doesNotMatch(page, /dev-bar|\/dev\//);
  }
  for (
    const path of ["/dev/peticiones", "/dev/archivos/bar.js", "/dev/novedades", "/static/../dev/peticiones"]
  ) {
    const answer = await production.request(`http://localhost:8000${path}`, { headers });
    assert.equal(answer.status, 404, path);
    await answer.body?.cancel();
  }
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--node-modules-dir=manual",
      "-A",
      "--no-check",
      fileURLToPath(new URL("../../src/dev/main.ts", import.meta.url)),
    ],
    env: { REPARO_ENV: "production", DATA_DIR: stage.folder, NO_COLOR: "1" },
  }).output();
  assert.equal(code, 1);
  assert.match(new TextDecoder().decode(stderr), /starts with REPARO_ENV=development alone/);
});
