import assert from "node:assert/strict";
import { paths } from "../../src/paths.ts";
import { hiddenFields, TYPED } from "../intakes/form_fields.ts";
import { asReceptionist, type Browser, type Fields, type TestApp } from "../support/app.ts";

/** Reserves through the page; answers the batch's address and its numbers. */
export async function reserved(
  app: TestApp,
  count: number,
  fields: Fields = {},
): Promise<{ batchId: string; page: string; numbers: string[] }> {
  const desk = await asReceptionist(app);
  const sent = await desk.post(paths.slips(), {
    form_key: crypto.randomUUID(),
    count: String(count),
    ...fields,
  });
  assert.equal(sent.status, 303, await sent.text());
  const page = sent.headers.get("Location") ?? "";
  const batchId = page.split("/").at(-1) ?? "";
  const rows = await app.services.database.db.selectFrom("slip").select("number").where(
    "batch_id",
    "=",
    batchId,
  )
    .orderBy("seq").execute();
  return { batchId, page, numbers: rows.map(({ number }) => number) };
}

/** The form that a slip's code leads to, blank but for what it came with. */
export async function slipForm(desk: Browser, number: string): Promise<Fields> {
  const scanned = await desk.get(paths.slip(number));
  assert.equal(scanned.status, 303);
  assert.equal(scanned.headers.get("Location"), paths.slipIntake(number));
  const html = await desk.page(paths.slipIntake(number));
  assert.ok(html.includes(`Talonario ${number}`), "the form says whose number it takes");
  assert.ok(html.includes(`name="slip" value="${number}"`));
  return { ...hiddenFields(html), slip: number };
}

/** What staff write down from the paper; another person and device for each `at`. */
export function fromPaper(at = 0): Fields {
  return {
    ...TYPED,
    "client.name": `Clienta ${at}`,
    "client.document": "",
    "client.contacts.0.value": "",
    "client.contacts.1.value": "",
    "devices.0.serial": "",
    "devices.0.secret_kind": "",
    "devices.0.secret": "",
    unsigned_reason: "Firmó el talón en papel",
  };
}

export async function slipRow(app: TestApp, number: string) {
  return await app.services.database.db.selectFrom("slip").selectAll().where("number", "=", number)
    .executeTakeFirstOrThrow();
}
