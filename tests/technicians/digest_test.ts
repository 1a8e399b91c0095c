import assert from "node:assert/strict";
import { SYSTEM } from "../../src/context.ts";
import { instantOf } from "../../src/lib/dates.ts";
import { sendDigests } from "../../src/technicians/digest.tsx";
import { asAdmin, asReceptionist, asTechnician, testApp, visitor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

const ZONE = "America/Argentina/Buenos_Aires";
const DAY = 86_400_000;

eachDatabase(
  "a technician is mailed the own work of the day once, sees it on the bench, and can switch the mail off",
  async (_, database) => {
    await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
    const technicianId = app.users.technician.id;
    const at = (local: string) => app.now = instantOf(local, ZONE);
    const look = async () => {
      const ctx = await app.ctx(SYSTEM);
      await Promise.all([sendDigests(ctx), sendDigests(ctx)]);
      const rows = await database.db.selectFrom("message").select("text").where("kind", "=", "work_digest")
        .orderBy("id").execute();
      return rows.map(({ text }) => text);
    };
    at("2026-11-10T10:00");
    const quiet = await anOrder(app, { status: "diagnosing", technicianId });
    const foreign = await anOrder(app, { status: "diagnosing" });
    at("2026-11-23T10:00");
    const late = await anOrder(app, { status: "repairing", technicianId, promisedAt: app.now + DAY });
    const today = await anOrder(app, { status: "repairing", technicianId, promisedAt: app.now + 2 * DAY });
    at("2026-11-25T07:55");
    assert.deepEqual(await look(), [], "before the hour");
    at("2026-11-25T08:05");
    const [text = "", ...others] = await look();
    assert.deepEqual(others, []);
    const inOrder = [
      "Su trabajo de hoy, Tomás Técnico.",
      "Vencidas:",
      late.number,
      "Vencen hoy:",
      today.number,
    ];
    let from = 0;
    for (const words of inOrder) {
      const found = text.indexOf(words, from);
      assert.ok(found >= from, `${words} in ${text}`);
      from = found;
    }
    assert.ok(text.includes(quiet.number) && !text.includes(foreign.number));
    assert.match(text, /preferencias:\nhttp:\/\/localhost:8000\/preferencias/);
    at("2026-11-25T12:00");
    assert.equal((await look()).length, 1, "once a day");
    at("2026-11-24T12:00");
    assert.equal((await look()).length, 1, "a clock set back repeats nothing");

    at("2026-11-25T09:30");
    const bench = await (await asTechnician(app)).page("/");
    assert.match(bench, /Mis vencidas[^]*Vencen hoy/);
    const counter = await (await asReceptionist(app)).page("/");
    assert.match(counter, new RegExp(`Sin movimiento[^]*${foreign.number}`));
    const admin = await asAdmin(app);
    const list = await admin.page("/ordenes?quietas=plazo");
    assert.ok(list.includes(foreign.number) && !list.includes(today.number));
    assert.match(list, /<input(?=[^>]*name="quietas")(?=[^>]*value="plazo")(?=[^>]*checked)/);
    const page = await admin.page("/admin/ajustes");
    const version = /id="form-plazos"[^]*?name="version" value="([^"]*)"/.exec(page)?.[1] ?? "";
    const limits = { "stale_days.new": "1", "stale_days.active": "", "sla_hours.normal": "60" };
    assert.equal((await admin.post("/admin/ajustes/plazos", { version, ...limits })).status, 303);
    assert.ok(!(await admin.page("/ordenes?quietas=plazo")).includes(foreign.number), "never, as set");

    at("2026-11-29T12:00");
    assert.equal((await look()).length, 1, "closed on Sundays");
    at("2026-11-30T09:00");
    assert.equal((await look()).length, 2);
    const [mail] = await database.db.selectFrom("message").select("unsubscribe_path")
      .where("kind", "=", "work_digest").orderBy("id", "desc").limit(1).execute();
    const end = mail?.unsubscribe_path ?? "";
    const mailbox = visitor(app);
    assert.equal((await mailbox.get(`${end}x`)).status, 404);
    assert.match(await mailbox.page(end), /Dejar de recibir el trabajo del día/);
    const click = { method: "POST", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) };
    assert.match(await (await app.request(end, click)).text(), /ya no lo recibe/);
    at("2026-11-30T09:30");
    await database.db.updateTable("user").set({ digest_day: "" }).where("id", "=", technicianId).execute();
    assert.equal((await look()).length, 2, "one click is enough");
    await database.db.updateTable("user").set({ digest_off: 0, digest_day: "2026-11-30" })
      .where("id", "=", technicianId).execute();
    const tomas = await asTechnician(app);
    assert.match(await tomas.page("/preferencias"), /<input(?=[^>]*name="digest")(?=[^>]*checked)/);
    assert.equal((await tomas.post("/preferencias/correos", { digest: "" })).status, 303);
    at("2026-12-01T09:00");
    assert.equal((await look()).length, 2);
  },
);
