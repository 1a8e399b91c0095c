import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { openAlert } from "../../src/alerts/commands.ts";
import { sectionVersion } from "../../src/admin/settings.ts";
import { noteQuery, noteRequest } from "../../src/monitoring/meter.ts";
import { paths } from "../../src/paths.ts";
import { aDaemon, serving } from "../printing/daemon_stage.ts";
import { asAdmin, type Browser, type TestApp, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { isSelected, labelsNamed, readExposition, selectorsOf } from "./prometheus.ts";

const FOLDER = new URL("../../deploy/monitoring/", import.meta.url);
const METRICS_TOKEN = "a-token-of-the-watchers";
/** Prometheus' own, of each thing that it asks. */
const OF_PROMETHEUS = "instance";

interface Asked {
  what: string;
  expression: string;
  /** What is said with the answer: its labels. */
  words: string;
}

eachDatabase(
  "rules and dashboard ask for nothing but what the server exports, with the labels that it has",
  async (_, database) => {
    await using app = await testApp(database, { METRICS_TOKEN });
    await using server = await serving(app);
    await aShopWithTrouble(app, server);
    const samples = readExposition(await metrics(server.url));
    const asked = [...await rules(), ...await panels()];
    assert.ok(asked.length > 40, `${asked.length}`);
    for (const { what, expression, words } of asked) {
      const selectors = selectorsOf(expression);
      const selected = selectors.map((selector) => samples.filter((one) => isSelected(one, selector)));
      for (const [at, those] of selected.entries()) {
        assert.ok(those.length > 0, `${what} asks for what nobody exports: ${selectors[at]?.name}`);
      }
      const known = new Set(selected.flat().flatMap(({ labels }) => Object.keys(labels)));
      const unknown = [...labelsNamed(expression), ...labelsNamed(words)].filter((label) =>
        !known.has(label) && label !== OF_PROMETHEUS
      );
      assert.deepEqual(unknown, [], what);
    }
    const named = new Set(asked.flatMap(({ expression }) => selectorsOf(expression)).map(familyOf));
    const unseen = new Set(samples.map(familyOf).filter((family) => !named.has(family)));
    assert.deepEqual([...unseen], ["reparo_db_statements_total", "reparo_info"], "nobody looks at it");
  },
);

Deno.test("what waits on purpose slows no rule down", async () => {
  const slow = (await rules()).find(({ what }) => what === "ReparoSlow");
  const [selector] = selectorsOf(slow?.expression ?? "");
  assert.ok(selector);
  const counts = (route: string) =>
    isSelected({ name: selector.name, labels: { route }, value: 1 }, selector);
  for (const route of ["/en-vivo", paths.boardLive(), paths.orderLive(":number"), paths.daemonPoll()]) {
    assert.ok(!counts(route), route);
  }
  assert.ok(!counts("/api/eventos/"));
  for (const route of ["/", "/ordenes", "/ordenes/:number", "/api/ordenes/"]) assert.ok(counts(route), route);
});

const promtool = await found("promtool");

Deno.test({
  name: "promtool takes the rules, and they ring for what they are about",
  ignore: promtool === null,
  fn: async () => {
    const { success, stdout, stderr } = await new Deno.Command(promtool ?? "", {
      args: ["test", "rules", fileURLToPath(new URL("rules.promtool.yml", import.meta.url))],
    }).output();
    const words = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assert.ok(success, words);
  },
});

async function found(program: string): Promise<string | null> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    const file = await Deno.stat(`${folder}/${program}`).catch(() => null);
    if (file?.isFile) return `${folder}/${program}`;
  }
  return null;
}

async function metrics(url: string): Promise<string> {
  const headers = { Authorization: `Bearer ${METRICS_TOKEN}` };
  return await (await fetch(`${url}/metrics`, { headers })).text();
}

/** Whatever shows only where something is: a print service with its printer, a limit, a backup, alerts, a request that failed. */
async function aShopWithTrouble(app: TestApp, server: Awaited<ReturnType<typeof serving>>): Promise<void> {
  await aDaemon(app, server);
  const admin = await asAdmin(app);
  await admin.page("/clientes");
  const { db } = app.services.database;
  await db.updateTable("printer").set({ name: 'Mostrador "A"\\\nB' }).execute();
  const backup = app.services.random.id(app.now);
  await db.insertInto("backup").values({
    id: backup,
    name: "20261123T130000Z-4f2a91c0",
    started_at: app.now,
    finished_at: app.now,
    state: "ok",
    error: "",
    by_name: "",
    bytes: 1,
    rows: 1,
    files: 0,
    new_files: 0,
    drill_key_sealed: null,
    stored_at: null,
    store_error: "",
    removed_at: null,
  }).execute();
  await db.insertInto("backup_drill").values({
    id: app.services.random.id(app.now),
    backup_id: backup,
    at: app.now,
    ms: 1,
    state: "ok",
    error: "",
    rows: 1,
    files: 0,
    audit_events: 0,
  }).execute();
  await limitFiles(app, admin);
  const ctx = await app.ctx();
  for (const [kind, subject] of [["agent_silent", "agent"], ["task_failing", "task"]] as const) {
    await db.transaction().execute((trx) =>
      openAlert(trx, ctx, {
        kind,
        branchId: app.branchId,
        subject: { kind: subject, id: "x", name: "x" },
        facts: {},
      })
    );
  }
  noteRequest({ method: "GET", route: "/ordenes", status: 503 }, 3);
  noteQuery({ node: "SelectQueryNode", table: "order" }, 3);
}

async function limitFiles(app: TestApp, admin: Browser): Promise<void> {
  const { settings } = await app.services.shop.read();
  const saved = await admin.post(`${paths.settings()}/vigilancia`, {
    version: sectionVersion(settings, "vigilancia"),
    disk_low_percent: "10",
    login_alert_failures: "10",
    files_limit_mb: "100",
  });
  assert.equal(saved.status, 303);
}

function familyOf({ name }: { name: string }): string {
  return name.replace(/_(bucket|sum|count)$/, "");
}

/** As they are written: an alert, what it asks for, what it says. */
async function rules(): Promise<Asked[]> {
  const text = await Deno.readTextFile(new URL("alerts.yml", FOLDER));
  return text.split("- alert: ").slice(1).map((rule) => {
    const [, expression = ""] = /^ +expr: (.+)$/m.exec(rule) ?? [];
    const [, words = ""] = /summary: "(.+)" \}$/m.exec(rule) ?? assert.fail(rule);
    return { what: rule.split("\n")[0] ?? "", expression, words };
  }).filter(({ what }) => what !== "ReparoDown");
}

interface Panel {
  title: string;
  targets: { expr: string; legendFormat: string }[];
}

async function panels(): Promise<Asked[]> {
  const { panels } = JSON.parse(await Deno.readTextFile(new URL("grafana-dashboard.json", FOLDER)));
  return (panels as Panel[]).flatMap(({ title, targets }) =>
    targets.map(({ expr, legendFormat }) => ({ what: title, expression: expr, words: legendFormat }))
  );
}
