import assert from "node:assert/strict";
import { TOTP } from "otpauth";
import {
  asAdmin,
  asReceptionist,
  asTechnician,
  type Browser,
  PASSWORD,
  type TestApp,
  testApp,
  visitor,
} from "../support/app.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";

const HALF_MINUTE = 30_000;
const HOUR = 3_600_000;

/** What the app on a phone shows at the clock of the shop. */
function shownBy(secret: string, now: number): string {
  return new TOTP({ secret, digits: 6, period: 30, algorithm: "SHA1" }).generate({ timestamp: now });
}

/** Switches two steps on; answers the secret and the recovery codes. */
async function switchOn(app: TestApp, browser: Browser) {
  assert.equal((await browser.post("/cuenta/dos-pasos")).status, 303);
  const page = await browser.page("/cuenta/dos-pasos");
  const secret = /<code class="mono wrap-anywhere">([A-Z2-7 ]+)</.exec(page)?.[1]?.replaceAll(" ", "") ?? "";
  assert.equal(secret.length, 32);
  assert.match(page, /src="data:image\/svg\+xml,/);
  const wrong = await browser.post("/cuenta/dos-pasos/codigo", { code: "000000" });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /El código no es correcto/);
  const done = await browser.post("/cuenta/dos-pasos/codigo", { code: shownBy(secret, app.now) });
  assert.equal(done.status, 200);
  const shown = await done.text();
  const codes = [...shown.matchAll(/<code class="code">([A-Z2-9]{4}(?:-[A-Z2-9]{4}){3})</g)]
    .map(([, code = ""]) => code);
  assert.equal(codes.length, 10);
  assert.match(shown, /download="codigos-de-recuperacion\.txt"/);
  return { secret, codes };
}

/** A browser whose password was right. */
async function atSecondStep(app: TestApp, email: string): Promise<Browser> {
  const browser = visitor(app);
  await browser.get("/ingresar");
  const answer = await browser.post("/ingresar", { email, password: PASSWORD, next: "/clientes" });
  assert.equal(answer.headers.get("Location"), "/ingresar/codigo?next=%2Fclientes");
  assert.equal((await browser.get("/clientes")).status, 303, "the password alone opens nothing");
  await browser.page("/ingresar/codigo?next=/clientes");
  return browser;
}

const kinds = async (database: TestDatabase) =>
  (await database.db.selectFrom("audit_event").select("kind").orderBy("id").execute()).map(({ kind }) =>
    kind
  );

eachDatabase(
  "a code of the app ends the sign-in, each once, and recovery codes take its place",
  async (_t, database) => {
    await using app = await testApp(database);
    const { email } = app.users.receptionist;
    const elsewhere = await asReceptionist(app);
    const rocio = await asReceptionist(app);
    const { secret, codes } = await switchOn(app, rocio);
    assert.equal((await elsewhere.get("/clientes")).status, 303, "the other sessions ended");
    assert.equal((await rocio.get("/clientes")).status, 200);
    const kept = JSON.stringify([
      await database.db.selectFrom("totp").selectAll().execute(),
      await database.db.selectFrom("recovery_code").selectAll().execute(),
    ]);
    assert.ok(!kept.includes(secret) && !codes.some((code) => kept.includes(code.replaceAll("-", ""))));

    const browser = await atSecondStep(app, email);
    const again = await browser.post("/ingresar/codigo", {
      code: shownBy(secret, app.now),
      next: "/clientes",
    });
    assert.equal(again.status, 422, "the code that switched it on was used");
    app.now += 10 * HALF_MINUTE;
    for (const off of [-2, 2]) {
      const code = shownBy(secret, app.now + off * HALF_MINUTE);
      assert.equal((await browser.post("/ingresar/codigo", { code })).status, 422, `${off} half minutes off`);
    }
    const code = shownBy(secret, app.now + HALF_MINUTE);
    const both = [browser, await atSecondStep(app, email)];
    const answers = await Promise.all(
      both.map((one) => one.post("/ingresar/codigo", { code, next: "/clientes" })),
    );
    assert.deepEqual(
      answers.map(({ status }) => status).sort(),
      [303, 422],
      "a phone may be half a minute ahead, a code is good once, also for two at once",
    );
    const inside = await Promise.all(both.map(async (one) => (await one.get("/clientes")).status));
    assert.deepEqual(inside.sort(), [200, 303]);
    const behind = await atSecondStep(app, email);
    assert.equal(
      (await behind.post("/ingresar/codigo", { code: shownBy(secret, app.now) })).status,
      422,
      "older than the last",
    );

    const lost = await atSecondStep(app, email);
    const typed = codes[3]?.toLowerCase().replaceAll("-", " ") ?? "";
    assert.equal(
      (await lost.post("/ingresar/codigo", { code: typed, next: "//evil.example" })).headers.get("Location"),
      "/",
    );
    const twice = await atSecondStep(app, email);
    assert.equal((await twice.post("/ingresar/codigo", { code: codes[3] ?? "" })).status, 422);
    assert.match(await lost.page("/cuenta"), /Le quedan 9 códigos/);

    const late = await atSecondStep(app, email);
    app.now += 11 * 60_000;
    assert.equal((await late.post("/ingresar/codigo", { code: codes[4] ?? "" })).status, 401);
    const guessing = await atSecondStep(app, email);
    for (let tries = 0; tries < 4; tries++) {
      await guessing.post("/ingresar/codigo", { code: String(100_000 + tries) });
    }
    const blocked = await guessing.post("/ingresar/codigo", { code: codes[5] ?? "" });
    assert.equal(
      blocked.status,
      429,
      "also with a right code, and whoever knows the password guesses no faster",
    );
    assert.ok((await kinds(database)).includes("second_factor_on"));
    const mails = await database.db.selectFrom("message").select("kind").execute();
    assert.ok(mails.some(({ kind }) => kind === "second_factor_on"));
  },
);

