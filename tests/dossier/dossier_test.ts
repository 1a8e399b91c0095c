import assert from "node:assert/strict";
import { join } from "node:path";
import { verifyDossier } from "../../src/dossier/verify.ts";
import { openZip, zipInto } from "../../src/dump/zip.ts";
import { fingerprint } from "../../src/lib/seal.ts";
import { addNote } from "../../src/orders/commands.ts";
import { revealSecret } from "../../src/orders/secret.ts";
import { asAdmin, asReceptionist, testApp, userActor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { approveByPhone, aSentQuote } from "../support/quote_builders.ts";

Deno.test("the signed file of an order holds all of it, and a changed byte shows", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const folder = await Deno.makeTempDir();
  try {
    const { id, number } = await anOrder(app, {
      status: "diagnosing",
      diagnosis: "Módulo roto",
      pin: "739182",
    });
    await aSentQuote(app, number, { byMail: true });
    await approveByPhone(app, number);
    const ctx = await app.ctx(userActor(app, "admin"));
    const form_key = crypto.randomUUID();
    await addNote(ctx, number, { text: "Llamó dos veces", visibility: "internal", form_key });
    await revealSecret(ctx, number, "Probar el táctil");
    const path = `/ordenes/${number}/expediente-firmado`;
    assert.doesNotMatch(await (await asReceptionist(app)).page(`/ordenes/${number}`), /Descargar firmado/);
    assert.equal((await (await asReceptionist(app)).post(path)).status, 403);
    const admin = await asAdmin(app);
    assert.match(await admin.page(`/ordenes/${number}`), /Descargar firmado/);
    assert.match(await admin.page("/admin/constancias"), /La llave se crea con el primer expediente/);
    app.now += 11 * 60_000;
    assert.equal((await admin.post(path)).status, 403, "who sits there has to prove who they are");
    const taken = await (await asAdmin(app)).post(path);
    assert.equal(taken.status, 200);
    assert.match(taken.headers.get("Content-Disposition") ?? "", /expediente-S01-\d+\.zip/);
    const file = join(folder, "dossier.zip");
    await Deno.writeFile(file, new Uint8Array(await taken.arrayBuffer()));

    const key = await database.db.selectFrom("signing_key").selectAll().executeTakeFirstOrThrow();
    const trusts = ({ publicKey }: { publicKey: string }) => publicKey === key.public_key ? null : "unknown";
    const verdict = await verifyDossier(file, trusts);
    assert.deepEqual(verdict.checks, {
      entries: true,
      key: true,
      signature: true,
      canonical: true,
      pdf: true,
    });
    assert.ok(verdict.genuine);
    assert.equal(verdict.says?.order, number);
    assert.ok(!(await verifyDossier(file, () => "unknown")).genuine, "another shop's key");
    const page = await admin.page("/admin/constancias");
    assert.match(page, /BEGIN PUBLIC KEY/);

    const entries = await entriesOf(file);
    const json = new TextDecoder().decode(entries.get("json"));
    const told = JSON.parse(json);
    assert.equal(told.order[0].id, id);
    assert.deepEqual(told.notes.map((one: { text: string }) => one.text), ["Llamó dos veces"]);
    assert.deepEqual(told.secret_accesses.map((one: { reason: string }) => one.reason), ["Probar el táctil"]);
    assert.ok(told.history.length > 4 && told.quotes.length === 1 && told.quote_decisions[0].evidence_hash);
    assert.ok(told.messages.length > 0 && told.papers.length >= 4);
    const revealed = told.audit.find((one: { kind: string }) => one.kind === "secret_revealed");
    assert.match(revealed.hash, /^[0-9a-f]{64}$/);
    const names = told.people.map((one: { name: string }) => one.name);
    assert.ok(names.includes("Ana Administradora") && !names.includes("Tomás Técnico"), "only who is in it");
    assert.doesNotMatch(json, /739182|sealed|token_hash|quote_line_cost/);
    const audited = await database.db.selectFrom("audit_event").select("data_json")
      .where("kind", "=", "dossier_taken").executeTakeFirstOrThrow();
    assert.match(audited.data_json, new RegExp(number));

    for (const [ending, bytes] of entries) {
      for (const at of [0, bytes.length >> 1, bytes.length - 1]) {
        const altered = new Map(entries).set(ending, flipped(bytes, at));
        await write(file, altered);
        assert.ok(!(await verifyDossier(file, trusts)).genuine, `byte ${at} of ${ending}`);
      }
    }
    await write(file, new Map(entries).set("txt", new Uint8Array(1)));
    assert.ok(!(await verifyDossier(file, trusts)).genuine, "nothing else may lie inside");
    await write(file, entries);
    const trusted = `--key=${fingerprint(key.public_key)}`;
    const cli = ["run", "--allow-read", "--allow-env", "src/cli/verify_dossier.ts", file, trusted];
    const { code, stdout } = await new Deno.Command(Deno.execPath(), { args: cli }).output();
    assert.match(new TextDecoder().decode(stdout), /GENUINE$/m);
    assert.equal(code, 0);
    const blind = JSON.stringify({ "contacts.read": "deny" });
    await database.db.updateTable("user").set({ overrides_json: blind })
      .where("id", "=", app.users.admin.id).execute();
    const blinded = await asAdmin(app);
    assert.equal((await blinded.post(path)).status, 403, "its papers hold the client's phone");
    assert.doesNotMatch(await blinded.page(`/ordenes/${number}`), /Descargar firmado/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

function flipped(bytes: Uint8Array<ArrayBuffer>, at: number): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

async function entriesOf(file: string): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  await using zip = await openZip(file);
  const entries = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const name of zip.names) {
    const bytes = new Uint8Array(await new Response(zip.read(name) as BodyInit).arrayBuffer());
    entries.set(name.slice(name.lastIndexOf(".") + 1), bytes);
  }
  return entries;
}

async function write(file: string, entries: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): Promise<void> {
  const zip = await zipInto((await Deno.create(file)).writable);
  for (const [ending, bytes] of entries) {
    await zip.add(`x.${ending}`, new Blob([bytes]).stream(), { packed: false });
  }
  await zip.end();
}
