import assert from "node:assert/strict";
import { jobDepths, mailDepths, printDepths, webhookDepths } from "../../src/monitoring/gauge_queries.ts";
import { enqueue } from "../../src/jobs/queue.ts";
import { startLagWatch } from "../../src/monitoring/lag.ts";
import { noteQuery, noteRequest, readMeters } from "../../src/monitoring/meter.ts";
import { anAgent } from "../printing/daemon_stage.ts";
import { asAdmin, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { assertUsesIndex } from "../support/plan.ts";

const env = { METRICS_TOKEN: "a-token-of-the-watchers" };
const WATCHER = { Authorization: `Bearer ${env.METRICS_TOKEN}` };
const SAMPLE =
  /^(reparo_[a-z_]+)(\{[a-z_]+="(?:[^"\\\n]|\\.)*"(?:,[a-z_]+="(?:[^"\\\n]|\\.)*")*\})? ([0-9.e+-]+)$/;

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
    const values = new Map<string, number>();
    for (const line of text.trimEnd().split("\n").filter((one) => !one.startsWith("#"))) {
      const [, name = "", labels = "", value = ""] = SAMPLE.exec(line) ?? assert.fail(line);
      values.set(name + labels, Number(value));
    }
    assert.deepEqual(
      text.split("\n").filter((line) => /secreto|no-hay|de-esto|S01-X99|PROPFIND/.test(line)),
      [],
    );
    assert.ok(
      (values.get('reparo_http_requests_total{method="GET",route="/clientes",status="2xx"}') ?? 0) >= 1,
      text,
    );
    assert.ok(
      values.get('reparo_http_request_duration_seconds_bucket{method="GET",route="/clientes",le="+Inf"}'),
    );
    assert.ok(values.get('reparo_db_query_duration_seconds_count{kind="select"}'));
    assert.ok(values.get('reparo_db_statements_total{kind="select",table="order"}'));
    assert.ok(values.get('reparo_db_statement_seconds_total{kind="select",table="order"}'));
    assert.equal(values.get('reparo_jobs{state="waiting"}'), 1);
    assert.equal(values.get("reparo_jobs_oldest_due_seconds"), 60);
    assert.ok((values.get('reparo_memory_bytes{kind="resident"}') ?? 0) > 1e6);

    const known = new Set(
      [...text.matchAll(/^# TYPE (\S+) (\w+)$/gm)].flatMap(([, name = "", type]) =>
        type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name]
      ),
    );
    for (const file of ["alerts.yml", "grafana-dashboard.json"]) {
      const content = await Deno.readTextFile(new URL(`../../deploy/monitoring/${file}`, import.meta.url));
      const named = new Set([...content.matchAll(/\breparo_[a-z_]+/g)].map(([name]) => name));
      assert.deepEqual([...named].filter((name) => !known.has(name)), [], file);
      assert.ok(named.size > 10, file);
      if (file.endsWith(".json")) assert.ok(JSON.parse(content).panels.length > 10);
    }
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
});
