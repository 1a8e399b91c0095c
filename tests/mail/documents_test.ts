import assert from "node:assert/strict";
import type { ParsedMail } from "mailparser";
import { orderFiles, orderMessages } from "../../src/mail/queries.ts";
import { paths } from "../../src/paths.ts";
import { checkSyntax, paperTest, textOf } from "../documents/paper.ts";
import { blankForm, TYPED } from "../intakes/form_fields.ts";
import { until } from "../jobs/stage.ts";
import { asAdmin, asReceptionist, type Browser, type Fields, type TestApp, testApp } from "../support/app.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";
import { longLogo, squareLogo, wearLogo } from "../support/logos.ts";
import { anOrder, type OrderWish } from "../support/order_builders.ts";
import { aSentQuote } from "../support/quote_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { DRAWN_MS, posting } from "./posting.ts";

const MARIA = "maria@example.com";

interface Mailing {
  number: string;
  documents: readonly string[];
}

/** Sends the form of the order's documents; the answer is not read. */
async function mail(desk: Browser, { number, documents }: Mailing, fields: Fields = {}): Promise<Response> {
  const form = { documents, to: MARIA, note: "", form_key: crypto.randomUUID(), ...fields };
  return await desk.post(paths.orderMail(number), form);
}

function messages(app: TestApp) {
  return app.services.database.db.selectFrom("message").selectAll().orderBy("id").execute();
}

async function allSent(app: TestApp, count: number): Promise<void> {
  const sent = async () => (await messages(app)).filter(({ state }) => state === "sent").length === count;
  await until(sent, `${count} sent`, DRAWN_MS);
}

/** The PDFs beside the text, by name. */
function papersOf(parsed: ParsedMail | undefined): [string, Uint8Array<ArrayBuffer>][] {
  return (parsed?.attachments ?? []).filter(({ related }) => !related).map((one) => {
    assert.equal(one.contentType, "application/pdf");
    assert.equal(one.contentDisposition, "attachment");
    return [one.filename ?? "", new Uint8Array(one.content)];
  });
}

async function numberOf(database: TestDatabase, orderId: string): Promise<string> {
  const row = await database.db.selectFrom("order").select("number").where("id", "=", orderId)
    .executeTakeFirstOrThrow();
  return row.number;
}

async function pdfAt(browser: Browser, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await browser.get(path);
  assert.equal(response.status, 200, path);
  return new Uint8Array(await response.arrayBuffer());
}