eachDatabase(
  "a clock that was ahead locks nobody out once it is right, and no code is good twice",
  async (_t, database) => {
    await using app = await testApp(database);
    const { email } = app.users.receptionist;
    const { secret } = await switchOn(app, await asReceptionist(app));
    const begun = app.now;
    /** The phone may show the code of another time than the shop's. */
    const signIn = async (shown = app.now) => {
      // Guessing is another matter.
      await database.db.deleteFrom("login_failure").execute();
      const browser = await atSecondStep(app, email);
      return (await browser.post("/ingresar/codigo", { code: shownBy(secret, shown), next: "/clientes" }))
        .status;
    };
    app.now += HALF_MINUTE;
    assert.equal(await signIn(), 303);
    app.now += 5 * HOUR;
    const ahead = app.now;
    assert.equal(await signIn(), 303, "by a phone that is as wrong as the shop");
    app.now = begun + 10 * HALF_MINUTE;
    assert.equal(await signIn(ahead), 422, "a code of another time");
    const right = await Promise.all([signIn(), signIn()]);
    assert.deepEqual(right.sort(), [303, 422], "the clock is right again, and the code is good once");
    app.now += HALF_MINUTE;
    assert.equal(await signIn(app.now - HALF_MINUTE), 422, "not a moment later either");
    assert.equal(await signIn(), 303);
    for (const used of [begun, begun + HALF_MINUTE, ahead]) {
      app.now = used;
      assert.equal(await signIn(), 422, "nor when its half minute comes once more");
    }
    app.now = ahead + 2 * HALF_MINUTE;
    assert.equal(await signIn(), 303);
  },
);

