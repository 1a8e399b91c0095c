import assert from "node:assert/strict";
import { LOCALES } from "../../src/lib/locale.ts";
import { templateFault } from "../../src/lib/template.ts";
import { MAIL_FIELDS } from "../../src/mail/fields.ts";
import {
  LETTER_KINDS,
  type MailLook,
  MESSAGE_KINDS,
  type MessageFacts,
  type MessageOrder,
  type RenderedMessage,
  TEMPLATE_KINDS,
  TEMPLATE_PARTS,
} from "../../src/mail/message.ts";
import { renderLetter, renderMessage } from "../../src/mail/messages.tsx";
import { queueMessage } from "../../src/mail/outbox.ts";
import { paths } from "../../src/paths.ts";
import { DEFAULT_TEMPLATES } from "../../views/mail/templates.ts";
import { asAdmin, type Browser, type Fields, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

/** Gmail cuts a mail short at 102 KB. */
const LARGEST = 100_000;

const LOOK: Omit<MailLook, "locale"> = {
  shop: "Taller <Norte>",
  logo: { width: 300, height: 80 },
  accent: "#ffe100",
  branch: { name: "Centro", address: "Corrientes 1", phone: "11 4444-5555" },
  statusLabels: {},
  written: {},
};

const ORDER: MessageOrder = {
  number: "S01-000007",
  device: "Galaxy **A54** <b>",
  fault: "- No enciende\nhttps://example.com/a?b=1&c=2",
  promised: "1 dic 2026",
  trackingUrl: "https://taller.example/seguimiento/abc",
  quote: {
    revision: 1,
    totals: [{ option: "A", total: "$ 10,00" }, { option: "B", total: "$ 20,00" }],
    validUntil: "2 dic 2026",
    url: "https://taller.example/seguimiento/abc/presupuesto",
  },
  pickup: { readySince: "1 nov 2026", balance: "$ 5,00", termEnds: "1 feb 2027", termOver: false },
  paying: null,
  paid: { amount: "$ 5,00", balance: "$ 3,00" },
  status: "repairing",
  warranty: { ends: "3 mar 2027" },
};

Deno.test("every kind of mail is whole in both languages, with its plain twin", () => {
  for (const locale of LOCALES) {
    for (const kind of TEMPLATE_KINDS) {
      for (const part of TEMPLATE_PARTS) {
        const fault = templateFault(DEFAULT_TEMPLATES[locale][kind][part], MAIL_FIELDS[kind]);
        assert.equal(fault, null, `${part} of ${kind} in ${locale}`);
      }
    }
    const look = { ...LOOK, locale };
    const paying = { amount: "$ 99,00", url: "https://taller.example/seguimiento/abc/cobro/1" };
    for (const kind of MESSAGE_KINDS) {
      for (const count of [1, 40]) {
        const order = { ...ORDER, paying: kind === "payment_link" ? paying : null };
        const facts: MessageFacts = {
          ...look,
          client: "Ana & Hijos",
          orders: [order, ...Array(count - 1).fill(order)],
          documents: ["Comprobante S01-000007"],
          note: "",
        };
        holds(renderMessage(kind, facts), `${kind} of ${count} in ${locale}`);
      }
    }
    for (const kind of LETTER_KINDS) {
      const url = "https://taller.example/pre-ingreso/abc";
      holds(renderLetter({ kind, look, client: "Ana & Hijos", url }), `${kind} in ${locale}`);
    }
  }
});

function holds({ subject, html, text }: RenderedMessage, what: string): void {
  const all = [subject, html, text].join("\n");
  assert.doesNotMatch(all, /\{\{|\}\}|undefined|\[object|[\uE000\uE001]/, what);
  assert.ok(new TextEncoder().encode(html).length < LARGEST, `${what} is too large`);
  const pictures = html.match(/<img [^>]*>/g) ?? [];
  assert.equal(pictures.length, 1, what);
  for (const picture of pictures) assert.match(picture, /alt="Taller &lt;Norte&gt;"/, what);
  assert.match(html, /<meta name="color-scheme" content="light dark"/, what);
  assert.doesNotMatch(html, /<b>|<script|src="http/, what);
  assert.match(html, /Taller &lt;Norte&gt; · Centro · Corrientes 1 · 11 4444-5555/, what);
  assert.ok(subject.length > 10 && !subject.includes("\n"), what);
  const [, heading = ""] = /<h1[^>]*>([^<]*)</.exec(html) ?? [];
  assert.ok(heading !== "" && text.includes(unescaped(heading)), `${what}: the plain twin says the same`);
  for (const [, href = ""] of html.matchAll(/<a href="([^"]+)"/g)) {
    assert.ok(text.includes(unescaped(href)), `${what}: ${href} is in the plain twin`);
  }
}

function unescaped(html: string): string {
  return html.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll(
    "&amp;",
    "&",
  );
}

/** What the editor of a kind was filled with. */
async function fieldsOf(admin: Browser, address: string): Promise<Record<string, string>> {
  const page = await admin.page(address);
  const fields: Record<string, string> = {};
  for (const [, tag = ""] of page.matchAll(/<input ([^>]*)>/g)) {
    const [, name = ""] = /name="([^"]+)"/.exec(tag) ?? [];
    fields[name] ??= unescaped(/value="([^"]*)"/.exec(tag)?.[1] ?? "");
  }
  fields.body = unescaped(/<textarea[^>]*name="body"[^>]*>\n?([\s\S]*?)<\/textarea>/.exec(page)?.[1] ?? "");
  return fields;
}