paperTest("every document of an order reaches the client as the PDF that the shop prints", async () => {
  await using database = await freshDatabase();
  const order: OrderWish = { status: "diagnosing", diagnosis: "Pin de carga roto", charges: [45_000_00] };
  await posting(database, { order }, async ({ app, smtp, orderId }) => {
    const number = await numberOf(database, orderId);
    await aSentQuote(app, number);
    await database.db.updateTable("order").set({ status: "ready", outcome: "repaired" })
      .where("id", "=", orderId).execute();
    const desk = await asReceptionist(app);
    const paid = { kind: "deposit", method: "cash", amount: "15000", form_key: crypto.randomUUID() };
    assert.equal((await desk.post(paths.orderPayments(number), paid)).status, 303);
    const delivered = await desk.post(paths.orderDelivery(number), {
      taken_by: "María Núñez",
      work: "Se cambió el pin",
      amount: "30000",
      method: "transfer",
      signed_name: "María Núñez",
      form_key: crypto.randomUUID(),
    });
    assert.equal(delivered.status, 303);
    const form = await desk.page(paths.orderMail(number));
    const offered = [...form.matchAll(/name="documents" value="([^"]+)"/g)].map(([, key = ""]) => key);
    const kinds = offered.map((key) => key.replace(/\..*/, ""));
    const bothPaid = ["payment_receipt", "payment_receipt"];
    assert.deepEqual(kinds, ["intake_receipt", "quote", ...bothPaid, "delivery_receipt", "warranty"]);

    const sent = await mail(desk, { number, documents: offered }, { note: "Gracias por venir.\nTaller" });
    assert.equal(sent.status, 303);
    await allSent(app, 3);
    const of = (subject: RegExp) => smtp.mails.find((one) => subject.test(one.subject ?? ""));
    const receipt = of(/recibimos su pago de \$ 15\.000,00/);
    assert.match(receipt?.text ?? "", /Queda por pagar \$\s30\.000,00\./);
    assert.deepEqual(papersOf(receipt).map(([name]) => name), ["Recibo de pago S01-000001.pdf"]);
    const home = of(/gracias por venir/);
    assert.match(home?.text ?? "", /La garantía del trabajo vale hasta el \d+ \S+ \d{4}/);
    const handedOut = papersOf(home);
    assert.deepEqual(handedOut.map(([name]) => name), [
      "Comprobante de entrega S01-000001.pdf",
      "Certificado de garantía S01-000001.pdf",
    ]);
    const parsed = of(/documentos de su/);
    assert.match(parsed?.subject ?? "", /documentos de su Samsung Galaxy A54 \(S01-000001\)/);
    for (const body of [parsed?.html || "", parsed?.text ?? ""]) {
      for (const part of ["Gracias por venir.", "Certificado de garantía S01-000001", "Hola María Núñez"]) {
        assert.ok(body.includes(part), part);
      }
    }
    const papers = papersOf(parsed);
    assert.deepEqual(papers.map(([name]) => name), [
      "Comprobante de ingreso S01-000001.pdf",
      "Presupuesto 1 S01-000001.pdf",
      "Recibo de pago S01-000001.pdf",
      "Recibo de pago S01-000001.pdf",
      "Comprobante de entrega S01-000001.pdf",
      "Certificado de garantía S01-000001.pdf",
    ]);
    const said = [
      "No enciende",
      "Pin de carga roto",
      "$ 15.000,00",
      "$ 30.000,00",
      "Se cambió el pin",
      "90 días",
    ];
    for (const [at, [name, bytes]] of papers.entries()) {
      await checkSyntax(bytes);
      const text = await textOf(bytes);
      for (const part of [name.replace(" S01-000001.pdf", ""), "S01-000001", said[at] ?? ""]) {
        assert.ok(text.includes(part), `${part} in ${name}: ${text}`);
      }
    }
    app.now += 60_000;
    const warranty = await pdfAt(desk, paths.orderWarranty(number, "a4"));
    for (const drawn of [papers[5]?.[1], handedOut[1]?.[1]]) {
      assert.deepEqual(drawn, warranty, "a certificate is the same bytes whenever it is drawn");
    }

    const page = await desk.page(paths.order(number));
    assert.match(page, /id="order-mails"[\s\S]*maria@example\.com[\s\S]*Enviado/);
    assert.match(page, /Adjunto: Comprobante de ingreso, Presupuesto, Recibo de pago/);
    const admin = await asAdmin(app);
    const message = (await messages(app)).find(({ kind }) => kind === "documents");
    assert.ok(message);
    const shown = await admin.page(paths.message(message.id));
    assert.match(shown, /Certificado de garantía S01-000001\.pdf/);
    const kept = await admin.get(paths.messageAttachment(message.id, 5));
    assert.equal(kept.headers.get("Content-Security-Policy"), "sandbox");
    assert.deepEqual(new Uint8Array(await kept.arrayBuffer()), warranty);
  });
});

eachDatabase("one form sends one mail, however often it is posted", async (_t, database) => {
  await using app = await testApp(database);
  const [{ number }, other] = [await anOrder(app), await anOrder(app)];
  const desk = await asReceptionist(app);
  const fields = { form_key: crypto.randomUUID() };
  const documents = ["intake_receipt"];
  const answers = await Promise.all([1, 2, 3].map(() => mail(desk, { number, documents }, fields)));
  assert.deepEqual(answers.map(({ status }) => status), [303, 303, 303]);
  assert.equal((await messages(app)).length, 1);
  const events = await database.db.selectFrom("order_event").select("data_json")
    .where("kind", "=", "message_queued").execute();
  assert.equal(events.length, 1);
  const [message] = await messages(app);
  assert.deepEqual(JSON.parse(events[0]?.data_json ?? ""), {
    message: "documents",
    state: "kept",
    message_id: message?.id,
    documents,
  });
  const elsewhere = await mail(desk, { number: other.number, documents }, fields);
  assert.equal(elsewhere.status, 409, "the key of another order's mail");
});

