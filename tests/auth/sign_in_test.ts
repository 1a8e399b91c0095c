import assert from "node:assert/strict";
import { countFailure, forgetFailures } from "../../src/auth/throttle.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { csrfToken } from "../../src/http/security.ts";
import { sha256 } from "../../src/lib/token.ts";
import { asReceptionist, PASSWORD, SECRET_KEY, testApp, visitor } from "../support/app.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

eachDatabase("one signs in with address and password and lands where one was going", async (_t, database) => {
  await using app = await testApp(database);
  const browser = visitor(app);
  const gate = await browser.get("/contrasena");
  assert.equal(gate.status, 303);
  assert.equal(gate.headers.get("Location"), "/ingresar?next=%2Fcontrasena");
  assert.match(await browser.page("/ingresar?next=/contrasena"), /name="password"/);
  const wrong = await browser.post("/ingresar", { email: "rocio@example.com", password: "no es esta clave" });
  assert.equal(wrong.status, 401);
  assert.match(await wrong.text(), /El correo o la contraseña no son correctos/);
  const visit = browser.cookies.get("visit");
  const right = await browser.post("/ingresar", {
    email: " ROCIO@example.com ",
    password: PASSWORD,
    next: "/contrasena",
  });
  assert.equal(right.status, 303);
  assert.equal(right.headers.get("Location"), "/contrasena");
  assert.ok(visit && !browser.cookies.has("visit"), "the visitor's cookie is gone");
  assert.match(right.headers.getSetCookie().join(), /sid=[\w-]{32};.*HttpOnly;.*SameSite=Lax/);
  assert.equal((await browser.get("/contrasena")).status, 200);
  const token = browser.cookies.get("sid") ?? "";
  const csrf = csrfToken(SECRET_KEY, sha256(token));
  const left = await browser.post("/salir", { _csrf: csrf });
  assert.equal(left.headers.get("Clear-Site-Data"), '"cache", "storage"');
  browser.cookies.set("sid", token);
  assert.equal((await browser.get("/contrasena")).status, 303, "ended on the server");
});

eachDatabase("signing in leads to a page of ours, wherever one is said to be going", async (_t, database) => {
  await using app = await testApp(database);
  const { email } = app.users.receptionist;
  const rocio = await asReceptionist(app);
  for (const next of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    const browser = visitor(app);
    assert.doesNotMatch(
      await browser.page(`/ingresar?next=${encodeURIComponent(next)}`),
      /evil\.example|alert\(/,
    );
    const inside = await browser.post("/ingresar", { email, password: PASSWORD, next });
    assert.deepEqual([inside.status, inside.headers.get("Location")], [303, "/"], next);
    const back = await rocio.post("/preferencias", { theme: "dark", next }, { Referer: next });
    assert.deepEqual([back.status, back.headers.get("Location")], [303, "/"], next);
  }
}, { engines: ["libsql"] });

eachDatabase("a stored session row opens nothing", async (_t, database) => {
  await using app = await testApp(database);
  const browser = await asReceptionist(app);
  const row = await database.db.selectFrom("session").select("id").executeTakeFirstOrThrow();
  browser.cookies.set("sid", row.id);
  assert.equal((await browser.get("/contrasena")).status, 303);
});

eachDatabase("a session dies of idleness, and of age however much it is used", async (_t, database) => {
  await using app = await testApp(database);
  const [idle, woken] = [await asReceptionist(app), await asReceptionist(app)];
  const busy = await asReceptionist(app);
  app.now += 12 * HOUR - MINUTE;
  assert.equal((await woken.get("/contrasena")).status, 200);
  app.now += MINUTE;
  assert.equal((await idle.get("/contrasena")).status, 303, "twelve hours without use");
  app.now -= 12 * HOUR;
  for (let hours = 0; hours < 7 * 24 - 8; hours += 8) {
    app.now += 8 * HOUR;
    assert.equal((await busy.get("/contrasena")).status, 200, `after ${hours + 8} h`);
  }
  app.now += 8 * HOUR - MINUTE;
  assert.equal((await busy.get("/contrasena")).status, 200, "seven days less a minute");
  app.now += MINUTE;
  assert.equal((await busy.get("/contrasena")).status, 303);
});

eachDatabase(
  "who guesses waits longer and longer, and the right password does not help meanwhile",
  async (_t, database) => {
    await using app = await testApp(database);
    const browser = visitor(app);
    await browser.get("/ingresar");
    const guess = (password: string) => browser.post("/ingresar", { email: "rocio@example.com", password });
    for (let tries = 0; tries < 5; tries++) assert.equal((await guess("adivino otra vez")).status, 401);
    const blocked = await guess(PASSWORD);
    assert.equal(blocked.status, 429);
    assert.equal(blocked.headers.get("Retry-After"), "30");
    app.now += 31_000;
    assert.equal((await guess(PASSWORD)).status, 303);
  },
);

Deno.test("a wrong password takes its time also for an address that nobody has", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const door = visitor(app);
  await door.get("/ingresar");
  const shortest = { "rocio@example.com": Infinity, "nadie@example.com": Infinity };
  for (let round = 0; round < 8; round++) {
    // By then nobody remembers the failures before.
    app.now += 2 * HOUR;
    for (const email of ["rocio@example.com", "nadie@example.com"] as const) {
      const began = performance.now();
      const answer = await door.post("/ingresar", { email, password: "no es esta clave" });
      shortest[email] = Math.min(shortest[email], performance.now() - began);
      assert.equal(answer.status, 401);
    }
  }
  const { "rocio@example.com": known, "nadie@example.com": unknown } = shortest;
  assert.ok(unknown > known / 2, `${unknown} ms, ${known} ms for one that somebody has`);
});

