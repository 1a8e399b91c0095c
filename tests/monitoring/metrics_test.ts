import assert from "node:assert/strict";
import { jobDepths, mailDepths, printDepths, webhookDepths } from "../../src/monitoring/gauge_queries.ts";
import { enqueue } from "../../src/jobs/queue.ts";
import { startLagWatch } from "../../src/monitoring/lag.ts";
import { noteQuery, noteRequest, readMeters } from "../../src/monitoring/meter.ts";
import { anAgent } from "../printing/daemon_stage.ts";
import { asAdmin, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { readExposition, seriesOf } from "./prometheus.ts";

const env = { METRICS_TOKEN: "a-token-of-the-watchers" };
const WATCHER = { Authorization: `Bearer ${env.METRICS_TOKEN}` };

eachDatabase(
  "what is measured is told to who has the token, by patterns and never by what was asked",
  async (_, database) => {
    await using app = await testApp(database, env);
    assert.equal((await app.request("/metrics")).status, 401);
    assert.equal((await app.request("/metrics", { headers: { Authorization: "Bearer wrong" } })).status, 401);
    const admin = await asAdmin(app);
    await admin.page("/clientes?q=secreto");
    for (const path of ["/clientes/no-hay", "/nada/de-esto", "/ordenes/S01-X99"]) await admin.get(path);
    await app.request("/salud", { method: "PROPFIND" });
    await anAgent(app);
    const ctx = await app.ctx();
    await enqueue(ctx.db, ctx, { kind: "forget_answers", payload: { clientId: "none" } });
    app.now += 60_000;
    noteQuery({ node: "SelectQueryNode", table: "order" }, 3);

    const text = await (await app.request("/metrics", { headers: WATCHER })).text();
    const values = new Map(readExposition(text).map((one) => [seriesOf(one), one.value]));
    const valueOf = (name: string, labels: Record<string, string> = {}) =>
      values.get(seriesOf({ name, labels })) ?? 0;
    assert.deepEqual(
      text.split("\n").filter((line) => /secreto|no-hay|de-esto|S01-X99|PROPFIND/.test(line)),
      [],
    );
    assert.ok(
      valueOf("reparo_http_requests_total", { method: "GET", route: "/clientes", status: "2xx" }) >= 1,
    );
    const clients = { method: "GET", route: "/clientes", le: "+Inf" };
    assert.ok(valueOf("reparo_http_request_duration_seconds_bucket", clients) >= 1);
    assert.ok(valueOf("reparo_db_query_duration_seconds_count", { kind: "select" }) > 0);
    assert.ok(valueOf("reparo_db_statements_total", { kind: "select", table: "order" }) > 0);
    assert.ok(valueOf("reparo_db_statement_seconds_total", { kind: "select", table: "order" }) > 0);
    assert.equal(valueOf("reparo_jobs", { state: "waiting" }), 1);
    assert.equal(valueOf("reparo_jobs_oldest_due_seconds"), 60);
    assert.equal(
      values.get(seriesOf({ name: "reparo_queue_depth", labels: { queue: "mails", state: "queued" } })),
      0,
    );
    assert.ok(valueOf("reparo_memory_bytes", { kind: "resident" }) > 1e6);

    for (const query of [jobDepths, mailDepths, webhookDepths, printDepths]) {
      await assertUsesIndex(database, query(database.db).compile());
    }
  },
);

Deno.test("however many routes are made up, the series stay bounded, and counting costs microseconds", () => {
  const lag = startLagWatch();
  for (let at = 0; at < 5_000; at++) noteRequest({ method: "GET", route: `/made-up/${at}`, status: 404 }, at);
  lag.stop();
  const { requests, answers } = readMeters();
  assert.ok(requests.size <= 2_001 && answers.size <= 2_001, `${requests.size} ${answers.size}`);
  assert.ok(requests.has("other\nother"));
  noteRequest({ method: "GET", route: "/made-up/last", status: 503 }, 1);
  assert.equal(readMeters().answers.get("other\nother\n5xx"), 1, "a failure is still seen to be one");
});
