import assert from "node:assert/strict";
import { TOTP } from "otpauth";
import { mailPasswordLink, setPasswordByLink } from "../../src/auth/link_commands.ts";
import { beginSecondStep, waitsForCode } from "../../src/auth/second_step_commands.ts";
import { countReset } from "../../src/auth/throttle.ts";
import { SYSTEM } from "../../src/context.ts";
import { openMailer } from "../../src/mail/mailer.ts";
import { sendMessage } from "../../src/mail/sending.ts";
import { smtpStage } from "../mail/smtp_stage.ts";
import { asAdmin, asReceptionist, PASSWORD, type TestApp, testApp, visitor } from "../support/app.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";

const MAIL = { SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM: "taller@example.com", TRUSTED_PROXY_HOPS: "1" };
const ASKED = { "X-Forwarded-For": "203.0.113.7", "X-Request-Id": "olvido-0001" };
const MINUTE = 60_000;
const CHOSEN = "martillo lima yunque fuelle";

/** Does the jobs that mail links, and answers the paths of the links that wait to be sent. */
async function linksOf(app: TestApp, database: TestDatabase): Promise<string[]> {
  const jobs = await database.db.selectFrom("job").select(["id", "payload_json"])
    .where("kind", "=", "mail_password_link").where("state", "=", "waiting").orderBy("id").execute();
  for (const { id, payload_json } of jobs) {
    await mailPasswordLink(await app.ctx(SYSTEM), JSON.parse(payload_json));
    await database.db.updateTable("job").set({ state: "done" }).where("id", "=", id).execute();
  }
  const rows = await database.db.selectFrom("message").select("text").where("state", "=", "queued")
    .orderBy("id").execute();
  return rows.flatMap(({ text }) => /\/ingresar\/clave\/[\w-]{43}/.exec(text)?.[0] ?? []);
}

eachDatabase(
  "who forgot the password gets in by a link that is good once, for half an hour, and nobody learns who has a user",
  async (_, database) => {
    await using app = await testApp(database, MAIL);
    const rocio = await asReceptionist(app);
    const browser = visitor(app);
    assert.match(await browser.page("/ingresar"), /href="\/ingresar\/olvido"/);
    await browser.page("/ingresar/olvido");
    const said = async (email: string) => {
      const answer = await browser.post("/ingresar/olvido", { email }, ASKED);
      assert.equal(answer.status, 200);
      return (await answer.text()).replace(/content="[^"]*"|v=\w+/g, "");
    };
    assert.equal(await said("nadie@example.com"), await said("rocio@example.com"));
    const waiting = await database.db.selectFrom("job").select("kind").where("state", "=", "waiting")
      .execute();
    assert.equal(waiting.length, 2, "the same is done for both");
    const [link = "", ...others] = await linksOf(app, database);
    assert.deepEqual(others, []);
    const { text } = await database.db.selectFrom("message").select("text").executeTakeFirstOrThrow();
    assert.match(text, /alguien pidió otra contraseña para su usuario \(desde 203\.0\.113\.7\)/);
    const told = await database.db.selectFrom("audit_event").select(["ip", "request_id"])
      .where("kind", "=", "password_link_mailed").executeTakeFirstOrThrow();
    assert.equal(told.ip, "203.0.113.7");
    assert.equal(told.request_id, "olvido-0001", "the log tells of the request that asked for it");
    const stored = JSON.stringify(await database.db.selectFrom("user_link").selectAll().execute());
    assert.ok(!stored.includes(link.slice(-43)));

    const page = await browser.get(link);
    assert.equal(page.headers.get("Referrer-Policy"), "no-referrer");
    assert.equal(page.headers.get("Cache-Control"), "no-store");
    assert.match(await page.text(), /Para el usuario de Rocío Recepción/);
    const short = await browser.post(link, { password: "corta", repeat: "corta" });
    assert.equal(short.status, 422);
    const [token = ""] = /[\w-]{43}$/.exec(link) ?? [];
    const ctx = await app.ctx();
    const tries = await Promise.allSettled(
      Array.from({ length: 3 }, () => setPasswordByLink(ctx, { token, password: CHOSEN })),
    );
    assert.equal(tries.filter(({ status }) => status === "fulfilled").length, 1);
    assert.equal((await browser.get(link)).status, 404);
    assert.equal((await rocio.get("/contrasena")).status, 303, "the other sessions have ended");
    const gate = visitor(app);
    await gate.get("/ingresar");
    assert.equal(
      (await gate.post("/ingresar", { email: "rocio@example.com", password: PASSWORD })).status,
      401,
    );
    assert.equal(
      (await gate.post("/ingresar", { email: "rocio@example.com", password: CHOSEN })).status,
      303,
    );

    await using smtp = await smtpStage();
    const mailer = openMailer(smtp.url, { timeoutMs: 10_000 });
    const queued = await database.db.selectFrom("message").select("id").where("state", "=", "queued")
      .orderBy("id").execute();
    for (const { id } of queued) await sendMessage(await app.ctx(SYSTEM), id, { mailer, from: null });
    await mailer.close();
    assert.deepEqual(smtp.mails.map(({ subject }) => subject), [
      "Service Norte: elija otra contraseña",
      "Service Norte: su contraseña cambió",
    ]);
    const kept = await database.db.selectFrom("message").select(["id", "text"]).where(
      "kind",
      "=",
      "password_reset",
    )
      .executeTakeFirstOrThrow();
    assert.equal(kept.text, "", "a way in does not stay in the shop's own records");
    const admin = await asAdmin(app);
    assert.match(await admin.page(`/admin/mensajes/${kept.id}`), /Lleva un enlace para entrar/);
    assert.equal((await admin.post(`/admin/mensajes/${kept.id}/envio`)).status, 409);
    assert.match(await admin.page("/admin/auditoria"), /Eligió otra contraseña por el enlace/);
  },
);