eachDatabase("guesses sent all at once are worth no more than a few", async (_t, database) => {
  await using app = await testApp(database);
  const browser = visitor(app);
  await browser.get("/ingresar");
  const passwords = [...Array.from({ length: 19 }, (_, index) => `adivino otra vez ${index}`), PASSWORD];
  const answers = await Promise.all(
    passwords.map((password) => browser.post("/ingresar", { email: "rocio@example.com", password })),
  );
  const statuses = answers.map(({ status }) => status);
  assert.ok(statuses.filter((status) => status === 401).length <= 5, statuses.join());
  assert.equal(statuses.at(-1), 429);
});

eachDatabase(
  "a wrong password is counted beside a right one that forgets the others",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx();
    const { email } = app.users.receptionist;
    for (let round = 0; round < 30; round++) {
      await Promise.all([countFailure(ctx, email), forgetFailures(ctx, email)]);
    }
    await forgetFailures(ctx, email);
    const networks = await database.db.selectFrom("login_failure").select("failures").execute();
    assert.deepEqual(networks, [{ failures: 30 }]);
  },
);

eachDatabase("a referrer that is no address breaks nothing", async (_t, database) => {
  await using app = await testApp(database);
  const post = (who: ReturnType<typeof visitor>) => who.post("/preferencias", {}, { Referer: "http://[" });
  const gone = await post(visitor(app));
  assert.deepEqual([gone.status, gone.headers.get("Location")], [303, "/ingresar?next=%2F"]);
  const saved = await post(await asReceptionist(app));
  assert.deepEqual([saved.status, saved.headers.get("Location")], [303, "/"]);
}, { engines: ["libsql"] });

eachDatabase("a disabled user is out at once", async (_t, database) => {
  await using app = await testApp(database);
  const browser = await asReceptionist(app);
  assert.equal((await browser.get("/contrasena")).status, 200);
  await database.db.updateTable("user").set({ active: 0 }).where("id", "=", app.users.receptionist.id)
    .execute();
  assert.equal((await browser.get("/contrasena")).status, 303);
});

eachDatabase("a new password ends the other sessions and must be a good one", async (_t, database) => {
  await using app = await testApp(database);
  const here = await asReceptionist(app);
  const there = await asReceptionist(app);
  const short = await here.post("/contrasena", { current: PASSWORD, password: "corta", repeat: "corta" });
  assert.equal(short.status, 422);
  assert.match(await short.text(), /al menos 12 caracteres/i);
  const common = { password: "password123456", repeat: "password123456" };
  assert.match(
    await (await here.post("/contrasena", { current: PASSWORD, ...common })).text(),
    /muy conocida/,
  );
  const fresh = { password: "otra frase bien larga", repeat: "otra frase bien larga" };
  assert.equal((await here.post("/contrasena", { current: "no es la actual", ...fresh })).status, 422);
  assert.equal((await here.post("/contrasena", { current: PASSWORD, ...fresh })).status, 303);
  assert.equal((await here.get("/contrasena")).status, 200);
  assert.equal((await there.get("/contrasena")).status, 303);
});

eachDatabase("forms from elsewhere, or without their token, change nothing", async (_t, database) => {
  await using app = await testApp(database);
  const browser = await asReceptionist(app);
  const theme = () =>
    database.db.selectFrom("user").select("theme").where("id", "=", app.users.receptionist.id)
      .executeTakeFirst();
  const foreign = await browser.post("/preferencias", { theme: "dark" }, { Origin: "https://evil.example" });
  assert.equal(foreign.status, 403);
  const cross = await browser.post("/preferencias", { theme: "dark" }, { "Sec-Fetch-Site": "cross-site" });
  assert.equal(cross.status, 403);
  assert.equal((await browser.post("/preferencias", { theme: "dark", _csrf: "x" })).status, 403);
  assert.equal((await theme())?.theme, "system");
  assert.equal((await browser.post("/preferencias", { theme: "dark" })).status, 303);
  assert.equal((await theme())?.theme, "dark");
});

eachDatabase("a host that is not ours is turned away", async (_t, database) => {
  await using app = await testApp(database);
  const response = await app.request("/ingresar", { headers: { Host: "rebound.example" } });
  assert.equal(response.status, 421);
});