Deno.test("an administrator words the mails, tries them on a real order and goes back", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const empty = await admin.page(paths.mailTemplate("order_ready", "es"));
  assert.match(empty, /los datos son de ejemplo/);
  const client = { name: "Ana **Paz**", email: "ana@example.com" };
  const { id, number } = await anOrder(app, { client, status: "ready" });
  const address = paths.mailTemplate("order_ready", "es");
  const start = await fieldsOf(admin, address);
  assert.equal(start.subject, "{{shop.name}}: su {{order.device}} está listo ({{order.number}})");
  const post = (fields: Fields) => admin.post(address, { ...start, ...fields });

  // What cannot be said is refused beside its field, with the names that there are, and everything typed is kept.
  const wrong = await post({
    act: "save",
    body: "Su {{order.numero}} espera",
    heading: "{{#order.fault}}",
    button: "Ver",
  });
  assert.equal(wrong.status, 422);
  const refused = await wrong.text();
  const beside = /id="f-body-error">([\s\S]*?)<\/p>/.exec(refused)?.[1] ?? "";
  assert.match(beside, /No hay ningún campo «order\.numero»\. Los que hay: [^<]*order\.number/);
  assert.match(refused, /Falta cerrar \{\{#order\.fault\}\}/);
  assert.ok(refused.includes("Su {{order.numero}} espera</textarea>"));
  const preview = await admin.post(`${address}/vista`, { ...start, body: "{{nada}}" });
  assert.match(await preview.text(), /<strong>Texto<\/strong>: No hay ningún campo «nada»/);
  const unknown = await post({ act: "look", order: "S01-999999" });
  assert.equal(unknown.status, 422);
  assert.match(await unknown.text(), /No hay una orden con ese número|No existe|orden/);

  // Tried on the newest order before it is saved, also with scripts off.
  const words = {
    subject: "Listo: {{order.number}}",
    greeting: "Estimado/a {{client.name}},",
    heading: "Ya puede **venir**",
    body:
      "Pase **cuando quiera**.\n\n- {{order.device}}\n- {{order.fault}}\n\n{{#pickup.balance}}Debe {{pickup.balance}}.{{/pickup.balance}}",
    button: "Mirar",
  };
  const looked = await post({ ...words, act: "look" });
  assert.equal(looked.status, 200);
  const shown = await looked.text();
  assert.ok(shown.includes(`Listo: ${number}`));
  const [, src = ""] = /<iframe[^>]*src="([^"]+)"/.exec(shown) ?? [];
  const mail = await admin.get(unescaped(src));
  assert.match(mail.headers.get("Content-Security-Policy") ?? "", /sandbox/);
  const html = await mail.text();
  assert.match(html, /Estimado\/a Ana \*\*Paz\*\*,/, "what a client is called is no markup");
  assert.match(html, /Pase <strong>cuando quiera<\/strong>\./);
  assert.match(html, /<li>Samsung Galaxy A54<\/li>/);
  assert.doesNotMatch(html, /Debe/);
  assert.equal((await admin.get(`${address}/correo?borrador=inventado`)).status, 404);
  assert.equal((await admin.get("/admin/plantillas/nada/es")).status, 404);

  // A test goes to who asks for it, once per form.
  for (const _ of [1, 2]) assert.equal((await post({ ...words, act: "test" })).status, 200);
  const tests = await database.db.selectFrom("message").select(["to_address", "subject", "kind"]).execute();
  assert.deepEqual(tests.map((row) => ({ ...row })), [
    { to_address: app.users.admin.email, subject: `Listo: ${number}`, kind: "template_test" },
  ]);

  assert.equal((await post({ ...words, act: "save" })).status, 303);
  const stale = await post({ ...words, heading: "Otra cosa", act: "save" });
  assert.equal(stale.status, 409);
  assert.match(await stale.text(), /Otra cosa/);
  const ctx = await app.ctx();
  const tell = () =>
    ctx.db.transaction().execute((trx) => queueMessage(trx, ctx, { kind: "order_ready", orderId: id }));
  await tell();
  assert.match(await admin.page(paths.mailTemplates()), /Equipo listo, español: Cambiada/);

  const now = await fieldsOf(admin, address);
  assert.equal(now.heading, words.heading);
  const restored = { act: "restore", version: now.version ?? "", form_key: now.form_key ?? "" };
  assert.equal((await admin.post(address, restored)).status, 303);
  assert.match(await admin.page(paths.mailTemplates()), /Equipo listo, español: Original/);
  await tell();
  const told = await database.db.selectFrom("message").select("subject").where("kind", "=", "order_ready")
    .orderBy("id").execute();
  assert.deepEqual(
    told.map(({ subject }) => subject === `Listo: ${number}`),
    [true, false],
    "what was said stays",
  );
  const audited = await database.db.selectFrom("audit_event").select("kind")
    .where("subject_kind", "=", "mail_template").orderBy("id").execute();
  assert.deepEqual(audited.map(({ kind }) => kind), ["mail_template_saved", "mail_template_restored"]);
  const late = await admin.post(address, { ...start, ...words, version: "1", act: "save" });
  assert.equal(late.status, 409, "a form from before the restoring");
});

