import assert from "node:assert/strict";
import { asReceptionist, asTechnician, PASSWORD, testApp, visitor } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { optionsIn, softKey, userIn } from "./authenticator.ts";

const HERE = "http://localhost:8000";
const MINUTE = 60_000;

eachDatabase(
  "a passkey is added, signs in without a password, proves who sits there, and is removed",
  async (_t, database) => {
    await using app = await testApp(database);
    const rocio = await asReceptionist(app);
    const key = softKey(HERE);
    const making = await (await rocio.post("/cuenta/llaves/nueva")).text();
    const asked = optionsIn(making, "data-passkey-make");
    assert.equal(userIn(asked), app.users.receptionist.id);
    const credential = key.make(asked);
    const unnamed = await rocio.post("/cuenta/llaves", { name: "", credential });
    assert.equal(unnamed.status, 422);
    const foreign = softKey("https://evil.example").make(asked);
    const refused = await rocio.post("/cuenta/llaves", { name: "Mostrador", credential: foreign });
    assert.match(await refused.text(), /El dispositivo no confirmó la llave/);
    const spent = await rocio.post("/cuenta/llaves", { name: "Mostrador", credential });
    assert.equal(spent.status, 422, "a challenge is answered once");
    const again = optionsIn(await spent.text(), "data-passkey-make");
    const other = await asTechnician(app);
    assert.equal(
      (await other.post("/cuenta/llaves", { name: "x", credential: key.make(again) })).status,
      422,
      "of this browser",
    );
    assert.equal(
      (await rocio.post("/cuenta/llaves", { name: "Mostrador", credential: key.make(again) })).status,
      303,
    );
    assert.match(await rocio.page("/cuenta"), /Mostrador/);

    const enter = async (changes = {}, hesitates = 0) => {
      const door = visitor(app);
      const page = await door.page("/ingresar?next=/clientes");
      app.now += hesitates;
      const answer = key.use(optionsIn(page, "data-passkey-use"), changes);
      return {
        door,
        answer,
        sent: await door.post("/ingresar/llave", { credential: answer, next: "/clientes" }),
      };
    };
    assert.equal((await enter({ origin: "https://evil.example" })).sent.status, 401);
    assert.equal((await enter({ verified: false })).sent.status, 401, "the device has to know its owner");
    const { door, answer, sent } = await enter();
    assert.equal(sent.headers.get("Location"), "/clientes");
    assert.equal((await door.get("/clientes")).status, 200);
    const replay = visitor(app);
    await replay.get("/ingresar");
    assert.equal((await replay.post("/ingresar/llave", { credential: answer })).status, 401);
    assert.equal((await replay.post("/ingresar/llave", { credential: "{}" })).status, 401);
    assert.equal((await enter({ counter: 1 })).sent.status, 401, "a copy that lags behind");
    for (let tries = 0; tries < 3; tries++) assert.equal((await enter({ verified: false })).sent.status, 401);
    assert.equal((await enter({ counter: 4 })).sent.status, 429, "passkeys count as passwords do");
    const { email } = app.users.receptionist;
    assert.equal((await replay.post("/ingresar", { email, password: PASSWORD })).status, 429);
    app.now += 31_000;
    assert.equal((await enter({ counter: 4 })).sent.status, 303);
    assert.equal(
      (await enter({ counter: 5 }, 10 * MINUTE)).sent.status,
      401,
      "a page that lay open too long",
    );
    assert.equal((await enter({ counter: 5 }, 10 * MINUTE - 1)).sent.status, 303);
    app.now -= 20 * MINUTE - 1;

    const { id } = await database.db.selectFrom("passkey").select("id").executeTakeFirstOrThrow();
    assert.equal((await other.post(`/cuenta/llaves/${id}/baja`)).status, 404);
    assert.equal((await rocio.post(`/cuenta/llaves/${id}/nombre`, { name: "Notebook" })).status, 303);
    app.now += 11 * 60_000;
    const question = await rocio.post(`/cuenta/llaves/${id}/baja`);
    assert.equal(question.status, 403);
    const proof = key.use(optionsIn(await question.text(), "data-passkey-use"), { counter: 9 });
    const gone = await rocio.post(`/cuenta/llaves/${id}/baja`, {
      confirm_password: "",
      confirm_passkey: proof,
    });
    assert.equal(gone.status, 303);
    assert.equal((await enter({ counter: 10 })).sent.status, 401);
    const told = await database.db.selectFrom("message").select("kind").orderBy("id").execute();
    assert.deepEqual(told.map(({ kind }) => kind), ["passkey_added", "passkey_removed"]);
  },
);

Deno.test("where browsers know no passkeys none are offered", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, { BASE_URL: "http://192.168.1.20:8000" });
  const rocio = await asReceptionist(app);
  assert.ok(!(await rocio.page("/cuenta")).includes("Llaves de acceso"));
  assert.equal((await rocio.post("/cuenta/llaves/nueva", {}, { Origin: HERE })).status, 404);
  assert.ok(!(await visitor(app).page("/ingresar")).includes("data-passkey-use"));
});
