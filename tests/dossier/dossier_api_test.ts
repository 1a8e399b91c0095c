import assert from "node:assert/strict";
import { overridesJson } from "../../src/auth/overrides.ts";
import { verifyDossier } from "../../src/dossier/verify.ts";
import { aCaller, refused } from "../api/caller.ts";
import { asAdmin, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

eachDatabase("a program takes the signed file of an order, and all its papers", async (_t, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, { status: "diagnosing", diagnosis: "Módulo roto" });
  const [dossier, pack] = [`/api/ordenes/${number}/expediente-firmado`, `/api/ordenes/${number}/expediente`];
  const caller = await aCaller(app, ["orders:pack", "payments:read"]);
  const taken = await caller.send("POST", dossier, undefined, { "Idempotency-Key": "uno" });
  assert.deepEqual([taken.status, taken.headers.get("Content-Type")], [200, "application/zip"]);
  const file = await Deno.makeTempFile({ suffix: ".zip" });
  try {
    await Deno.writeFile(file, new Uint8Array(await taken.arrayBuffer()));
    const verdict = await verifyDossier(file, () => null);
    assert.ok(verdict.genuine);
    assert.equal(verdict.says?.order, number);
  } finally {
    await Deno.remove(file);
  }
  await (await caller.send("POST", dossier, undefined, { "Idempotency-Key": "uno" })).arrayBuffer();
  const kept = await database.db.selectFrom("audit_event").select(["actor_kind", "data_json"])
    .where("kind", "=", "dossier_taken").execute();
  assert.deepEqual(kept.map(({ actor_kind }) => actor_kind), ["token", "token"]);
  const ids = kept.map(({ data_json }) => JSON.parse(data_json).dossier);
  assert.equal(ids[0], ids[1], "one key, one id");

  const head = await caller.send("HEAD", pack);
  assert.deepEqual([head.status, head.headers.get("Content-Type")], [200, "application/pdf"]);
  const packs = () =>
    database.db.selectFrom("audit_event").select("id").where("kind", "=", "order_pack_taken").execute();
  assert.deepEqual(await packs(), [], "a HEAD leaves no trace");
  const papers = await caller.get(pack);
  assert.equal(new TextDecoder().decode((await papers.arrayBuffer()).slice(0, 5)), "%PDF-");
  assert.equal((await packs()).length, 1);

  assert.equal((await caller.send("POST", "/api/ordenes/S01-999999/expediente-firmado")).status, 404);
  const half = await aCaller(app, ["orders:pack"]);
  assert.deepEqual(await refused(half.send("POST", dossier)), [403, "scope_missing"]);
  const reader = await aCaller(app, ["orders:read", "payments:read"]);
  assert.deepEqual(await refused(reader.send("POST", dossier)), [403, "scope_missing"]);
  assert.equal((await reader.get(pack)).status, 404, "before an abandonment, as on the screens");
  assert.equal((await reader.send("HEAD", pack)).status, 404);
});

eachDatabase("who may not see phones or amounts takes no whole file of an order", async (_t, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app);
  const caller = await aCaller(app, ["orders:pack", "payments:read"]);
  const admin = await asAdmin(app);
  for (const denied of ["contacts.read", "payments.read"] as const) {
    await database.db.updateTable("user").set({ overrides_json: overridesJson({ [denied]: "deny" }) })
      .where("id", "=", app.users.admin.id).execute();
    assert.equal((await admin.post(`/ordenes/${number}/expediente-firmado`)).status, 403, denied);
    assert.equal(
      (await caller.send("POST", `/api/ordenes/${number}/expediente-firmado`)).status,
      403,
      denied,
    );
  }
});