Deno.test("clients are told of the statuses that the shop chose, until the move is undone", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
  const admin = await asAdmin(app);
  const form = /<form[^>]*id="form-correos"[\s\S]*?<\/form>/.exec(await admin.page("/admin/ajustes"))?.[0] ??
    "";
  const ticked = [...form.matchAll(/<input[^>]*name="told_statuses\.(\w+)"[^>]*>/g)]
    .filter(([tag]) => /\schecked/.test(tag)).map(([, status]) => status);
  assert.deepEqual(ticked, ["received", "ready", "delivered"]);
  const version = /name="version" value="([^"]*)"/.exec(form)?.[1] ?? "";
  const chosen = { version, "told_statuses.diagnosing": "1", mail_hourly_limit: "20" };
  assert.equal((await admin.post("/admin/ajustes/correos", chosen)).status, 303);
  const { number } = await anOrder(app, { status: "received", technicianId: app.users.technician.id });
  const move = async (to: string) => {
    assert.equal((await admin.post(paths.orderStatus(number), { to, reason: "Se mojó" })).status, 303, to);
  };
  await move("diagnosing");
  const told = () => database.db.selectFrom("message").select(["kind", "subject", "state", "text"]).execute();
  const [first, ...others] = await told();
  assert.deepEqual([first?.kind, first?.state, others.length], ["status_updated", "queued", 0]);
  assert.match(first?.text ?? "", /La orden pasó a En diagnóstico\./);
  assert.equal((await admin.post(paths.orderMoveUndo(number))).status, 303);
  assert.equal((await told())[0]?.state, "withdrawn");
  await move("cancelled");
  assert.equal((await told()).length, 1, "of others nobody is told");
});
