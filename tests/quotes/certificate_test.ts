import assert from "node:assert/strict";
import { join } from "node:path";
import { fingerprint, sealerOf } from "../../src/lib/seal.ts";
import { readSealedFile, sealFile } from "../../src/lib/sealed_file.ts";
import { readAttachments } from "../../src/documents/attachments.ts";
import { certificatePaper } from "../../src/documents/certificate_paper.ts";
import { renderPaper } from "../../src/documents/paper.ts";
import { certificateOf } from "../../src/quotes/certificate.ts";
import { approveByLink } from "../../src/quotes/client_commands.ts";
import { clientApproval } from "../../src/quotes/input.ts";
import { type Verdict, verifyCertificate } from "../../src/quotes/verify.ts";
import { checkSyntax, factsOf, paperTest, textOf } from "../documents/paper.ts";
import { ROOT } from "../rules/graph.ts";
import { asAdmin, SECRET_KEY, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { aDrawing } from "../support/drawing.ts";
import { anOrder } from "../support/order_builders.ts";
import { approveByPhone, aSentQuote } from "../support/quote_builders.ts";

const OWN = sealerOf(SECRET_KEY).publicKey;
const ours = (key: string) => key === OWN;

eachDatabase("a certificate is the same bytes each time, and proves itself", async (_, database) => {
  await using app = await testApp(database);
  const { bytes, ids } = await signedCertificate(app);
  const again = await certificateOf(await app.ctx(), ids);
  assert.deepEqual(again.bytes, bytes);
  assert.equal(again.fileName, "constancia-S01-000001-1");
  const verdict = await verifyCertificate(bytes, ours);
  assert.equal(verdict.genuine, true);
  assert.deepEqual(verdict.checks, { seal: true, key: true, bytes: true, evidence: true, signature: true });
  assert.equal(verdict.evidence?.decision.who, "María Núñez");
});

Deno.test("one altered byte anywhere in the file is found out", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { bytes } = await signedCertificate(app);
  const sealed = readSealedFile(bytes);
  assert.ok(sealed);
  const places = [0, 7, sealed.content.length - 1, sealed.content.length, bytes.length - 2];
  for (let place = 11; place < bytes.length; place += Math.ceil(bytes.length / 150)) places.push(place);
  for (const place of places) {
    const altered = bytes.slice();
    altered[place] = (altered[place] ?? 0) ^ 1;
    const { genuine } = await verifyCertificate(altered, ours);
    assert.equal(genuine, false, `byte ${place} of ${bytes.length}`);
  }
  assert.equal((await verifyCertificate(bytes.slice(0, -1), ours)).genuine, false, "cut short");
  const longer = new Uint8Array(bytes.length + 1);
  longer.set(bytes);
  assert.equal((await verifyCertificate(longer, ours)).genuine, false, "made longer");
  assert.equal((await verifyCertificate(sealed.content, ours)).genuine, false, "without its seal");
  assert.equal((await verifyCertificate(new TextEncoder().encode("no PDF"), ours)).genuine, false);
});

Deno.test("text, amounts and signature are each sealed for themselves, also against who can seal a file", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { bytes } = await signedCertificate(app);
  const files = await readAttachments(bytes);
  assert.ok(files);
  const json = new TextDecoder().decode(files.get("evidence.json"));
  const seal = JSON.parse(new TextDecoder().decode(files.get("evidence-seal.json")));
  const signature = files.get("signature.png") ?? null;
  const shop = { name: "Service Norte", taxId: "", branch: "", address: "", phone: "", email: "" };
  const forged = async (evidence_json: string, png: Uint8Array | null): Promise<Verdict> => {
    const drawn = png && { fileHash: "drawn", bytes: png };
    const paper = certificatePaper({ shop, sealed: { evidence_json, ...seal }, signature: drawn });
    const pdf = await renderPaper(paper, { format: "a4", pictures: () => Promise.resolve(png) });
    return await verifyCertificate(sealFile(pdf, sealerOf(SECRET_KEY)), ours);
  };
  assert.equal((await forged(json, signature)).genuine, true, "the same again is no forgery");
  for (
    const [from, to] of [["Apruebo", "aprueba"], ['"total_minor":4850000', '"total_minor":4850001'], [
      "María",
      "Maria",
    ]] as const
  ) {
    assert.ok(json.includes(from), from);
    const { genuine, checks } = await forged(json.replace(from, to), signature);
    assert.deepEqual([genuine, checks.bytes, checks.evidence], [false, true, false], `${from} → ${to}`);
  }
  const otherPng = Uint8Array.fromBase64((await aDrawing()).split(",")[1] ?? "");
  const redrawn = await forged(json, otherPng);
  assert.deepEqual([redrawn.genuine, redrawn.checks.evidence, redrawn.checks.signature], [
    false,
    true,
    false,
  ]);
  const unsigned = await forged(json, null);
  assert.deepEqual([unsigned.genuine, unsigned.checks.signature], [false, false]);
});

Deno.test("another shop's seal proves nothing here", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { bytes } = await signedCertificate(app);
  const sealed = readSealedFile(bytes);
  assert.ok(sealed);
  const other = sealerOf("another shop's key that is long enough to be one");
  const { genuine, checks } = await verifyCertificate(sealFile(sealed.content.subarray(0, -1), other), ours);
  assert.deepEqual([genuine, checks.seal, checks.key, checks.bytes], [false, true, false, true]);
});

