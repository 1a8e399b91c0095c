import assert from "node:assert/strict";
import { hashPassword, verifyPassword } from "../../src/auth/passwords.ts";
import { asReceptionist, PASSWORD, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";

Deno.test("passwords are kept as OWASP asks: Argon2id, 19 MiB, two passes, salted, as typed", async () => {
  const [one, two] = await Promise.all([hashPassword("Ñandú estaño 3"), hashPassword("Ñandú estaño 3")]);
  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  assert.notEqual(one, two);
  assert.ok(
    await verifyPassword(one, "Ñandú estaño 3".normalize("NFD")),
    "however an accent is put together",
  );
  assert.ok(!await verifyPassword(one, "ñandú estaño 3"));
});

Deno.test("a password that leaked, or is soon guessed, comes back with advice in one's language", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const rocio = await asReceptionist(app);
  const advice = async (password: string) => {
    const answer = await rocio.post("/contrasena", { current: PASSWORD, password, repeat: password });
    assert.equal(answer.status, 422, password);
    return await answer.text();
  };
  assert.match(await advice("1qaz2wsx3edc"), /está en las listas que circulan/);
  assert.match(await advice("LeaveMeAlone"), /está en las listas que circulan/);
  assert.match(await advice("futbolfutbolfutbol"), /Repite lo mismo/);
  assert.match(await advice("P@ssw0rd1234567"), /Se parece a contraseñas muy usadas/);
  await rocio.post("/preferencias", { locale: "en" });
  assert.match(await advice("holaholahola1"), /It repeats itself/);
  const good = { password: "yunque fuelle 3 limas", repeat: "yunque fuelle 3 limas" };
  assert.equal((await rocio.post("/contrasena", { current: PASSWORD, ...good })).status, 303);
});