eachDatabase("the form says what is missing and keeps what was typed", async (_t, database) => {
  await using app = await testApp(database);
  const { number, clientId } = await anOrder(app, { client: { name: "Sin Correo", phone: "11 4567-1234" } });
  const desk = await asReceptionist(app);
  const page = await desk.page(paths.orderMail(number));
  assert.match(page, /Sin Correo no tiene un correo en su ficha/);
  assert.ok(page.includes(paths.clientEdit(clientId)), "the way to add one");
  const wrong: [Fields, RegExp][] = [
    [{ documents: [], to: "other", other: "ana@example.com" }, /Elija al menos un documento/],
    [{ to: "other", other: "no es un correo" }, /correo/i],
    [{ to: "other", other: "" }, /Complete|Falta|obligatori/i],
    [{ documents: ["warranty"], to: "other", other: "ana@example.com" }, /ya no está/],
    [
      { documents: [`payment_receipt.${crypto.randomUUID()}`], to: "other", other: "ana@example.com" },
      /ya no/,
    ],
  ];
  for (const [fields, sentence] of wrong) {
    const answer = await mail(desk, { number, documents: ["intake_receipt"] }, {
      ...fields,
      note: "Lo que escribí",
    });
    assert.equal(answer.status, 422, JSON.stringify(fields));
    const body = await answer.text();
    const main = body.slice(body.indexOf("<main"));
    assert.ok(sentence.test(main), `${sentence} for ${JSON.stringify(fields)}`);
    assert.ok(main.includes("Lo que escribí"));
    if (fields.other) assert.ok(main.includes(`value="${fields.other}"`));
  }
  assert.equal((await messages(app)).length, 0);
  const typed = { to: "other", other: "  Ana@Example.com " };
  assert.equal((await mail(desk, { number, documents: ["intake_receipt"] }, typed)).status, 303);
  const [message] = await messages(app);
  assert.deepEqual([message?.to_address, message?.to_name], ["ana@example.com", ""]);
  const contacts = await database.db.selectFrom("contact").select("value").where("kind", "=", "email")
    .execute();
  assert.deepEqual(contacts, [], "the client's record is left alone");
});

eachDatabase("before it is sent the form shows to whom, what and how it reads", async (_t, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, {
    status: "diagnosing",
    diagnosis: "Módulo roto",
    payments: [1_000_00],
  });
  const quote = await aSentQuote(app, number);
  const desk = await asReceptionist(app);
  const first = await desk.page(paths.orderMail(number));
  const summary = (page: string) => page.slice(page.indexOf('id="mail-summary"'));
  for (const part of ["María Núñez &lt;maria@example.com&gt;", "Comprobante de ingreso S01-000001.pdf"]) {
    assert.ok(summary(first).includes(part), part);
  }
  const fields = {
    documents: [`quote.${quote}`],
    to: "other",
    other: "ana@example.com",
    note: "Mire el detalle",
  };
  const form = { ...fields, form_key: crypto.randomUUID() };
  const changed = await desk.post(paths.orderMailSummary(number), form);
  assert.equal(changed.status, 200);
  const part = await changed.text();
  for (
    const said of ["ana@example.com", "Presupuesto 1 S01-000001.pdf", "Mire el detalle", "Hola María Núñez"]
  ) {
    assert.ok(part.includes(said), said);
  }
  const withoutScripts = await desk.post(paths.orderMail(number), { ...form, act: "look" });
  assert.equal(withoutScripts.status, 200);
  assert.ok(summary(await withoutScripts.text()).includes("Presupuesto 1 S01-000001.pdf"));
  assert.equal((await messages(app)).length, 0, "nothing was sent");
});

