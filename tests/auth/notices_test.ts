import assert from "node:assert/strict";
import { TOTP } from "otpauth";
import { mailSignInBlocked } from "../../src/auth/sign_in_notices.ts";
import { SYSTEM } from "../../src/context.ts";
import {
  asAdmin,
  asReceptionist,
  type Browser,
  PASSWORD,
  type TestApp,
  testApp,
  visitor,
} from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";

const MAIL = { SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM: "taller@example.com", TRUSTED_PROXY_HOPS: "1" };
const FROM = { "X-Forwarded-For": "203.0.113.7" };
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const CHOSEN = "martillo lima yunque fuelle";

async function signIn(browser: Browser, email: string, password = PASSWORD): Promise<void> {
  await browser.post("/salir");
  browser.cookies.delete("sid");
  await browser.get("/ingresar");
  const answer = await browser.post("/ingresar", { email, password }, { ...FROM, "User-Agent": FIREFOX });
  assert.equal(answer.status, password === PASSWORD ? 303 : 401);
}

/** What waits to be sent, and is then taken as sent. */
async function told({ db }: TestDatabase): Promise<{ kind: string; to_address: string; text: string }[]> {
  const mails = await db.selectFrom("message").select(["kind", "to_address", "text"])
    .where("state", "=", "queued").orderBy("id").execute();
  await db.updateTable("message").set({ state: "sent" }).where("state", "=", "queued").execute();
  return mails;
}

/** Does the jobs of blocked accounts; answers for which addresses there were any. */
async function tellBlocked(app: TestApp, { db }: TestDatabase): Promise<string[]> {
  const jobs = await db.selectFrom("job").select(["id", "payload_json"])
    .where("kind", "=", "mail_sign_in_blocked").where("state", "=", "waiting").orderBy("id").execute();
  const payloads: Parameters<typeof mailSignInBlocked>[1][] = jobs.map(({ payload_json }) =>
    JSON.parse(payload_json)
  );
  for (const payload of payloads) await mailSignInBlocked(await app.ctx(SYSTEM), payload);
  await db.updateTable("job").set({ state: "done" }).where("kind", "=", "mail_sign_in_blocked").execute();
  return payloads.map(({ email }) => email);
}

eachDatabase("somebody is told of a sign-in that may not be theirs", async (_t, database) => {
  await using app = await testApp(database, MAIL);
  const [counter, phone] = [visitor(app), visitor(app)];
  await signIn(counter, "rocio@example.com");
  assert.deepEqual(await told(database), [], "the first of all is no news");
  await signIn(counter, "rocio@example.com");
  assert.deepEqual(await told(database), [], "nor is the same browser");

  await signIn(phone, "rocio@example.com");
  const [mail, ...others] = await told(database);
  assert.deepEqual(others, []);
  assert.deepEqual([mail?.kind, mail?.to_address], ["sign_in_noticed", "rocio@example.com"]);
  assert.match(
    mail?.text ?? "",
    /\(Firefox en Linux, 203\.0\.113\.7\), en un navegador que no conocíamos\. Si fue usted/,
  );
  assert.match(mail?.text ?? "", /http:\/\/localhost:8000\/cuenta/);

  const { email } = app.users.technician;
  await signIn(counter, email);
  assert.deepEqual(await told(database), [], "of somebody else it is the first");
  await signIn(counter, "rocio@example.com");
  await signIn(counter, email);
  assert.deepEqual(await told(database), [], "a counter's browser is known as several people's");
  await signIn(phone, email);
  assert.deepEqual((await told(database)).map(({ to_address }) => to_address), [email]);

  const people = phone.cookies.get("people") ?? "";
  phone.cookies.set("people", people.replaceAll(/\w/g, "x"));
  await signIn(phone, "rocio@example.com");
  assert.equal((await told(database)).length, 1, "nobody makes up such a mark");

  for (let tries = 0; tries < 3; tries++) await signIn(counter, "rocio@example.com", "no es esta clave");
  await signIn(counter, "rocio@example.com");
  const [guessed] = await told(database);
  assert.match(guessed?.text ?? "", /, después de 3 intentos fallidos\. Si fue usted/);
});

