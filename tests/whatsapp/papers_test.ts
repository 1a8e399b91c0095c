import assert from "node:assert/strict";
import { PDFDocument } from "pdf-lib";
import { remindAppointments } from "../../src/agenda/reminders.ts";
import { SYSTEM } from "../../src/context.ts";
import { paths } from "../../src/paths.ts";
import { fetchTemplates } from "../../src/whatsapp/template_commands.ts";
import { bookingForm } from "../agenda/agenda_stage.ts";
import { until } from "../jobs/stage.ts";
import { asAdmin, asReceptionist, userActor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { type MetaTemplate, withPdf } from "../support/whatsapp/cloud_api.ts";
import { type Chatting, chatting, serve } from "./whatsapp_stage.ts";

const EMAIL = "elsa@example.com";
const PHONE = "whatsapp +541140010001";

async function offering({ app, meta }: Chatting, ...templates: MetaTemplate[]): Promise<void> {
  meta.templates.push(...templates);
  await fetchTemplates(await app.ctx(userActor(app, "admin")));
}

function plain(name: string, text: string): MetaTemplate {
  return { ...withPdf(name, text), components: [{ type: "BODY", text }] };
}

Deno.test("appointments and pre-intake links go by WhatsApp to who prefers it, and by mail where it does not arrive", async () => {
  await using database = await freshDatabase();
  await chatting(database, { client: { email: EMAIL } }, async (stage) => {
    const { app, meta, order } = stage;
    await offering(
      stage,
      plain("turno", "Hola {{client_name}}, su turno: {{appointment_day}} a las {{appointment_from}}."),
      plain("pre_ingreso", "Hola {{client_name}}, cuéntenos qué trae: {{link_url}} Gracias."),
    );
    for (const kind of ["appointment_booked", "appointment_moved", "appointment_reminder"] as const) {
      await serve(app, kind, "turno", ["client.name", "appointment.day", "appointment.from"]);
    }
    await serve(app, "preintake_link", "pre_ingreso", ["client.name", "link.url"]);
    const admin = await asAdmin(app);
    assert.match(
      await admin.page(paths.whatsappChoice("appointment_moved", "es")),
      /Hola María Núñez, su turno: \S+ \d+ \S+ a las 10:00\./,
      "an example of an appointment",
    );
    const desk = await asReceptionist(app);
    const booking = bookingForm({ kind: "visit", order: order.number, client_id: "" });
    assert.equal((await desk.post("/agenda/nuevo", booking)).status, 303);
    await stage.become(`sent appointment_booked ${PHONE}`);
    assert.deepEqual(meta.sent.at(-1)?.parameters.map(({ text }) => text), [
      "Elsa Sosa",
      "martes 24 nov",
      "10:00",
    ]);
    const at = `/agenda/${booking.form_key}`;
    assert.match(
      await desk.page(at),
      /Se avisará a Elsa Sosa por WhatsApp[^]*Se avisará a Elsa Sosa por correo/,
    );
    assert.match(await desk.page(paths.order(order.number)), /WhatsApp enviado: turno confirmado/);

    meta.script.push({ code: 131026, message: "Undeliverable" });
    const move = { starts: "2026-11-26T11:00", minutes: "30", technician_id: "", version: "1" };
    assert.equal((await desk.post(`${at}/cambio`, move)).status, 303);
    const moved = [`failed appointment_moved ${PHONE}`, `sent appointment_moved email ${EMAIL}`];
    await stage.become(`sent appointment_booked ${PHONE}`, ...moved);
    const files = await database.db.selectFrom("message_attachment").innerJoin(
      "message",
      (on) =>
        on.onRef("message.id", "=", "message_attachment.message_id").on("message.channel", "=", "email"),
    )
      .select("name").execute();
    assert.deepEqual(files, [{ name: "turno.ics" }], "the mail brings the event for their calendar");
    assert.match(await desk.page(at), /Cambio de turno[^]*Cambio de turno[^]*Turno confirmado/);

    app.now = Date.UTC(2026, 10, 25, 14);
    await remindAppointments(await app.ctx(SYSTEM));
    await stage.become(`sent appointment_booked ${PHONE}`, ...moved, `sent appointment_reminder ${PHONE}`);

    const client = paths.client(order.clientId);
    const later = await asReceptionist(app);
    const page = await later.page(client);
    assert.match(page, /Se avisará a Elsa Sosa por WhatsApp[^]*Enviarlo por WhatsApp[^]*Abrir en WhatsApp/);
    const key = { form_key: crypto.randomUUID() };
    assert.equal((await later.post(paths.clientPreintakeMail(order.clientId), key)).status, 303);
    await until(() => meta.sent.at(-1)?.template === "pre_ingreso", "the link was sent");
    assert.match(meta.sent.at(-1)?.parameters[1]?.text ?? "", /^http:\/\/localhost:8000\/pre-ingreso\//);
    assert.match(
      await (await asAdmin(app)).page("/admin/auditoria"),
      /Envió por WhatsApp un enlace de pre-ingreso/,
    );
  });
});

Deno.test("the intake says who is told by what is typed of a new client, and tells them so", async () => {
  await using database = await freshDatabase();
  await chatting(database, {}, async (stage) => {
    const { app, meta, order } = stage;
    await offering(stage, withPdf("recibido", "Hola {{client_name}}, recibimos su {{order_device}} hoy."));
    await serve(app, "order_received", "recibido", ["client.name", "order.device"]);
    const desk = await asReceptionist(app);
    assert.match(await desk.page("/ingresos/nuevo"), /id="intake-told"[^>]*>Falta elegir al cliente/);
    const [phone, email] = ["client.contacts.0.value", "client.contacts.1.value"];
    const typed = {
      client_id: "new",
      "client.name": "Iris Paz",
      "client.contacts.0.kind": "phone",
      [phone]: "11 4001-0002",
      "client.contacts.1.kind": "email",
      [email]: "",
      "client.channel": "",
    };
    const told = async (changes: Record<string, string>) => {
      const answer = await desk.post("/ingresos/validacion", { ...typed, ...changes });
      return /id="intake-told"[^>]*>([^<]*)</.exec(await answer.text())?.[1];
    };
    const chats = "Se avisará a Iris Paz por WhatsApp al +54 11 4001 0002.";
    const mails = "Se avisará a Iris Paz por correo a iris@example.com.";
    assert.equal(await told({}), "No se podrá avisar a Iris Paz: no tiene correo.");
    assert.equal(await told({ [email]: "iris@example.com" }), mails);
    const wants = { "client.channel": "whatsapp" };
    assert.equal(await told({ ...wants, [email]: "iris@" }), chats, "half an address hides nothing else");
    assert.equal(await told({ ...wants, [phone]: "11" }), "No se podrá avisar a Iris Paz: no tiene correo.");
    const refuses = { ...wants, "client.consents.whatsapp": "refused", [email]: "iris@example.com" };
    assert.equal(await told(refuses), mails);
    assert.match(
      await told({ ...refuses, "client.consents.email": "refused", "client.name": "" }) ?? "",
      /No se podrá avisar a quien trae el equipo: no acepta correos/,
    );
    assert.match(await told({ "client.channel": "none" }) ?? "", /no quiere que se le escriba/);
    assert.match(await told({ client_id: order.clientId }) ?? "", /^Se avisará a Elsa Sosa por WhatsApp/);

    const terms = await database.db.selectFrom("terms_version").select("id").where("locale", "=", "es")
      .executeTakeFirstOrThrow();
    const sent = await desk.post("/ingresos", {
      ...typed,
      ...wants,
      "client.consents.whatsapp": "granted",
      "client.locale": "es",
      "devices.0.category": "phone",
      "devices.0.brand": "Motorola",
      "devices.0.model": "G54",
      "devices.0.fault": "No carga",
      "terms.es": terms.id,
      terms_accepted: "1",
      unsigned_reason: "Tiene las manos ocupadas",
      form_key: crypto.randomUUID(),
    });
    assert.equal(sent.status, 303, await sent.text());
    await until(() => meta.sent.length === 1, "the client was told");
    assert.equal(meta.sent[0]?.to, "5491140010002");
    assert.match(meta.media[0]?.name ?? "", /^Comprobante de ingreso .*\.pdf$/);
    const { consents_json } = await database.db.selectFrom("client").select("consents_json")
      .where("name", "=", "Iris Paz").executeTakeFirstOrThrow();
    assert.equal(JSON.parse(consents_json).whatsapp.granted, true);
  });
});

Deno.test("documents go by WhatsApp as one PDF, chosen by hand or with the notice that they belong to", async () => {
  await using database = await freshDatabase();
  await chatting(database, { client: { email: EMAIL }, charges: [100_00] }, async (stage) => {
    const { app, meta, order } = stage;
    const { db } = database;
    const admin = await asAdmin(app);
    const at = paths.orderMail(order.number);
    assert.doesNotMatch(await admin.page(at), /value="whatsapp"/, "nothing serves documents");
    await offering(
      stage,
      withPdf("documentos", "Hola {{client_name}}, van los documentos de {{order_number}}. Gracias."),
      withPdf("recibo", "Hola {{client_name}}, recibimos {{payment_amount}}. Gracias."),
    );
    const choosing = paths.whatsappChoice("order_ready", "es");
    assert.match(await admin.page(choosing), /recibo: lleva un archivo que este aviso no tiene/);
    const lacking = paths.whatsappChoice("documents", "es");
    assert.match(await admin.page(lacking), /equipo_listo: no lleva el archivo en el encabezado/);
    await assert.rejects(serve(app, "order_ready", "recibo", []), { code: "invalid" });
    await serve(app, "documents", "documentos", ["client.name", "order.number"]);
    await serve(app, "payment_receipt", "recibo", ["client.name", "payment.amount"]);

    const till = await admin.page(`${paths.order(order.number)}/pagos`);
    assert.match(till, /Se avisará a Elsa Sosa por WhatsApp/);
    const [, formKey = ""] = /name="form_key" value="([^"]+)"/.exec(till) ?? [];
    const seen = { "seen.charged": "10000", "seen.paid": "0" };
    const payment = { amount: "100", method: "transfer", form_key: formKey, ...seen };
    const paid = await admin.post(`${paths.order(order.number)}/pagos`, payment);
    assert.equal(paid.status, 303);
    const receipt = `sent payment_receipt ${PHONE}`;
    await stage.become(receipt);
    assert.equal(meta.sent[0]?.parameters[1]?.text.replace(/\s/g, " "), "$ 100,00");
    assert.match(meta.sent[0]?.document?.filename ?? "", /^Recibo de pago S01-000001.*\.pdf$/);

    app.now += 1_000;
    const page = await admin.page(at);
    assert.match(page, /value="whatsapp" checked/, "what the client prefers comes first");
    assert.match(
      page,
      /Elsa Sosa &lt;WhatsApp \+54 11 4001.0001[^]*Hola Elsa Sosa, van los documentos de S01-0/,
    );
    const [, receiptKey = ""] = /value="(payment_receipt\.[\w-]+)"/.exec(page) ?? [];
    const form = { to: "whatsapp", other: "", note: "Gracias por venir" };
    const both = { ...form, documents: ["intake_receipt", receiptKey] };
    assert.equal((await admin.post(at, { ...both, form_key: crypto.randomUUID() })).status, 303);
    const sent = `sent documents ${PHONE}`;
    await stage.become(receipt, sent);
    const [, two] = meta.media;
    assert.equal(two?.name, "Documentos S01-000001.pdf");
    assert.deepEqual(meta.sent[1]?.document, { id: two?.id, filename: two?.name });
    const pages = (await PDFDocument.load(two?.bytes ?? "")).getPageCount();
    assert.ok(pages >= 2, "both are in it");

    app.now += 1_000;
    meta.script.push("lost", { code: 131053, message: "Media upload error" });
    assert.equal((await admin.post(at, { ...both, form_key: crypto.randomUUID() })).status, 303);
    await until(async () => {
      const log = await db.selectFrom("message_attempt").select("result").where("result", "=", "later")
        .execute();
      return log.length === 1;
    }, "a lost answer to an upload is no doubt");
    app.now += 3_600_000;
    await stage.become(receipt, sent, `failed documents ${PHONE}`, `sent documents email ${EMAIL}`);
    const mailed = await db.selectFrom("message_attachment").innerJoin(
      "message",
      (on) =>
        on.onRef("message.id", "=", "message_attachment.message_id").on("message.channel", "=", "email"),
    )
      .select("name").orderBy("position").execute();
    assert.equal(mailed.length, 2, "the mail brings both by themselves");

    const refused = JSON.stringify({ whatsapp: { granted: false, at: 1, by: "Rocío" } });
    await db.updateTable("client").set({ consents_json: refused }).execute();
    const late = await (await asAdmin(app)).post(at, { ...both, form_key: crypto.randomUUID() });
    assert.equal(late.status, 422);
    assert.match(await late.text(), /Ya no se le puede enviar por WhatsApp[^]*Gracias por venir/);
  });
});
