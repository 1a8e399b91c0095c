import assert from "node:assert/strict";
import fc from "fast-check";
import { sql } from "kysely";
import { headText, linkHash, readHead } from "../../src/audit/chain.ts";
import { recordAudit } from "../../src/audit/record.ts";
import { type AuditAnchor, auditHead, checkAudit } from "../../src/audit/verify_queries.ts";
import { settleRestored } from "../../src/backups/after_restore_commands.ts";
import type { Db } from "../../src/db/open.ts";
import { SECRET_KEY, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";

class Undone extends Error {}

const RESTORED = {
  name: "b",
  contents: { bytes: 0, rows: 0, files: 0 },
  lostFiles: 0,
  auditFaults: 0,
  erasedClients: [],
};

/** Whoever has the database can take its triggers away. */
async function withoutTriggers({ db, flavour }: TestDatabase): Promise<void> {
  for (const table of ["audit_event", "audit_link"]) {
    if (flavour === "postgres") await sql`alter table ${sql.table(table)} disable trigger user`.execute(db);
    else {
      for (const name of [`${table}_append_only`, `${table}_kept`]) {
        await sql`drop trigger ${sql.id(name)}`.execute(db);
      }
    }
  }
}

const outside = (anchors: readonly AuditAnchor[]) => ({ anchors, secretKey: SECRET_KEY });

async function record(app: TestApp, db: Db, what: string): Promise<void> {
  const ctx = await app.ctx(userActor(app, "admin"));
  await recordAudit(db, ctx, {
    kind: "setting_changed",
    subject: { kind: "setting", id: what },
    data: { note: what },
  });
}

const tampering = fc.record({
  kind: fc.constantFrom("edit", "edit_and_reseal", "remove", "remove_both", "insert", "truncate", "swap"),
  column: fc.constantFrom("actor_name", "ip", "request_id", "kind", "subject_id", "data_json"),
  at: fc.nat({ max: 9 }),
  text: fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !text.includes("\0")),
});
type Tampering = typeof tampering extends fc.Arbitrary<infer T> ? T : never;

/** False where nothing was changed after all. */
async function tamper(trx: Db, { kind, column, at, text }: Tampering): Promise<boolean> {
  const links = await trx.selectFrom("audit_link").selectAll().orderBy("seq").execute();
  const { seq = 0, event_id = "" } = links[Math.max(1, links.length - 10 + at)] ?? {};
  if (kind === "edit" || kind === "edit_and_reseal") {
    const before = await trx.selectFrom("audit_event").selectAll().where("id", "=", event_id)
      .executeTakeFirstOrThrow();
    if (before[column as "ip"] === text) return false;
    await trx.updateTable("audit_event").set({ [column]: text }).where("id", "=", event_id).execute();
    if (kind === "edit_and_reseal") {
      const [one, two] = "0f";
      const hash = links.find((link) => link.seq === seq)?.hash ?? "";
      await trx.updateTable("audit_link").set({ hash: (hash[0] === one ? two : one) + hash.slice(1) })
        .where("seq", "=", seq).execute();
    }
  } else if (kind === "remove" || kind === "remove_both") {
    await trx.deleteFrom("audit_link").where("seq", "=", seq).execute();
    if (kind === "remove_both") await trx.deleteFrom("audit_event").where("id", "=", event_id).execute();
    // The last one's removal shows by the head that is kept elsewhere.
  } else if (kind === "insert") {
    const row = await trx.selectFrom("audit_event").selectAll().where("id", "=", event_id)
      .executeTakeFirstOrThrow();
    await trx.insertInto("audit_event").values({ ...row, id: crypto.randomUUID() }).execute();
  } else if (kind === "truncate") {
    await trx.deleteFrom("audit_link").where("seq", ">=", seq).execute();
    const gone = links.filter((link) => link.seq >= seq).map((link) => link.event_id);
    await trx.deleteFrom("audit_event").where("id", "in", gone).execute();
  } else {
    const [one, two] = [links[seq - 2]?.event_id ?? "", event_id];
    await trx.updateTable("audit_link").set({ event_id: "x" }).where("seq", "=", -1).execute();
    await trx.deleteFrom("audit_link").where("seq", "in", [seq - 1, seq]).execute();
    const hashOf = (id: string) => links.find((link) => link.event_id === id)?.hash ?? "";
    await trx.insertInto("audit_link").values([
      { seq: seq - 1, event_id: two, hash: hashOf(two) },
      { seq, event_id: one, hash: hashOf(one) },
    ]).execute();
  }
  return true;
}

Deno.test("the head that a report tells is read as it was written, and nothing else is", () => {
  const head = { seq: 41, hash: "0f".repeat(32) };
  assert.deepEqual(readHead(` ${headText(head).toUpperCase()}\n`), head);
  for (const text of ["", "41", head.hash, `41 ${head.hash}0`, `-1 ${head.hash}`, `41 ${"g".repeat(64)}`]) {
    assert.equal(readHead(text), null, text);
  }
});