paperTest("the mail that confirms an intake carries its receipt, the same bytes at every try", async () => {
  await using database = await freshDatabase();
  await posting(database, { script: ["drop"] }, async ({ app, smtp }) => {
    await wearLogo(app, await longLogo());
    const desk = await asReceptionist(app);
    const made = await desk.post("/ingresos", { ...await blankForm(desk), ...TYPED });
    assert.equal(made.status, 303);
    await until(() => smtp.mails.length === 1, "the first try", DRAWN_MS);
    // What the paper is drawn with changes between the two tries.
    await wearLogo(app, await squareLogo());
    await desk.post(paths.orderTracking("S01-000002"));
    const waits = async () => (await messages(app))[0]?.state === "unsure";
    await until(waits, "the first try is over", DRAWN_MS);
    app.now += 3_600_000;
    app.services.live.changed("jobs");
    await allSent(app, 1);
    assert.equal(smtp.mails.length, 2);
    const [first, second] = smtp.mails.map(papersOf);
    assert.deepEqual(first?.map(([name]) => name), ["Comprobante de ingreso S01-000002.pdf"]);
    assert.deepEqual(first, second);
    const text = await textOf(first?.[0]?.[1] ?? new Uint8Array());
    for (const part of ["Comprobante de ingreso", "José Núñez", "356938035643809", "Lo trajo un cadete"]) {
      assert.ok(text.includes(part), part);
    }
    assert.match(smtp.mails[0]?.text ?? "", /Adjunto: Comprobante de ingreso S01-000002\./);
    const logo = smtp.mails[0]?.attachments.find(({ related }) => related);
    assert.equal(logo?.contentType, "image/png");
    assert.equal(logo?.cid, "logo@reparo");
    const [message] = await messages(app);
    assert.ok(message);
    assert.ok(message.html.includes('src="cid:logo@reparo"'));
    const shown = await (await asAdmin(app)).get(paths.messageContent(message.id));
    assert.match(shown.headers.get("Content-Security-Policy") ?? "", /img-src data:; /);
    assert.match(await shown.text(), /<img src="data:image\/png;base64,/);
  });
});

eachDatabase(
  "a shop that does not want it sends the confirmation without the receipt",
  async (_t, database) => {
    await using app = await testApp(database);
    const admin = await asAdmin(app);
    const page = await admin.page("/admin/ajustes");
    const form = /<form[^>]*id="form-correos"[\s\S]*?<\/form>/.exec(page)?.[0] ?? "";
    assert.match(form, /name="mail_intake_receipt"[^>]*checked|checked[^>]*name="mail_intake_receipt"/);
    const version = /name="version" value="([^"]*)"/.exec(form)?.[1] ?? "";
    assert.equal(
      (await admin.post("/admin/ajustes/correos", {
        version,
        "told_statuses.received": "1",
        mail_hourly_limit: "20",
      })).status,
      303,
    );
    const desk = await asReceptionist(app);
    assert.equal((await desk.post("/ingresos", { ...await blankForm(desk), ...TYPED })).status, 303);
    assert.equal((await messages(app)).length, 1);
    const attached = await database.db.selectFrom("message_attachment").selectAll().execute();
    assert.deepEqual(attached, []);
  },
);

eachDatabase("a mail that could not be sent says so on the order", async (_t, database) => {
  await posting(database, { script: ["refuse"] }, async ({ app, orderId }) => {
    const number = await numberOf(database, orderId);
    const desk = await asReceptionist(app);
    assert.equal((await mail(desk, { number, documents: ["intake_receipt"] })).status, 303);
    const failed = async () => (await messages(app))[0]?.state === "failed";
    await until(failed, "it failed", DRAWN_MS);
    const page = await desk.page(paths.order(number));
    assert.match(page, /El correo no se pudo enviar: documentos/);
    assert.match(page, /id="order-mails"[\s\S]*No se pudo enviar/);
  });
});

eachDatabase("a client gets documents and words in their own language", async (_t, database) => {
  await using app = await testApp(database);
  const client = { name: "Jane Roe", email: "jane@example.com", locale: "en" } as const;
  const { number } = await anOrder(app, { client });
  const desk = await asReceptionist(app);
  const sent = await mail(desk, { number, documents: ["intake_receipt"] }, { to: "jane@example.com" });
  assert.equal(sent.status, 303);
  const [message] = await messages(app);
  assert.equal(message?.subject, "Service Norte: Intake receipt S01-000001");
  assert.match(message?.text ?? "", /^Hello Jane Roe,/);
});

eachDatabase("the mails of an order are found by an index", async (_t, database) => {
  await assertUsesIndex(database, orderMessages(database.db, "an order").compile());
  await assertUsesIndex(database, orderFiles(database.db, "an order").compile());
});
