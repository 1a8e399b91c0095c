import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { stripVTControlCharacters } from "node:util";
import { startLogKeeping } from "../../src/logs/keeping.ts";
import { prettyLine } from "../../src/logs/line.ts";
import { until } from "../jobs/stage.ts";
import { asAdmin, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";

const DAY = 86_400_000;

Deno.test("each day has files of its own: what came before midnight stays in the day's", async () => {
  const dir = await Deno.makeTempDir({ prefix: "reparo-logs-" });
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      "--node-modules-dir=manual",
      fileURLToPath(new URL("./midnight.ts", import.meta.url)),
      dir,
    ],
    env: { TZ: "UTC", NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  const said = async (name: string) =>
    (await Deno.readTextFile(`${dir}/${name}.log`)).trim().split("\n").map((line) =>
      JSON.parse(line).message
    );
  assert.deepEqual(await said("app-2026-11-23"), ["Before midnight"]);
  assert.deepEqual(await said("app-2026-11-24"), ["After midnight"]);
  assert.deepEqual(await said("email-2026-11-23"), ["Refused before midnight"]);
  assert.deepEqual(await said("error-2026-11-23"), ["Refused before midnight"]);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("days that are over are compressed, and go once the shop keeps them no longer", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const dir = `${app.services.config.DATA_DIR}/logs`;
  await Deno.mkdir(dir, { recursive: true });
  const daysAgo = (days: number) => new Date(app.now - days * DAY).toISOString().slice(0, 10);
  const line = `${
    JSON.stringify({ level: "INFO", logger: "reparo.jobs", message: "Ayer", properties: {} })
  }\n`;
  for (const days of [0, 1, 29, 32]) await Deno.writeTextFile(`${dir}/app-${daysAgo(days)}.log`, line);
  const names = () => [...Deno.readDirSync(dir)].map(({ name }) => name).sort();
  const keeping = startLogKeeping(app.services, { tidyMs: 20 });
  await until(() => names().filter((name) => name.endsWith(".gz")).length === 2, "two days are compressed");
  await keeping.stop();
  assert.deepEqual(names(), [
    `app-${daysAgo(29)}.log.gz`,
    `app-${daysAgo(1)}.log.gz`,
    `app-${daysAgo(0)}.log`,
  ]);
  const packed = await Deno.readFile(`${dir}/app-${daysAgo(1)}.log.gz`);
  assert.equal(gunzipSync(packed).toString(), line);
  const admin = await asAdmin(app);
  assert.match(await admin.page("/admin/registros/archivos"), new RegExp(`archivos/app/${daysAgo(29)}"`));
  assert.equal((await admin.get(`/admin/registros/archivos/app/${daysAgo(32)}`)).status, 404);
});

Deno.test("in development a line is for the eyes: time, level, part, words, facts and the stack below", () => {
  const shown = prettyLine({
    category: ["reparo", "jobs"],
    level: "error",
    message: ["Job failed for ", "ana@example.com"],
    properties: {
      job: "send_message",
      password: "corta",
      stack: "Error: no\n    at run (jobs.ts:1:1)\x1b[2J",
    },
    timestamp: Date.UTC(2026, 10, 23, 10, 42, 7),
  });
  assert.equal(
    stripVTControlCharacters(shown),
    '10:42:07 error   jobs     Job failed for [email]  job="send_message" password="[secret]"\n' +
      "    Error: no\n        at run (jobs.ts:1:1)\\u001b[2J",
  );
});
