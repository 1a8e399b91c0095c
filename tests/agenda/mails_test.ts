import assert from "node:assert/strict";
import { type CalendarEvent, calendarFile } from "../../src/agenda/calendar_file.ts";
import { book } from "../../src/agenda/commands.ts";
import { parseAppointment } from "../../src/agenda/input.ts";
import { remindAppointments } from "../../src/agenda/reminders.ts";
import { SYSTEM } from "../../src/context.ts";
import { instantOf } from "../../src/lib/dates.ts";
import { openMailer } from "../../src/mail/mailer.ts";
import { sendMessage } from "../../src/mail/sending.ts";
import { smtpStage } from "../mail/smtp_stage.ts";
import { asAdmin, asReceptionist, testApp, userActor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { bookingForm } from "./agenda_stage.ts";

const ZONE = "America/Argentina/Buenos_Aires";
const HOUR = 3_600_000;

Deno.test(
  "a client is written of an appointment, its changes and the day before, each with what their calendar needs",
  async () => {
    await using database = await freshDatabase();
    await using app = await testApp(database, {
      SMTP_URL: "smtp://127.0.0.1:1",
      MAIL_FROM: "taller@example.com",
    });
    await using smtp = await smtpStage();
    const mailer = openMailer(smtp.url, { timeoutMs: 10_000 });
    const post = async () => {
      const before = smtp.mails.length;
      const rows = await database.db.selectFrom("message").select("id").where("state", "=", "queued")
        .orderBy("id").execute();
      for (const { id } of rows) await sendMessage(await app.ctx(SYSTEM), id, { mailer, from: null });
      return smtp.mails.slice(before);
    };
    const order = await anOrder(app, { status: "ready", outcome: "repaired" });
    const rocio = await asReceptionist(app);
    const form = bookingForm({ kind: "pick_up", order: order.number, client_id: "" });
    assert.equal((await rocio.post("/agenda/nuevo", form)).status, 303);
    const id = form.form_key ?? "";
    const [booked] = await post();
    assert.equal(booked?.subject, "Service Norte: su turno del martes 24 nov, 10:00");
    assert.match(booked?.text ?? "", /Lo esperamos para retirar su equipo[^]*10:00 a 10:30[^]*S01-0/);
    const file = booked?.attachments[0];
    assert.deepEqual([file?.filename, file?.contentType], ["turno.ics", "text/calendar"]);
    const event = file?.content.toString() ?? "";
    assert.match(
      event,
      /METHOD:REQUEST\r\n[^]*SEQUENCE:0\r\nDTSTART:20261124T130000Z\r\nDTEND:20261124T133000Z\r\n/,
    );
    assert.match(event, new RegExp(`UID:${id}@localhost\r\n`));

    const change = { starts: "2026-11-26T11:00", minutes: "30", technician_id: "", version: "1" };
    assert.equal((await rocio.post(`/agenda/${id}/cambio`, change)).status, 303);
    const [moved] = await post();
    assert.match(moved?.subject ?? "", /su turno pasó al jueves 26 nov, 11:00/);
    assert.match(moved?.attachments[0]?.content.toString() ?? "", /SEQUENCE:1\r\nDTSTART:20261126T140000Z/);
    const technician = { ...change, technician_id: app.users.technician.id, version: "2" };
    assert.equal((await rocio.post(`/agenda/${id}/cambio`, technician)).status, 303);
    assert.deepEqual(await post(), [], "who does it is the shop's own business");

    const look = async (until: string) => {
      for (const end = instantOf(until, ZONE); app.now < end;) {
        app.now = Math.min(app.now + HOUR, end);
        const ctx = await app.ctx(SYSTEM);
        await Promise.all([remindAppointments(ctx), remindAppointments(ctx)]);
      }
      return await post();
    };
    assert.deepEqual(await look("2026-11-25T09:59"), []);
    const [reminder, ...others] = await look("2026-11-25T14:00");
    assert.deepEqual(others, []);
    assert.match(reminder?.text ?? "", /Mañana, jueves 26 nov, a las 11:00\./);
    app.now -= 24 * HOUR;
    assert.deepEqual(await look("2026-11-25T16:00"), [], "a clock set back repeats nothing");

    const desk = await asReceptionist(app);
    assert.equal((await desk.post(`/agenda/${id}/anulacion`, { reason: "Viaja" })).status, 303);
    const [cancelled] = await post();
    assert.match(
      cancelled?.attachments[0]?.content.toString() ?? "",
      /METHOD:CANCEL[^]*SEQUENCE:3[^]*STATUS:CANCELLED/,
    );
    const page = await desk.page(`/agenda/${id}`);
    assert.match(page, /Turno anulado[^]*Recordatorio de turno[^]*Cambio de turno[^]*Turno confirmado/);
    const story = await (await asAdmin(app)).page(`/ordenes/${order.number}?historial=todo`);
    assert.match(story, /Correo enviado: turno anulado/);

    const stranger = bookingForm({ starts: "2026-11-30T10:00" });
    assert.equal((await desk.post("/agenda/nuevo", stranger)).status, 303);
    const late = bookingForm({ starts: "2026-11-26T09:00", kind: "visit", client_id: order.clientId });
    assert.equal((await desk.post("/agenda/nuevo", late)).status, 303);
    assert.equal((await post()).length, 1, "who has no e-mail is not written to");
    assert.deepEqual(await look("2026-11-30T12:00"), [], "who booked after the hour needs no reminder");
    const refuses = JSON.stringify({ email: { granted: false, at: app.now, by: "Rocío" } });
    await database.db.updateTable("client").set({ consents_json: refuses }).where("id", "=", order.clientId)
      .execute();
    const unwanted = bookingForm({ starts: "2026-12-02T09:00", kind: "visit", client_id: order.clientId });
    assert.equal((await (await asReceptionist(app)).post("/agenda/nuevo", unwanted)).status, 303);
    assert.deepEqual(await post(), [], "who refuses mails gets none");
    await mailer.close();
  },
);

const EVENT: CalendarEvent = {
  uid: "1@localhost",
  sequence: 2,
  cancelled: false,
  at: 0,
  startsAt: Date.UTC(2026, 9, 25, 0, 30),
  endsAt: Date.UTC(2026, 9, 25, 1, 30),
  summary: "Taller; retiro, ñandú \\ más\r\nBEGIN:VEVENT",
  description: "📱".repeat(40),
  location: "",
  organizer: { name: 'El "Taller"', email: "t@example.com" },
  attendee: { name: "María:Núñez", email: "m@example.com" },
};

Deno.test("an event for a calendar is folded by octets, escapes what it holds and invites nobody without an address", () => {
  const file = calendarFile(EVENT);
  const lines = file.split("\r\n");
  assert.equal(lines.pop(), "");
  for (const line of lines) assert.ok(new TextEncoder().encode(line).length <= 75, line);
  const unfolded = file.replaceAll("\r\n ", "").split("\r\n");
  assert.ok(unfolded.includes("SUMMARY:Taller\\; retiro\\, ñandú \\\\ más\\nBEGIN:VEVENT"));
  assert.ok(unfolded.includes(`DESCRIPTION:${"📱".repeat(40)}`));
  assert.ok(unfolded.includes('ORGANIZER;CN="El  Taller":mailto:t@example.com'));
  assert.equal(unfolded.filter((line) => line === "BEGIN:VEVENT").length, 1);
  const bare = calendarFile({ ...EVENT, cancelled: true, organizer: { name: "Taller", email: "" } });
  assert.match(bare, /METHOD:PUBLISH\r\n[^]*STATUS:CANCELLED/);
  assert.doesNotMatch(bare, /ATTENDEE|ORGANIZER/);
});

Deno.test("the day before keeps its hour on the branch's clock when clocks change", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
  const zone = "America/Santiago";
  await database.db.updateTable("branch").set({ time_zone: zone }).execute();
  const order = await anOrder(app, { client: { name: "Elsa Sosa", email: "elsa@example.com" } });
  const hour = (await app.ctx(SYSTEM)).shop.settings.appointment_reminder_hour;
  const clock = `${String(hour).padStart(2, "0")}:00`;
  const reminded = async () => {
    await remindAppointments(await app.ctx(SYSTEM));
    const rows = await database.db.selectFrom("message").select("text")
      .where("kind", "=", "appointment_reminder").orderBy("id").execute();
    return rows.map(({ text }) => text);
  };
  let told = 0;
  // Santiago: clocks go back in the night before Sunday 5 April 2026, forward in that before Sunday 6 September 2026.
  for (
    const [booked, eve, day] of [
      ["2026-04-01", "2026-04-04", "2026-04-05"],
      ["2026-04-04", "2026-04-05", "2026-04-06"],
      ["2026-09-01", "2026-09-05", "2026-09-06"],
      ["2026-09-05", "2026-09-06", "2026-09-07"],
    ] as const
  ) {
    app.now = instantOf(`${booked}T08:00`, zone);
    const typed = bookingForm({
      order: order.number,
      client_id: "",
      starts: `${day}T10:00`,
      outside_ok: "1",
    });
    const form = parseAppointment(typed, { timeZone: zone, country: "CL", now: app.now });
    assert.ok(form.ok);
    await book(await app.ctx(userActor(app, "receptionist")), form.data);
    app.now = instantOf(`${eve}T${clock}`, zone) - 60_000;
    assert.equal((await reminded()).length, told, `${day}: before the hour`);
    app.now += 60_000;
    const texts = await reminded();
    told++;
    assert.equal(texts.length, told, `${day}: at the hour`);
    assert.match(texts.at(-1) ?? "", /Mañana,[^.]*, a las 10:00\./);
    app.now += 3 * HOUR;
    assert.equal((await reminded()).length, told, `${day}: once`);
  }
});