Deno.test("links are throttled, end with time and deactivation, and are not offered without a mail server", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, MAIL);
  const browser = visitor(app);
  await browser.get("/ingresar/olvido");
  const ask = async (email: string) => (await browser.post("/ingresar/olvido", { email })).status;
  for (let tries = 0; tries < 5; tries++) assert.equal(await ask("rocio@example.com"), 200);
  const made = await linksOf(app, database);
  assert.equal(made.length, 3, "no more than three an hour");
  assert.equal((await browser.get(made[0] ?? "")).status, 404, "the latest one counts alone");
  const last = made.at(-1) ?? "";
  assert.equal((await browser.get(last)).status, 200);
  await database.db.updateTable("user").set({ active: 0 }).where("email", "=", "rocio@example.com").execute();
  assert.equal((await browser.get(last)).status, 404);
  await database.db.updateTable("user").set({ active: 1 }).where("email", "=", "rocio@example.com").execute();
  app.now += 31 * MINUTE;
  assert.equal((await browser.get(last)).status, 404);
  for (let tries = 0; tries < 15; tries++) assert.equal(await ask(`nadie${tries}@example.com`), 200);
  assert.equal(await ask("otro@example.com"), 429);

  await using bare = await freshDatabase();
  await using quiet = await testApp(bare);
  const nobody = visitor(quiet);
  assert.match(await nobody.page("/ingresar"), /Un administrador puede darle una nueva/);
  assert.equal((await nobody.get("/ingresar/olvido")).status, 404);
});

Deno.test("an invited user chooses the own password; the invitation can be sent again and revoked", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, MAIL);
  const admin = await asAdmin(app);
  assert.match(await admin.page("/admin/usuarios/nuevo"), /name="invite"/);
  const id = crypto.randomUUID();
  const form = {
    form_key: id,
    name: "Nora Nueva",
    email: "nora@example.com",
    role: "technician",
    branch_id: app.branchId,
    invite: "1",
  };
  for (let twice = 0; twice < 2; twice++) {
    assert.equal(
      (await admin.post("/admin/usuarios/nuevo", form)).headers.get("Location"),
      `/admin/usuarios/${id}`,
    );
  }
  const [first = "", ...others] = await linksOf(app, database);
  assert.deepEqual(others, []);
  assert.match(await admin.page(`/admin/usuarios/${id}`), /Se le envió el 23 nov[^]*hasta el 30 nov/);
  assert.equal((await admin.post(`/admin/usuarios/${id}/invitacion`)).status, 303);
  const again = (await linksOf(app, database)).at(-1) ?? "";
  const nora = visitor(app);
  assert.equal((await nora.get(first)).status, 404);
  assert.equal((await nora.get(again)).status, 200);
  assert.equal((await admin.post(`/admin/usuarios/${id}/invitacion/baja`)).status, 303);
  assert.equal((await nora.get(again)).status, 404);
  await admin.post(`/admin/usuarios/${id}/invitacion`);
  const last = (await linksOf(app, database)).at(-1) ?? "";
  await nora.get(last);
  assert.equal((await nora.post(last, { password: CHOSEN, repeat: CHOSEN })).status, 200);
  await nora.get("/ingresar");
  const entered = await nora.post("/ingresar", { email: "nora@example.com", password: CHOSEN });
  assert.equal(entered.headers.get("Location"), "/");
  assert.equal((await admin.post(`/admin/usuarios/${id}/invitacion`)).status, 409);
});

