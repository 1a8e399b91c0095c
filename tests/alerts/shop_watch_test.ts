import assert from "node:assert/strict";
import { watchShop } from "../../src/alerts/shop_watch.ts";
import { SYSTEM } from "../../src/context.ts";
import { asAdmin, asReceptionist, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";

const HOUR = 3_600_000;
const GB = 1e9;

Deno.test(
  "administrators are told once of what is wrong with the shop, and once it is over",
  async () => {
    await using database = await freshDatabase();
    await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
    let free = 50 * GB;
    const files = { ...app.services.files, space: () => Promise.resolve({ free, total: 100 * GB }) };
    const look = async () => {
      const ctx = { ...await app.ctx(SYSTEM), files };
      await Promise.all([watchShop(ctx), watchShop(ctx)]);
      const rows = await database.db.selectFrom("message").select(["subject", "to_address"]).orderBy("id")
        .execute();
      return rows.map(({ subject, to_address }) =>
        `${to_address}: ${subject.replace("Service Norte: ", "")}`
      );
    };
    assert.deepEqual(await look(), []);
    free = 9 * GB;
    assert.deepEqual(await look(), ["ana@example.com: Queda poco disco: 9 GB libres (9 %)"]);
    free = 12 * GB;
    assert.equal((await look()).length, 1, "around the limit nothing begins or ends");
    assert.match(await (await asReceptionist(app)).page("/"), /Queda poco disco: 9 GB libres/);
    free = 16 * GB;
    assert.deepEqual((await look()).slice(1), ["ana@example.com: Hay disco libre de nuevo"]);

    const failure = { failures: 12, last_failed_at: app.now, blocked_until: app.now };
    for (const key of ["account:tomas@example.com", "account:nadie@example.com", "network:203.0.113.7"]) {
      await database.db.insertInto("login_failure").values({ key, ...failure }).execute();
    }
    const [account, ...others] = (await look()).slice(2);
    assert.match(account ?? "", /12 ingresos fallidos seguidos de tomas@example\.com, el último a las 10:00/);
    assert.deepEqual(others, [], "neither an address that nobody has nor a network with few");
    app.now += HOUR + 1;
    assert.match((await look())[3] ?? "", /Ya no hay ingresos fallidos de tomas/);

    const job = { payload_json: "{}", run_at: app.now, attempts: 12, max_attempts: 12, created_at: app.now };
    const dead = {
      ...job,
      state: "dead",
      lease_token: null,
      lease_until: null,
      unique_key: null,
      errors_json: "[]",
    } as const;
    for (const kind of ["send_message", "allot_parts"]) {
      const id = crypto.randomUUID();
      await database.db.insertInto("job").values({ id, kind, ...dead, finished_at: app.now }).execute();
    }
    assert.match((await look())[4] ?? "", /Un trabajo en segundo plano se abandonó/);
    const admin = await asAdmin(app);
    assert.equal((await admin.post("/preferencias/correos", { alerts: "" })).status, 303);
    app.now += 24 * HOUR + 1;
    assert.equal((await look()).length, 5, "who switched it off is not written to");
    const open = await database.db.selectFrom("alert").select("id").where("closed_at", "is", null).execute();
    assert.equal(open.length, 0);
  },
);
