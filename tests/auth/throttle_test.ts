import assert from "node:assert/strict";
import { watchShop } from "../../src/alerts/shop_watch.ts";
import { SYSTEM } from "../../src/context.ts";
import { asAdmin, PASSWORD, type TestApp, testApp, visitor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";

const MAIL = { SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM: "taller@example.com", TRUSTED_PROXY_HOPS: "1" };
const NETWORK = "2001:db8:1:2";
const NEIGHBOUR = "2001:db8:1:3::1";
const HALF_HOUR = 1_800;

/** A visitor's tries to sign in, each from an address of its own. */
async function guesser(app: TestApp) {
  const browser = visitor(app);
  await browser.get("/ingresar");
  return async (email: string, { from = "203.0.113.7", password = "adivino otra vez" } = {}) => {
    const who = visitor(app);
    for (const [name, value] of browser.cookies) who.cookies.set(name, value);
    const answer = await who.post("/ingresar", { email, password }, { "X-Forwarded-For": from });
    await answer.body?.cancel();
    return { status: answer.status, wait: Number(answer.headers.get("Retry-After") ?? 0) };
  };
}

eachDatabase(
  "an account's wait doubles with each wrong password, up to half an hour",
  async (_t, database) => {
    await using app = await testApp(database);
    const guess = await guesser(app);
    const right = { password: PASSWORD };
    for (let tries = 0; tries < 5; tries++) {
      assert.deepEqual(await guess("rocio@example.com"), { status: 401, wait: 0 });
    }
    for (const wait of [30, 60, 120, 240, 480, 960, HALF_HOUR, HALF_HOUR]) {
      assert.deepEqual(await guess("rocio@example.com", right), { status: 429, wait });
      app.now += wait * 1_000 - 1;
      assert.deepEqual(await guess("rocio@example.com", right), { status: 429, wait: 1 }, "until it is over");
      app.now += 1;
      assert.deepEqual(await guess("rocio@example.com"), { status: 401, wait: 0 });
    }
    assert.equal((await guess("tomas@example.com", right)).status, 303, "nobody else waits");
    app.now += HALF_HOUR * 1_000;
    assert.equal((await guess("rocio@example.com", right)).status, 303);
    for (let tries = 0; tries < 5; tries++) assert.equal((await guess("rocio@example.com")).status, 401);
    assert.deepEqual(await guess("rocio@example.com"), { status: 429, wait: 30 }, "a right one forgets them");
  },
);

eachDatabase("thirty failures block a network, whoever it tries, and no other one", async (_t, database) => {
  await using app = await testApp(database, MAIL);
  const guess = await guesser(app);
  const right = (from: string) => guess("rocio@example.com", { from, password: PASSWORD });
  for (let tries = 1; tries <= 29; tries++) {
    const { status } = await guess(`nadie${tries}@example.com`, { from: `${NETWORK}::${tries}` });
    assert.equal(status, 401, `the ${tries}th`);
  }
  assert.equal((await right(`${NETWORK}::77`)).status, 303, "not yet");
  const again = (address: string) => guess(`otra-${address}@example.com`, { from: `${NETWORK}::${address}` });
  assert.equal((await again("a")).status, 401, "a right one does not forget those of a network");
  for (const wait of [30, 60, 120]) {
    assert.deepEqual(await right(`${NETWORK}:ffff::1`), { status: 429, wait }, "from all of the /64");
    assert.equal((await right(NEIGHBOUR)).status, 303, "another network signs in");
    assert.equal((await right("203.0.113.7")).status, 303);
    app.now += wait * 1_000;
    assert.equal((await again(String(wait))).status, 401);
  }
  const blocked = await database.db.selectFrom("job").select("id").where("kind", "=", "mail_sign_in_blocked")
    .execute();
  assert.deepEqual(blocked, [], "no account is blocked");
  await toldOf(app, 33);
  app.now += 3_600_000;
  assert.equal((await again("b")).status, 401);
  assert.equal((await right(`${NETWORK}::1`)).status, 303, "after an hour without any it begins anew");
});

/** Administrators have a mail about the network, and see it on the first page. */
async function toldOf(app: TestApp, failures: number): Promise<void> {
  const { database } = app.services;
  await watchShop(await app.ctx(SYSTEM));
  const told = new RegExp(`${failures} ingresos fallidos seguidos de ${NETWORK}, el último a las`);
  const mails = await database.db.selectFrom("message").select(["to_address", "subject"])
    .where("kind", "=", "alert_opened").execute();
  assert.deepEqual(mails.map(({ to_address }) => to_address), ["ana@example.com"]);
  assert.match(mails[0]?.subject ?? "", told);
  assert.match(await (await asAdmin(app)).page("/"), told);
}
