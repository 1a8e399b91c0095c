import assert from "node:assert/strict";
import { join } from "node:path";
import { sql } from "kysely";
import { receiveIntake } from "../../src/intakes/commands.ts";
import { closeLogs, openLogs } from "../../src/logs.ts";
import { paths } from "../../src/paths.ts";
import { createToken } from "../../src/tokens/commands.ts";
import { API_SCOPES } from "../../src/tokens/scope.ts";
import { aDevice, anIntake } from "../intakes/an_intake.ts";
import { aDaemon, IDLE, serving } from "../printing/daemon_stage.ts";
import { asAdmin, asTechnician, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";

const SECRET = "Zorzal-7391";
const HIDDEN = /zorzal/i;
const TABLES = [
  "order",
  "order_event",
  "intake",
  "intake_draft",
  "device",
  "secret",
  "secret_access",
  "message",
  "job",
  "print_job",
  "print_job_event",
  "audit_event",
] as const;

eachDatabase("what unlocks a device is in no page, answer, row or log but its own", async (_, database) => {
  const dir = await Deno.makeTempDir({ prefix: "reparo-logs-" });
  await openLogs({ dir, level: "debug", console: "off" });
  try {
    await using app = await testApp(database);
    await using server = await serving(app);
    await (await aDaemon(app, server)).answer({ printers: [IDLE] });
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const secret = { kind: "password", text: SECRET } as const;
    const intake = await receiveIntake(ctx, await anIntake(ctx, { devices: [aDevice({ secret })] }));
    const number = intake.orders[0]?.number ?? "";

    const bench = await asTechnician(app);
    const shown = await bench.post(paths.orderSecret(number), { reason: "Probar el táctil" });
    assert.match(await shown.text(), HIDDEN, "it is shown to who gives a reason");

    const admin = await asAdmin(app);
    assert.match(
      await admin.page("/admin/auditoria?tipo=secret_revealed"),
      /Tomás Técnico[^]*Probar el táctil/,
      "the log tells who looked, and why",
    );
    const pages = [
      "/",
      paths.board(),
      paths.orders(),
      paths.orders(`?q=${SECRET}`),
      paths.order(number),
      paths.orderEdit(number),
      paths.intake(intake.id),
      `/buscar?q=${SECRET}`,
      "/admin/auditoria",
      "/admin/mensajes",
      "/admin/trabajos",
    ];
    for (const page of pages) {
      const html = await admin.page(page);
      assert.doesNotMatch(page.includes(SECRET) ? html.replaceAll(SECRET, "") : html, HIDDEN, page);
    }
    const { token } = await createToken(await app.ctx(), { name: "Prueba", scopes: API_SCOPES });
    for (const path of ["/api/ordenes", `/api/ordenes/${number}`, "/api/clientes"]) {
      const answer = await app.request(path, { headers: { Authorization: `Bearer ${token}` } });
      assert.equal(answer.status, 200, path);
      assert.doesNotMatch(await answer.text(), HIDDEN, path);
    }
    await database.db.updateTable("secret").set({ purged_at: app.now }).execute();
    const gone = await bench.post(paths.orderSecret(number), { reason: "Otra vez" });
    assert.equal(gone.status, 404, "what is purged is not shown, whatever the row still holds");
    await database.db.updateTable("secret").set({ purged_at: null }).execute();
    for (const table of TABLES) {
      const { rows } = await sql`select * from ${sql.table(table)}`.execute(database.db);
      assert.doesNotMatch(JSON.stringify(rows), HIDDEN, table);
    }
  } finally {
    await closeLogs();
  }
  const logs = Array.from(Deno.readDirSync(dir), ({ name }) => Deno.readTextFileSync(join(dir, name))).join(
    "",
  );
  await Deno.remove(dir, { recursive: true });
  assert.match(logs, /"route"/);
  assert.doesNotMatch(logs, HIDDEN);
});