Deno.test("administrators who must have two steps do nothing before; one resets another's", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const [, version = ""] =
    /ajustes\/cuentas"[^]*?name="version" value="([^"]+)"/.exec(await admin.page("/admin/ajustes")) ?? [];
  assert.equal(
    (await admin.post("/admin/ajustes/cuentas", { version, admins_two_factors: "1" })).status,
    303,
  );
  assert.equal((await admin.get("/")).headers.get("Location"), "/cuenta/dos-pasos");
  assert.equal((await admin.post("/admin/usuarios/nuevo")).headers.get("Location"), "/cuenta/dos-pasos");
  assert.match(await admin.page("/cuenta/dos-pasos"), /Antes de seguir/);
  const technician = await asTechnician(app);
  assert.equal((await technician.get("/")).status, 200);
  await switchOn(app, admin);
  assert.equal((await admin.get("/")).status, 200);
  assert.equal((await admin.post("/cuenta/dos-pasos/baja")).status, 409);
  assert.equal((await admin.post("/cuenta/dos-pasos")).status, 409, "it is on already");

  await switchOn(app, technician);
  const path = `/admin/usuarios/${app.users.technician.id}`;
  assert.match(await admin.page(path), /códigos de recuperación sin usar: 10/);
  assert.equal((await admin.post(`${path}/dos-pasos/baja`)).status, 303);
  assert.equal((await admin.post(`${path}/dos-pasos/baja`)).status, 404);
  assert.equal((await technician.get("/")).status, 303, "their sessions ended");
  const door = visitor(app);
  await door.get("/ingresar");
  assert.equal(
    (await door.post("/ingresar", { email: "tomas@example.com", password: PASSWORD })).headers.get(
      "Location",
    ),
    "/",
  );
  assert.ok((await kinds(database)).includes("second_factor_reset"));
});

Deno.test("before dangerous acts one proves who one is, and the form goes through as it was typed", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const form = {
    form_key: crypto.randomUUID(),
    name: "Nora «Ñ» Nueva",
    email: "nora@example.com",
    role: "technician",
    branch_id: app.branchId,
  };
  app.now += 11 * 60_000;
  const asked = await admin.post("/admin/usuarios/nuevo", form);
  assert.equal(asked.status, 403);
  const page = await asked.text();
  assert.match(page, /action="\/admin\/usuarios\/nuevo"/);
  assert.match(page, /name="name" value="Nora «Ñ» Nueva"/);
  assert.ok(!page.includes("confirm_code"), "there is no app to ask for a code");
  const users = () =>
    database.db.selectFrom("user").select("email").where("email", "=", form.email).execute();
  const wrong = await admin.post("/admin/usuarios/nuevo", { ...form, confirm_password: "no es esta" });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /name="email" value="nora@example.com"/);
  assert.equal((await admin.post("/admin/usuarios/nuevo", { ...form, confirm_password: "" })).status, 422);
  assert.deepEqual(await users(), []);
  assert.equal(
    (await admin.post("/admin/usuarios/nuevo", { ...form, confirm_password: PASSWORD })).status,
    200,
  );
  assert.deepEqual(await users(), [{ email: form.email }]);
  assert.equal((await admin.post("/admin/claves", { name: "" })).status, 422, "nobody asks again so soon");

  const { secret } = await switchOn(app, admin);
  app.now += 11 * 60_000;
  const guarded = [
    "/admin/claves",
    "/admin/cobros/signed",
    "/admin/webhooks/nuevo",
    `/admin/webhooks/${crypto.randomUUID()}/baja`,
    "/admin/ajustes/cuentas",
    "/admin/respaldos/clave",
    `/clientes/${crypto.randomUUID()}/datos.json`,
    "/cuenta/dos-pasos/baja",
  ];
  for (const path of guarded) assert.equal((await admin.post(path)).status, 403, path);
  assert.equal((await admin.post("/admin/cobros/signed/prueba")).status, 404, "this is not one of them");
  const daemon = { name: "Mostrador «2»", branch_id: app.branchId };
  const pairing = (fields = {}) => admin.post("/admin/agentes/vinculacion", { ...daemon, ...fields });
  assert.match(await (await pairing()).text(), /name="name" value="Mostrador «2»"/);
  assert.equal((await pairing({ confirm_password: "", confirm_code: "000 000" })).status, 422);
  const byCode = await pairing({ confirm_password: "", confirm_code: shownBy(secret, app.now) });
  assert.match(await byCode.text(), /pairing-code mono/);
  const told = await database.db.selectFrom("audit_event").select(["kind", "subject_id", "data_json"])
    .where("kind", "like", "identity_%").orderBy("id").execute();
  assert.deepEqual(
    told.map(({ kind, data_json }) => [kind, JSON.parse(data_json)]),
    [
      ["identity_refused", { proof: "password", act: "/admin/usuarios/nuevo" }],
      ["identity_confirmed", { proof: "password", act: "/admin/usuarios/nuevo" }],
      ["identity_refused", { proof: "code", act: "/admin/agentes/vinculacion" }],
      ["identity_confirmed", { proof: "code", act: "/admin/agentes/vinculacion" }],
    ],
  );
  assert.ok(told.every(({ subject_id }) => subject_id === app.users.admin.id));
  assert.match(
    await admin.page("/admin/auditoria?tipo=identity_refused"),
    /No pudo confirmar su identidad[^]*Con: un código[^]*Para: \/admin\/agentes\/vinculacion/,
  );

  app.now += 11 * 60_000;
  const code = shownBy(secret, app.now);
  assert.equal(
    (await admin.post("/cuenta/dos-pasos/baja", { confirm_password: "", confirm_code: code })).status,
    303,
  );
});

Deno.test("a block that a clock was set before ends no later than any other", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const door = visitor(app);
  await door.get("/ingresar");
  const guess = async (password: string) =>
    (await door.post("/ingresar", { email: "rocio@example.com", password })).status;
  app.now += 5 * HOUR;
  for (let tries = 0; tries < 5; tries++) await guess("adivino otra vez");
  assert.equal(await guess(PASSWORD), 429);
  app.now -= 5 * HOUR;
  assert.equal(await guess("adivino otra vez"), 401, "the clock is right again, and what was counted stays");
  assert.equal(await guess(PASSWORD), 429);
  app.now += 61_000;
  assert.equal(await guess(PASSWORD), 303);
});

Deno.test("an administrator sees that an account is blocked, and unlocks it", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const door = visitor(app);
  await door.get("/ingresar");
  const guess = (password: string) => door.post("/ingresar", { email: "rocio@example.com", password });
  for (let tries = 0; tries < 5; tries++) await guess("adivino otra vez");
  assert.equal((await guess(PASSWORD)).status, 429);
  const admin = await asAdmin(app);
  const path = `/admin/usuarios/${app.users.receptionist.id}`;
  const list = await admin.page("/admin/usuarios");
  assert.match(list, /Rocío Recepción[^]*?Ingreso bloqueado/);
  assert.equal(list.match(/Ingreso bloqueado/g)?.length, 1, "of nobody else");
  assert.match(await admin.page(path), /Ingreso bloqueado[^]*Hubo 5 intentos seguidos/);
  assert.equal((await admin.post(`${path}/desbloqueo`)).status, 303);
  assert.equal((await admin.post(`${path}/desbloqueo`)).status, 404);
  assert.ok(!(await admin.page(path)).includes("intentos seguidos"));
  assert.doesNotMatch(await admin.page("/admin/usuarios"), /Ingreso bloqueado/);
  assert.equal((await guess(PASSWORD)).status, 303);
  assert.ok((await kinds(database)).includes("user_unlocked"));
});