eachDatabase("whatever is changed in the audit log shows, by whomever", async (_t, database) => {
  await using app = await testApp(database);
  const { db } = database;
  await Promise.all(Array.from({ length: 50 }, (_, index) =>
    db.transaction().execute(async (trx) => {
      // Half of them wait for a common row after they have recorded, half before: none may wait in a circle.
      const hold = () => trx.updateTable("branch").set({ phone: String(index) }).execute();
      if (index % 2 === 0) await hold();
      await record(app, trx, `Ñandú 🔧 ${index}`);
      if (index % 2 === 1) await hold();
    })));
  await record(app, db, "alone");
  await assert.rejects(sql`update audit_link set hash = 'x'`.execute(db), /append-only/);
  await assert.rejects(sql`delete from audit_link`.execute(db), /append-only/);

  const whole = await checkAudit(db);
  assert.deepEqual(whole.faults, []);
  assert.ok(whole.events >= 51 && whole.head?.seq === whole.events);
  const head = await auditHead(db);
  assert.deepEqual(head, whole.head);
  const anchors = [{ ...head ?? { seq: 0, hash: "" }, from: "elsewhere", at: app.now }];

  await withoutTriggers(database);
  const runs = database.flavour === "postgres" ? 12 : 80;
  await fc.assert(
    fc.asyncProperty(tampering, async (given) => {
      await db.transaction().execute(async (trx) => {
        if (!await tamper(trx, given)) throw new Undone();
        const { faults } = await checkAudit(trx, outside(anchors));
        assert.ok(faults.length > 0, JSON.stringify(given));
        throw new Undone();
      }).catch((error) => {
        if (!(error instanceof Undone)) throw error;
      });
    }),
    { numRuns: runs, seed: 7 },
  );
  assert.deepEqual((await checkAudit(db, outside(anchors))).faults, []);
});

eachDatabase(
  "a cut tail shows by the heads that are kept elsewhere, unless a restore explains it",
  async (_t, database) => {
    await using app = await testApp(database);
    const { db } = database;
    for (const what of ["one", "two", "three"]) await record(app, db, what);
    const head = await auditHead(db);
    const anchors = [{ seq: head?.seq ?? 0, hash: head?.hash ?? "", from: "b", at: app.now }];
    await withoutTriggers(database);
    const last = await db.selectFrom("audit_link").selectAll().orderBy("seq", "desc").limit(1)
      .executeTakeFirstOrThrow();
    await db.deleteFrom("audit_link").where("seq", "=", last.seq).execute();
    await db.deleteFrom("audit_event").where("id", "=", last.event_id).execute();
    assert.deepEqual((await checkAudit(db)).faults, [], "the chain alone does not know");
    assert.deepEqual((await checkAudit(db, outside(anchors))).faults.map(({ kind }) => kind), ["truncated"]);
    app.now += 1000;
    await settleRestored(await app.ctx(), RESTORED);
    assert.deepEqual((await checkAudit(db, outside(anchors))).faults, []);
    app.now += 1000;
    await record(app, db, "later");
    const later = [...anchors, { seq: 999, hash: "f", from: "c", at: app.now }];
    assert.deepEqual((await checkAudit(db, outside(later))).faults.map(({ kind }) => kind), ["truncated"]);
  },
  { engines: ["libsql"] },
);

eachDatabase(
  "a restore that never was explains nothing, whatever the log says of it",
  async (_t, database) => {
    await using app = await testApp(database);
    const { db } = database;
    for (const what of ["one", "two", "three"]) await record(app, db, what);
    const kept = await auditHead(db) ?? { seq: 0, hash: "" };
    app.now += 1000;
    await settleRestored(await app.ctx(), RESTORED);
    const anchors = [{ ...kept, from: "b", at: app.now }];
    assert.deepEqual((await checkAudit(db, outside(anchors))).faults, []);

    // Whoever has the database alone takes the last two events before the restore away, and seals what is left anew.
    await withoutTriggers(database);
    const links = await db.selectFrom("audit_link").selectAll().orderBy("seq").execute();
    const restored = links.at(-1);
    const gone = links.filter(({ seq }) => seq > kept.seq - 2);
    await db.deleteFrom("audit_link").where("seq", "in", gone.map(({ seq }) => seq)).execute();
    const events = gone.map(({ event_id }) => event_id).filter((id) => id !== restored?.event_id);
    await db.deleteFrom("audit_event").where("id", "in", events).execute();
    const event = await db.selectFrom("audit_event").selectAll().where("id", "=", restored?.event_id ?? "")
      .executeTakeFirstOrThrow();
    const before = await auditHead(db) ?? { seq: 0, hash: "" };
    const hash = linkHash(event, { seq: before.seq + 1, before: before.hash });
    await db.insertInto("audit_link").values({ seq: before.seq + 1, event_id: event.id, hash }).execute();
    assert.deepEqual((await checkAudit(db)).faults, [], "the chain alone does not know");
    const { faults } = await checkAudit(db, outside(anchors));
    assert.deepEqual(faults.map(({ kind }) => kind), ["truncated"]);
  },
);