Deno.test("a password chosen by a link is still only the first of two steps", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, MAIL);
  const rocio = await asReceptionist(app);
  await rocio.post("/cuenta/dos-pasos");
  const [, shown = ""] = /<code class="mono wrap-anywhere">([A-Z2-7 ]+)</.exec(
    await rocio.page("/cuenta/dos-pasos"),
  ) ?? [];
  const code = () => new TOTP({ secret: shown.replaceAll(" ", "") }).generate({ timestamp: app.now });
  assert.equal((await rocio.post("/cuenta/dos-pasos/codigo", { code: code() })).status, 200);
  const { email } = app.users.receptionist;
  await mailPasswordLink(await app.ctx(SYSTEM), { email });
  const [link = ""] = await linksOf(app, database);
  const browser = visitor(app);
  await browser.get(link);
  assert.equal((await browser.post(link, { password: CHOSEN, repeat: CHOSEN })).status, 200);
  assert.equal((await browser.get("/clientes")).status, 303, "the link opens nothing by itself");
  await browser.get("/ingresar");
  const first = await browser.post("/ingresar", { email, password: CHOSEN });
  assert.match(first.headers.get("Location") ?? "", /^\/ingresar\/codigo/);
  assert.equal((await browser.get("/clientes")).status, 303);
  app.now += MINUTE;
  assert.equal((await browser.post("/ingresar/codigo", { code: code() })).status, 303);
  assert.equal((await browser.get("/clientes")).status, 200);
});

eachDatabase(
  "with a password end the links and the sign-ins that were begun before it",
  async (_t, database) => {
    await using app = await testApp(database, MAIL);
    const ctx = await app.ctx();
    const { id, email } = app.users.receptionist;
    const asked = await Promise.all(Array.from({ length: 6 }, () => countReset(ctx, email)));
    assert.equal(asked.filter(Boolean).length, 3, "of many who ask at once three get a link");
    await mailPasswordLink(await app.ctx(SYSTEM), { email });
    const [link = ""] = await linksOf(app, database);
    const step = await beginSecondStep(ctx, id);
    const stranger = visitor(app);
    assert.equal((await stranger.get(link)).status, 200);
    const changed = { current: PASSWORD, password: CHOSEN, repeat: CHOSEN };
    assert.equal((await (await asReceptionist(app)).post("/contrasena", changed)).status, 303);
    assert.equal((await stranger.get(link)).status, 404);
    assert.equal(await waitsForCode(ctx, step), false);

    const byLink = await beginSecondStep(ctx, id);
    await mailPasswordLink(await app.ctx(SYSTEM), { email });
    const token = (await linksOf(app, database)).at(-1)?.slice(-43) ?? "";
    await setPasswordByLink(ctx, { token, password: "yunque torno fresa escoplo" });
    assert.equal(await waitsForCode(ctx, byLink), false, "nor does a password that was guessed before wait");

    const given = await beginSecondStep(ctx, id);
    await mailPasswordLink(await app.ctx(SYSTEM), { email });
    const last = (await linksOf(app, database)).at(-1) ?? "";
    assert.equal((await (await asAdmin(app)).post(`/admin/usuarios/${id}/contrasena`)).status, 200);
    assert.equal((await stranger.get(last)).status, 404, "an administrator gave another one");
    assert.equal(await waitsForCode(ctx, given), false);
  },
);

Deno.test("with another address of a user ends the link that was mailed to the one before", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, MAIL);
  const { id, email, name } = app.users.receptionist;
  await mailPasswordLink(await app.ctx(SYSTEM), { email });
  const [link = ""] = await linksOf(app, database);
  const stranger = visitor(app);
  const edit = async (changes: Record<string, string>) => {
    const { version } = await database.db.selectFrom("user").select("version").where("id", "=", id)
      .executeTakeFirstOrThrow();
    const user = { name, email, role: "receptionist", branch_id: app.branchId, locale: "es", active: "1" };
    const form = { ...user, ...changes, version: String(version) };
    assert.equal((await (await asAdmin(app)).post(`/admin/usuarios/${id}`, form)).status, 303);
  };
  await edit({ name: "Rocío R." });
  assert.equal((await stranger.get(link)).status, 200);
  await edit({ email: "rocio.r@example.com" });
  assert.equal((await stranger.get(link)).status, 404);
});
