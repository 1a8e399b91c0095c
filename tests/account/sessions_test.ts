import assert from "node:assert/strict";
import { asReceptionist, asTechnician, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";

const PHONE =
  "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36";

Deno.test("one sees where one is signed in, and ends one of them or all the others", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { id } = app.users.receptionist;
  for (const ip of ["203.0.113.7", "203.0.113.8"]) {
    await app.services.sessions.start(id, { ip, userAgent: PHONE });
  }
  const technician = await asTechnician(app);
  const here = await asReceptionist(app);
  const page = await here.page("/cuenta");
  assert.equal(page.match(/Teléfono · Chrome en Android/g)?.length, 2);
  assert.match(page, /203\.0\.113\.7/);
  assert.equal(page.match(/Esta sesión/g)?.length, 1);
  const ends = [...page.matchAll(/action="(\/cuenta\/sesiones\/[0-9a-f]{64})"/g)].map(([, to = ""]) => to);
  assert.equal(ends.length, 2, "not the one that looks");
  assert.match(await here.page("/"), /href="\/cuenta"/);

  const foreign = await database.db.selectFrom("session").select("id")
    .where("user_id", "=", app.users.technician.id).executeTakeFirstOrThrow();
  assert.equal((await here.post(`/cuenta/sesiones/${foreign.id}`)).status, 404);
  assert.equal((await here.post(ends[0] ?? "")).status, 303);
  assert.equal((await here.post(ends[0] ?? "")).status, 404);
  assert.equal((await here.post("/cuenta/sesiones")).status, 303);
  const left = await database.db.selectFrom("session").select("user_agent").where("user_id", "=", id)
    .execute();
  assert.deepEqual(left, [{ user_agent: "test" }]);
  assert.equal((await here.get("/cuenta")).status, 200);
  assert.equal((await technician.get("/cuenta")).status, 200);
  const told = await database.db.selectFrom("audit_event").select("data_json")
    .where("kind", "=", "own_sessions_ended").orderBy("id").execute();
  assert.deepEqual(told.map(({ data_json }) => JSON.parse(data_json).sessions), [1, 1]);
});