eachDatabase(
  "who has a blocked account is told once, and nobody else learns who has one",
  async (_t, database) => {
    await using app = await testApp(database, MAIL);
    for (const email of ["rocio@example.com", "nadie@example.com"]) {
      const browser = visitor(app);
      await browser.get("/ingresar");
      for (let tries = 0; tries < 5; tries++) {
        await browser.post("/ingresar", { email, password: "adivino otra" }, FROM);
      }
    }
    assert.deepEqual(await tellBlocked(app, database), ["rocio@example.com", "nadie@example.com"]);
    const [mail, ...others] = await told(database);
    assert.deepEqual(others, []);
    assert.deepEqual([mail?.kind, mail?.to_address], ["sign_in_blocked", "rocio@example.com"]);
    assert.match(mail?.text ?? "", /\(desde 203\.0\.113\.7\), y el ingreso quedó bloqueado/);
    assert.match(mail?.text ?? "", /nadie entró con esos intentos/);
    app.now += 31_000;
    const again = visitor(app);
    await again.get("/ingresar");
    await again.post("/ingresar", { email: "rocio@example.com", password: "adivino otra" }, FROM);
    assert.deepEqual(await tellBlocked(app, database), [], "a longer block is no news");
  },
);

eachDatabase(
  "who guesses the code has the password, and whoever owns it is told to change it",
  async (_t, database) => {
    await using app = await testApp(database, MAIL);
    const rocio = await asReceptionist(app);
    await rocio.post("/cuenta/dos-pasos");
    const page = await rocio.page("/cuenta/dos-pasos");
    const [, shown = ""] = /<code class="mono wrap-anywhere">([A-Z2-7 ]+)</.exec(page) ?? [];
    const code = new TOTP({ secret: shown.replaceAll(" ", "") }).generate({ timestamp: app.now });
    assert.equal((await rocio.post("/cuenta/dos-pasos/codigo", { code })).status, 200);
    await told(database);
    const thief = visitor(app);
    await signIn(thief, "rocio@example.com");
    const guess = () => thief.post("/ingresar/codigo", { code: "AAAA-AAAA-AAAA-0000" });
    for (let tries = 0; tries < 5; tries++) assert.equal((await guess()).status, 422);
    assert.equal((await guess()).status, 429);
    await tellBlocked(app, database);
    const [mail] = await told(database);
    assert.match(mail?.text ?? "", /alguien sabe su contraseña y solo le faltó el código: cámbiela ya/);
  },
);

eachDatabase("whatever changes how somebody signs in is told to them", async (_t, database) => {
  await using app = await testApp(database, MAIL);
  const admin = await asAdmin(app);
  const rocio = await asReceptionist(app);
  const { id } = app.users.receptionist;
  const changed = await rocio.post("/contrasena", { current: PASSWORD, password: CHOSEN, repeat: CHOSEN });
  assert.equal(changed.status, 303);
  assert.deepEqual((await told(database)).map(({ kind }) => kind), ["password_changed"]);

  assert.equal((await admin.post(`/admin/usuarios/${id}/contrasena`)).status, 200);
  assert.deepEqual((await told(database)).map(({ kind }) => kind), ["password_given"]);

  const row = await database.db.selectFrom("user").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const { name, role, branch_id, locale, active, version } = row;
  const edited = await admin.post(`/admin/usuarios/${id}`, {
    ...{ name, role, branch_id, locale, active: String(active), version: String(version) },
    email: "rocio.nueva@example.com",
  });
  assert.equal(edited.status, 303);
  const mails = await told(database);
  assert.deepEqual(mails.map(({ kind, to_address }) => [kind, to_address]), [
    ["email_changed", "rocio@example.com"],
  ]);
});

eachDatabase("a shop without a mail server keeps no notices of sign-ins", async (_t, database) => {
  await using app = await testApp(database);
  for (let browsers = 0; browsers < 2; browsers++) await signIn(visitor(app), "rocio@example.com");
  assert.deepEqual(await database.db.selectFrom("message").select("id").execute(), []);
}, { engines: ["libsql"] });