eachDatabase(
  "an answer that somebody changed in the database is not sealed any more",
  async (_, database) => {
    await using app = await testApp(database);
    const { ids } = await signedCertificate(app);
    const row = await database.db.selectFrom("quote_decision").selectAll().executeTakeFirstOrThrow();
    const evidence_json = row.evidence_json.replace("48.500,00", "84.500,00");
    assert.notEqual(evidence_json, row.evidence_json);
    // The table refuses to be changed: whoever forges an answer adds a row.
    await database.db.insertInto("quote_decision").values({
      ...row,
      id: crypto.randomUUID(),
      at: row.at + 1,
      evidence_json,
    })
      .execute();
    await assert.rejects(certificateOf(await app.ctx(), ids), /was altered/);
  },
);

paperTest("a certificate is a sound PDF that says who, how, when and on which words", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { bytes } = await signedCertificate(app);
  await checkSyntax(bytes);
  assert.equal((await factsOf(bytes))["Title"], "Constancia de respuesta S01-000001");
  const text = await textOf(bytes);
  for (
    const words of [
      "Presupuesto aprobado",
      "$ 48.500,00",
      "María Núñez",
      "por el enlace del cliente",
      "127.0.0.1",
      "Mozilla/5.0 (Android)",
      "Apruebo el presupuesto 1",
      "El diagnóstico no obliga a reparar",
      fingerprint(OWN),
    ]
  ) {
    assert.ok(text.includes(words), `“${words}” is missing in: ${text}`);
  }
});

Deno.test("the console says what it checked, and its exit code is the verdict", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { bytes, ids } = await signedCertificate(app);
  const dir = await Deno.makeTempDir({ prefix: "reparo-verify-" });
  try {
    const [good, bad] = [join(dir, "constancia.pdf"), join(dir, "altered.pdf")];
    await Deno.writeFile(good, bytes);
    const altered = bytes.slice();
    altered[900] = (altered[900] ?? 0) ^ 4;
    await Deno.writeFile(bad, altered);
    await Deno.writeTextFile(join(dir, "secret.key"), `${SECRET_KEY}\n`);

    const genuine = await verify([good], { DATA_DIR: dir });
    assert.equal(genuine.code, 0, genuine.stdout);
    assert.equal(genuine.stdout.match(/^ {2}yes /gm)?.length, 5);
    assert.match(genuine.stdout, /quote 1 of order S01-000001 approved by María Núñez[^]*\nGENUINE\n$/);
    const lying = await verify([bad], { DATA_DIR: dir });
    assert.equal(lying.code, 1);
    assert.match(lying.stdout, /NO {3}not a byte[^]*\nNOT GENUINE\n$/);

    assert.equal(
      (await verify([good], { DATA_DIR: join(dir, "nothing") })).code,
      1,
      "no key to compare with",
    );
    assert.deepEqual([...Deno.readDirSync(dir)].map(({ name }) => name).sort(), [
      "altered.pdf",
      "constancia.pdf",
      "secret.key",
    ], "looking makes nothing");
    const known = await verify([good, "--key", fingerprint(OWN), "--json"], {
      DATA_DIR: join(dir, "nothing"),
    });
    assert.equal(known.code, 0);
    assert.equal(JSON.parse(known.stdout).evidence.quote.id, ids.quoteId);
    assert.equal((await verify([join(dir, "absent.pdf")], { DATA_DIR: dir })).code, 1);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("an administrator uploads a certificate and reads the verdict", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { bytes } = await signedCertificate(app);
  const admin = await asAdmin(app);
  const upload = async (content: Uint8Array<ArrayBuffer>) => {
    const file = new File([content], "constancia.pdf", { type: "application/pdf" });
    return await (await admin.post("/admin/constancias", { file })).text();
  };
  const good = await upload(bytes);
  assert.match(good, /Es auténtica y está intacta/);
  assert.match(good, /María Núñez/);
  const altered = bytes.slice();
  altered[900] = (altered[900] ?? 0) ^ 4;
  assert.match(await upload(altered), /No se puede dar por auténtica/);
  const nothing = await admin.post("/admin/constancias", {});
  assert.equal(nothing.status, 422);
  assert.match(await nothing.text(), /Elija el PDF de una constancia/);
});

eachDatabase(
  "an approval by name alone, or by phone, proves itself without a picture",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number } = await anOrder(app, { status: "diagnosing", diagnosis: "Módulo roto" });
    const quoteId = await aSentQuote(app, number);
    await approveByPhone(app, number);
    const { bytes } = await certificateOf(await app.ctx(userActor(app, "admin")), { orderId: id, quoteId });
    const verdict = await verifyCertificate(bytes, ours);
    assert.deepEqual([verdict.genuine, verdict.checks.signature], [true, null]);
    assert.equal(verdict.evidence?.decision.recorded_by, "Rocío Recepción");
  },
);

async function signedCertificate(app: TestApp) {
  const { id, number } = await anOrder(app, { status: "diagnosing", diagnosis: "Módulo roto" });
  const quoteId = await aSentQuote(app, number);
  const input = clientApproval.parse({
    form_key: crypto.randomUUID(),
    quote: quoteId,
    name: "María Núñez",
    signature: await aDrawing(),
  });
  const ctx = await app.ctx();
  await approveByLink(ctx, { orderId: id, userAgent: "Mozilla/5.0 (Android)" }, input);
  const ids = { orderId: id, quoteId };
  return { ids, ...await certificateOf(ctx, ids) };
}

async function verify(words: string[], env: Record<string, string>) {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-read", "--allow-env", "src/cli/verify_quote.ts", ...words],
    cwd: ROOT,
    env: { ...env, SECRET_KEY: "" },
    stderr: "piped",
  }).output();
  return { code, stdout: new TextDecoder().decode(stdout) };
}
