import assert from "node:assert/strict";
import { sql } from "kysely";
import { SYSTEM } from "../../src/context.ts";
import type { Db } from "../../src/db/open.ts";
import { jobHandlers } from "../../src/jobs/handlers.ts";
import { asAdmin, PASSWORD, testApp, visitor } from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";

const BROKEN = "La auditoría no es la que se escribió: alguien tocó la base de datos";

/** What somebody with the database's own password can do. */
async function pastTheProgram({ db, flavour }: TestDatabase, change: (trx: Db) => Promise<unknown>) {
  await db.transaction().execute(async (trx) => {
    if (flavour === "postgres") await sql`alter table audit_event disable trigger user`.execute(trx);
    else await sql`drop trigger if exists audit_event_append_only`.execute(trx);
    await change(trx);
    if (flavour === "postgres") await sql`alter table audit_event enable trigger user`.execute(trx);
  });
}

eachDatabase(
  "the nightly check tells administrators that the log was tampered with, once, and that it is whole again",
  async (_t, database) => {
    await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
    const { db } = database;
    const door = visitor(app);
    await door.get("/ingresar");
    await door.post("/ingresar", { email: "tomas@example.com", password: "no es esta clave" });
    await door.post("/ingresar", { email: "tomas@example.com", password: PASSWORD });
    const { check_audit } = jobHandlers({ sessions: app.services.sessions, mail: null });
    const night = async () => {
      const attempt = { number: 1, signal: new AbortController().signal };
      await check_audit.run(await app.ctx(SYSTEM), {}, attempt);
      const mails = await db.selectFrom("message").select(["to_address", "subject"]).orderBy("id").execute();
      return mails.map(({ to_address, subject }) => `${to_address}: ${subject}`);
    };
    assert.deepEqual(await night(), []);

    const { ip } = await db.selectFrom("audit_event").select("ip").where("kind", "=", "login_failed")
      .executeTakeFirstOrThrow();
    for (const forbidden of [sql`update audit_event set ip = 'x'`, sql`delete from audit_event`]) {
      await assert.rejects(forbidden.execute(db), /append-only/);
    }
    const write = (address: string) =>
      pastTheProgram(
        database,
        (trx) =>
          trx.updateTable("audit_event").set({ ip: address }).where("kind", "=", "login_failed").execute(),
      );
    await write("203.0.113.9");
    assert.deepEqual(await night(), [`ana@example.com: Service Norte: ${BROKEN}`]);
    assert.equal((await night()).length, 1, "told once");
    const admin = await asAdmin(app);
    assert.match(await admin.page("/"), new RegExp(BROKEN));

    await write(ip);
    assert.deepEqual((await night()).slice(1), [
      "ana@example.com: Service Norte: La auditoría está entera de nuevo",
    ]);
    assert.doesNotMatch(await admin.page("/"), new RegExp(BROKEN));
  },
);
