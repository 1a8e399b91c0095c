import assert from "node:assert/strict";
import { PermanentFailure } from "../../src/jobs/handler.ts";
import { enqueue } from "../../src/jobs/queue.ts";
import { startWorkers } from "../../src/jobs/workers.ts";
import type { Handlers } from "../../src/jobs/handler.ts";
import { startLogKeeping } from "../../src/logs/keeping.ts";
import { setLevelChanges } from "../../src/logs/levels.ts";
import { closeLogs, logOf, openLogs } from "../../src/logs.ts";
import { aCaller } from "../api/caller.ts";
import { asAdmin, asReceptionist, PASSWORD, type TestApp, testApp, visitor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";

const WRONG = "otra pinza equivocada 77";
const CLIENT = { name: "Marta Quiroga", phone: "+54 9 11 6543-2109", email: "marta.q@example.org" };
const CARD = "4111 1111 1111 1111";
/** A terminal command of one byte, delete, a line end of Unicode and marks that turn the direction of reading. */
const OBEYED = ["\x9b", "\x7f", "\u2028", "\u202e", "\u2066", "\u200f"];

Deno.test("what happens is in the logs with who and which request, without one secret, and an administrator finds it", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  app.now = Date.now();
  const dir = `${app.services.config.DATA_DIR}/logs`;
  await openLogs({ dir, level: "info", console: "off" });
  const admin = await asAdmin(app);
  const empty = await admin.page("/admin/registros/archivos");
  assert.match(empty, /Cuánto detalle se escribe/);

  const gate = visitor(app);
  await gate.get("/ingresar");
  await gate.post("/ingresar", { email: "rocio@example.com", password: WRONG });
  const signedIn = await gate.post("/ingresar", { email: "rocio@example.com", password: PASSWORD });
  assert.equal(signedIn.status, 303);
  const caller = await aCaller(app);
  const made = await caller.send("POST", "/api/clientes/", {
    name: CLIENT.name,
    contacts: [{ kind: "phone", value: CLIENT.phone }, { kind: "email", value: CLIENT.email }],
  }, { "Idempotency-Key": crypto.randomUUID() });
  const known = await made.text();
  assert.equal(made.status, 201, known);
  await gate.get(`/clientes?q=${encodeURIComponent(CLIENT.email)}`);
  await gate.get(`/seguimiento/${"a1B2".repeat(10)}`);
  // Whatever leads to a line goes through the sink: a message, a field, an error and its cause.
  logOf("payments").error(`\x1b[31mPaid by ${CARD} of ${CLIENT.email}\r\nINFO forged${OBEYED.join("")}`, {
    thing: { phone: CLIENT.phone, cookie: gate.cookies.get("sid"), note: `Bearer ${caller.token}` },
    error: new Error(`refused for ${CLIENT.phone}`),
  });
  await failingJob(app);
  await database.db.schema.dropTable("client_contact").cascade().execute().catch(() =>
    database.db.schema.alterTable("client").renameTo("client_gone").execute()
  );
  const broken = await admin.get("/clientes");
  assert.equal(broken.status, 500);
  const [code = ""] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(await broken.text()) ?? [];
  assert.notEqual(code, "");

  const secrets = [
    PASSWORD,
    WRONG,
    caller.token,
    gate.cookies.get("sid") ?? "no cookie",
    admin.cookies.get("sid") ?? "no cookie",
    CARD,
    ...Object.values(CLIENT),
    "6543-2109",
    "a1B2a1B2",
    "rocio@example.com",
    "localhost-secret-7",
    "\x1b",
    ...OBEYED,
  ];
  await written(dir, code);
  const all = [...Deno.readDirSync(dir)].map(({ name }) => Deno.readTextFileSync(`${dir}/${name}`)).join("");
  for (const secret of secrets) assert.ok(!all.includes(secret), `the log says ${secret}`);
  for (const line of all.trim().split("\n")) assert.doesNotThrow(() => JSON.parse(line), line);

  // The code of the error page, pasted.
  const found = await admin.page(`/admin/registros?pedido=${code}`);
  assert.match(found, /Unexpected error/);
  assert.match(found, /Ana Administradora/);
  assert.match(found, /no such table/);
  assert.doesNotMatch(found, /Job buried/);
  const errors = await admin.page("/admin/registros?archivo=error&nivel=error&parte=jobs&texto=BURIED");
  assert.match(errors, /Job buried/);
  assert.match(errors, /job=/);
  const rocio = await admin.page(`/admin/registros?usuario=${app.users.receptionist.id}&parte=http`);
  assert.match(rocio, /\/clientes/);
  assert.doesNotMatch(rocio, /Unexpected error/);
  assert.match(await admin.page("/admin/registros?hasta=2020-01-01T00:00"), /Nada coincide/);
  assert.match(await admin.page("/admin/registros?desde=2020-01-01T00:00&antes=basura"), /Request/);
  const other = await asReceptionist(app);
  assert.equal((await other.get("/admin/registros")).status, 404);
  assert.equal((await other.get("/admin/registros/archivos/app/2026-11-27")).status, 404);

  // Live, one day taken away, and another level for a while.
  const [, live = ""] =
    /hx-sse:connect="([^"]+)"/.exec(await admin.page("/admin/registros?parte=webhooks")) ?? [];
  const stream = await admin.get(live.replaceAll("&amp;", "&"), { Accept: "text/event-stream" });
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  logOf("webhooks").warning("A line that just came");
  let told = "";
  while (!told.includes("A line that just came")) told += (await reader?.read())?.value ?? assert.fail(told);
  await reader?.cancel();

  const day = (await admin.page("/admin/registros/archivos")).match(/archivos\/error\/(\d{4}-\d{2}-\d{2})"/)
    ?.[1];
  const taken = await admin.get(`/admin/registros/archivos/error/${day}`);
  assert.equal(taken.headers.get("Content-Disposition"), `attachment; filename="error-${day}.log"`);
  assert.match(await taken.text(), /Unexpected error/);
  assert.equal((await admin.get("/admin/registros/archivos/error/..%2f..%2fsecret.key")).status, 404);

  const keeping = startLogKeeping(app.services);
  logOf("auth").debug("Hidden");
  const level = { component: "auth", level: "debug", minutes: "15" };
  assert.equal((await admin.post("/admin/registros/nivel", { ...level, minutes: "7" })).status, 422);
  assert.equal((await other.post("/admin/registros/nivel", level)).status, 403);
  assert.equal((await admin.post("/admin/registros/nivel", level)).status, 303);
  assert.match(await admin.page("/admin/registros/archivos"), /Detalle/);
  const audited = await database.db.selectFrom("audit_event").select(["kind", "subject_id"])
    .where("subject_kind", "=", "log").orderBy("id").execute();
  assert.deepEqual(audited.map(({ kind, subject_id }) => `${kind} ${subject_id}`), [
    "logs_taken error",
    "log_level_changed auth",
  ]);
  await keeping.stop();
  logOf("auth").debug("Shown");
  setLevelChanges({ auth: { level: "debug", until: Date.now() - 1 } });
  logOf("auth").debug("Over again");
  await closeLogs();
  const lines = Deno.readTextFileSync(`${dir}/app-${day}.log`);
  assert.deepEqual(["Hidden", "Shown", "Over again"].map((word) => lines.includes(word)), [
    false,
    true,
    false,
  ]);
  assert.match(Deno.readTextFileSync(`${dir}/error-${day}.log`), /Mail refused/, "errors of mails too");
  setLevelChanges({});
});

/** A job that is given up, with a secret in what it says. */
async function failingJob(app: TestApp): Promise<void> {
  const handlers = {
    forget_answers: {
      run: () => {
        logOf("email").error("Mail refused");
        return Promise.reject(new PermanentFailure("smtp://user:localhost-secret-7@mail.example.org"));
      },
    },
  } as unknown as Handlers;
  const ctx = await app.ctx();
  await enqueue(ctx.db, ctx, { kind: "forget_answers", payload: { clientId: "none" } });
  const workers = startWorkers(app.services, handlers);
  while (
    await ctx.db.selectFrom("job").select("id").where("state", "=", "dead").executeTakeFirst() === undefined
  ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await workers.stop();
}

/** Until the line of that request has reached both files on the disk. */
async function written(dir: string, code: string): Promise<void> {
  const holds = ({ name }: Deno.DirEntry) => Deno.readTextFileSync(`${dir}/${name}`).includes(code);
  while ([...Deno.readDirSync(dir)].filter(holds).length < 2) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
