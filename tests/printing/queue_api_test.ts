import assert from "node:assert/strict";
import { paths } from "../../src/paths.ts";
import { expirePrintJobs } from "../../src/printing/job_commands.ts";
import { wireId } from "../../src/printing/print_job.ts";
import { createToken } from "../../src/tokens/commands.ts";
import type { ApiScope } from "../../src/tokens/scope.ts";
import { asAdmin, asReceptionist, type TestApp, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aDaemon, COUNTER_PRINTER, type FakeDaemon, IDLE, serving } from "./daemon_stage.ts";

const JOBS = "/api/trabajos-impresion/";
const STICKER = { printer: "mostrador", template: "text", data: { code: "CAJA-7", lines: ["Tornillos"] } };

interface Program {
  get(path: string): Promise<Response>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
}

async function aProgram(app: TestApp, scopes: ApiScope[] = ["print"], name = "Depósito"): Promise<Program> {
  const { token } = await createToken(await app.ctx(), { name, scopes });
  const headers = { Authorization: `Bearer ${token}` };
  return {
    get: (path) => app.request(path, { headers }),
    post: (path, body, more = {}) =>
      app.request(path, {
        method: "POST",
        headers: { ...headers, "Content-Type": "application/json", ...more },
        body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
      }),
  };
}

function keyed(key: string = crypto.randomUUID()): Record<string, string> {
  return { "Idempotency-Key": key };
}

/** A label that the queue has taken. */
async function aSticker(program: Program, more: object = {}): Promise<string> {
  const response = await program.post(JOBS, { ...STICKER, ...more }, keyed());
  const job = await response.json();
  assert.equal(response.status, 201, JSON.stringify(job));
  return job.id;
}

interface Problem {
  status: number;
  code: string;
  fields: Record<string, string>;
}

async function problem(response: Response): Promise<Problem> {
  assert.equal(response.headers.get("Content-Type"), "application/problem+json");
  const told = await response.json();
  assert.equal(told.status, response.status);
  assert.ok(told.title && told.detail && told.request_id);
  const errors: { field: string; code: string; detail: string }[] = told.errors ?? [];
  assert.ok(errors.every(({ detail }) => detail.length > 5));
  return {
    status: told.status,
    code: told.code,
    fields: Object.fromEntries(errors.map(({ field, code }) => [field, code])),
  };
}

async function countJobs(app: TestApp): Promise<number> {
  return (await app.services.database.db.selectFrom("print_job").select("id").execute()).length;
}

/** Brings a job to the state that nobody knows the end of. */
async function loseSight(daemon: FakeDaemon, id: string): Promise<void> {
  const { jobs } = await daemon.answer();
  assert.ok(jobs.some((job) => job.id === id));
  await daemon.answer({
    events: [
      daemon.event(id, "custody"),
      daemon.event(id, "sending"),
      daemon.event(id, "unknown", { reason: "no_evidence" }),
    ],
    take: 0,
  });
}

eachDatabase("printers are told with and without the slash, by key and by id", async (_t, database) => {
  await using app = await testApp(database);
  await using server = await serving(app);
  const daemon = await aDaemon(app, server);
  await daemon.answer({ printers: [IDLE] });
  const program = await aProgram(app);
  for (const path of ["/api/impresoras", "/api/impresoras/"]) {
    const [printer] = await (await program.get(path)).json();
    assert.equal(printer.key, "mostrador");
    assert.equal(printer.ok, true);
    assert.equal(printer.reason, null);
    assert.match(printer.since, /^2026-11-23T13:00:00/);
    assert.equal(printer.branch, "S01");
    const byId = await (await program.get(`/api/impresoras/${printer.id}/`)).json();
    assert.deepEqual(byId, printer);
  }
  await daemon.answer({ printers: [{ ...IDLE, ok: false, reason: "paper_out" }] });
  const out = await (await program.get("/api/impresoras/mostrador")).json();
  assert.deepEqual([out.ok, out.reason], [false, "paper_out"]);
  app.now += 60_000;
  const silent = await (await program.get("/api/impresoras/mostrador")).json();
  assert.deepEqual([silent.ok, silent.reason], [false, "daemon_away"]);
  assert.equal((await problem(await program.get("/api/impresoras/cocina"))).status, 404);
});

eachDatabase("a text label goes from the post to the daemon", async (_t, database) => {
  await using app = await testApp(database);
  await using server = await serving(app);
  const daemon = await aDaemon(app, server);
  const program = await aProgram(app);
  const data = { ...STICKER.data, url: "https://example.com/c/7" };
  const wish = { ...STICKER, data, copies: 2, expires_in_s: 90 };
  const response = await program.post("/api/trabajos-impresion", wish, keyed());
  assert.equal(response.status, 201);
  const job = await response.json();
  assert.equal(response.headers.get("Location"), `/api/trabajos-impresion/${job.id}`);
  assert.deepEqual([job.state, job.reason, job.attempts, job.copies], ["queued", null, 0, 2]);
  assert.equal(job.expires_at, new Date(app.now + 90_000).toISOString());
  const [offered] = (await daemon.answer()).jobs;
  assert.ok(offered);
  assert.equal(offered.id, job.id);
  assert.match(offered.content, /CAJA-7/);
  assert.match(offered.content, /Tornillos/);
  await daemon.answer({
    events: [
      daemon.event(job.id, "custody"),
      daemon.event(job.id, "sending"),
      daemon.event(job.id, "printed"),
    ],
  });
  for (const path of [`${JOBS}${job.id}`, `${JOBS}${job.id}/`]) {
    const told = await (await program.get(path)).json();
    assert.deepEqual([told.state, told.attempts], ["printed", 1]);
    const states = told.history.map(({ state }: { state: string }) => state);
    assert.deepEqual(states, ["queued", "leased", "custody", "sending", "printed"]);
    assert.equal(told.history[0].actor, "Depósito");
  }
  assert.equal((await problem(await program.get(`${JOBS}nada`))).status, 404);
});

eachDatabase(
  "an order's labels carry its number, and its history names the program",
  async (_t, database) => {
    await using app = await testApp(database);
    await using server = await serving(app);
    await aDaemon(app, server);
    const program = await aProgram(app);
    const { number, id } = await anOrder(app);
    const wish = { printer: "mostrador", template: "device", order: number };
    const job = await (await program.post(JOBS, wish, keyed())).json();
    assert.deepEqual([job.order, job.template], [number, "device"]);
    const event = await database.db.selectFrom("order_event").select(["actor_kind", "actor_name"])
      .where("order_id", "=", id).where("kind", "=", "label_requested").executeTakeFirstOrThrow();
    assert.deepEqual(event, { actor_kind: "token", actor_name: "Depósito" });
    const desk = await asReceptionist(app);
    assert.match(await desk.page(paths.order(number)), /Depósito/);

    const accessory = { ...wish, template: "accessory" };
    const none = await problem(await program.post(JOBS, accessory, keyed()));
    assert.deepEqual(none.fields, { order: "no_accessories" });
    for (const [position, description] of ["Funda", "Cargador"].entries()) {
      await database.db.insertInto("order_accessory")
        .values({ id: crypto.randomUUID(), order_id: id, position, description }).execute();
    }
    const which = await problem(await program.post(JOBS, accessory, keyed()));
    assert.deepEqual(which.fields, { accessory: "required" });
    const beyond = await problem(await program.post(JOBS, { ...accessory, accessory: 3 }, keyed()));
    assert.deepEqual(beyond.fields, { accessory: "too_big" });
    const second = await (await program.post(JOBS, { ...accessory, accessory: 2 }, keyed())).json();
    assert.equal(second.title, `${number} · Cargador`);
  },
);

eachDatabase("labels of shelves and parts hang on no order", async (_t, database) => {
  await using app = await testApp(database);
  await using server = await serving(app);
  const daemon = await aDaemon(app, server);
  await (await daemon.hello([{ ...COUNTER_PRINTER, widthMm: 100, heightMm: 50 }])).body?.cancel();
  const program = await aProgram(app);
  const url = "https://example.com/r/7";
  const data = {
    part: { code: "pant-a54", name: "Módulo A54", fits: "SM-A546B", location: "B3", price: "$ 9,50", url },
    shelf: { code: "EST-B3", name: "Pantallas", contents: "A13,\n A14", url },
  };
  for (const template of ["part", "shelf"] as const) {
    const made = await program.post(JOBS, { printer: "mostrador", template, data: data[template] }, keyed());
    const job = await made.json();
    assert.equal(made.status, 201, JSON.stringify(job));
    assert.deepEqual([job.template, job.title, job.order], [
      template,
      data[template].code.toUpperCase(),
      null,
    ]);
  }
  const [part, shelf] = (await daemon.answer()).jobs;
  assert.match(part?.content ?? "", /\^FDPANT-A54\^FS/);
  for (const said of ["SM-A546B", "B3", "$ 9,50"]) assert.ok(part?.content.includes(said), said);
  assert.match(shelf?.content ?? "", /A13, A14/);
  for (const job of [part, shelf]) assert.ok(job?.content.includes(`MA,${url}`));

  const least = { printer: "mostrador", template: "part", data: { code: "P-1", name: "Tornillo" } };
  assert.equal((await program.post(JOBS, least, keyed())).status, 201);
});

eachDatabase("every wrong field is named by its path, and nothing is queued", async (_t, database) => {
  await using app = await testApp(database);
  await using server = await serving(app);
  await aDaemon(app, server);
  const program = await aProgram(app);
  const lines = ["a", 2, "c", "d"];
  const wrongs: [unknown, Record<string, string>][] = [
    [{ ...STICKER, printer: "cocina" }, { printer: "printer_unknown" }],
    [{ ...STICKER, printer: undefined }, { printer: "required" }],
    [{ ...STICKER, template: "poster" }, { template: "invalid" }],
    [{ ...STICKER, data: undefined }, { data: "required" }],
    [{ ...STICKER, data: { code: "ñ", lines, url: "ftp://x" } }, {
      "data.code": "label_code",
      "data.lines.1": "invalid",
      "data.url": "label_link",
    }],
    [{ ...STICKER, data: { lines: "x", url: 7 } }, {
      "data.code": "required",
      "data.lines": "invalid",
      "data.url": "invalid",
    }],
    [{ ...STICKER, data: { code: "A", lines: ["1", "2", "3", "4", "5"] } }, {
      "data.lines": "too_many_lines",
    }],
    [{ ...STICKER, data: { code: "A", line: "x" } }, { "data.line": "unknown_field" }],
    [{ ...STICKER, template: "part", data: { code: "", fits: "x".repeat(201), url: "https://ñ.example" } }, {
      "data.code": "required",
      "data.name": "required",
      "data.fits": "too_long",
      "data.url": "label_link",
    }],
    [{ ...STICKER, template: "part", data: { code: "P", name: "x", price: 9.5, contents: "" } }, {
      "data.price": "invalid",
      "data.contents": "unknown_field",
    }],
    [{ ...STICKER, template: "shelf", data: { code: "a b", name: "\u0007", contents: ["x"] } }, {
      "data.code": "label_code",
      "data.name": "required",
      "data.contents": "invalid",
    }],
    [{ ...STICKER, template: "shelf", order: "S01-000001", data: { code: "A", name: "x" } }, {
      order: "unknown_field",
    }],
    [{ printer: "mostrador", template: "slip", data: { number: "S01-000001" } }, { template: "invalid" }],
    [{ ...STICKER, copies: 0, expires_in_s: 1.5 }, { copies: "too_small", expires_in_s: "whole_number" }],
    [{ ...STICKER, copies: "2" }, { copies: "invalid" }],
    [{ ...STICKER, expire_in_s: 60 }, { expire_in_s: "unknown_field" }],
    [{ printer: "mostrador", template: "device" }, { order: "required" }],
    [{ printer: "mostrador", template: "device", order: "S01-999999" }, { order: "order_unknown" }],
  ];
  for (const [wish, fields] of wrongs) {
    const told = await problem(await program.post(JOBS, wish, keyed()));
    assert.deepEqual([told.status, told.fields], [422, fields], JSON.stringify(wish));
  }
  assert.equal((await problem(await program.post(JOBS, "{", keyed()))).code, "not_json");
  assert.equal(await countJobs(app), 0);
});

eachDatabase(
  "a printer for receipts takes no label, one key of two daemons is no address",
  async (_t, database) => {
    await using app = await testApp(database);
    await using server = await serving(app);
    const daemon = await aDaemon(app, server);
    const receipts = { ...COUNTER_PRINTER, key: "caja", language: "escpos", media: "continuous" };
    await (await daemon.hello([COUNTER_PRINTER, receipts])).body?.cancel();
    const program = await aProgram(app);
    const paper = await problem(await program.post(JOBS, { ...STICKER, printer: "caja" }, keyed()));
    assert.deepEqual(paper.fields, { printer: "printer_without_labels" });
    await aDaemon(app, server);
    const twice = await problem(await program.post(JOBS, STICKER, keyed()));
    assert.deepEqual(twice.fields, { printer: "printer_ambiguous" });
    assert.equal((await problem(await program.get("/api/impresoras/mostrador"))).code, "printer_ambiguous");
    const printers = await (await program.get("/api/impresoras/")).json();
    const one = printers.find(({ key }: { key: string }) => key === "mostrador");
    await aSticker(program, { printer: one.id });
  },
);

eachDatabase("without the scope nothing opens, and with it nothing else does", async (_t, database) => {
  await using app = await testApp(database);
  await using server = await serving(app);
  await aDaemon(app, server);
  const reader = await aProgram(app, ["orders:read", "clients:read"]);
  const answers = [
    await reader.get("/api/impresoras/"),
    await reader.get("/api/impresoras/mostrador"),
    await reader.get(JOBS),
    await reader.get(`${JOBS}x`),
    await reader.post(JOBS, STICKER, keyed()),
    await reader.post(`${JOBS}x/cancelacion`),
    await reader.post(`${JOBS}x/resolucion`, { printed: true }),
    await reader.post(`${JOBS}x/reimpresion`, undefined, keyed()),
  ];
  for (const answer of answers) {
    const told = await problem(answer);
    assert.deepEqual([told.status, told.code], [403, "scope_missing"]);
  }
  const program = await aProgram(app);
  assert.equal((await problem(await program.get("/api/ordenes/"))).status, 403);
  assert.equal((await problem(await app.request(JOBS, { method: "POST" }))).status, 401);
  assert.equal(await countJobs(app), 0);
});

eachDatabase("a label too old is not offered and says so", async (_t, database) => {
  await using app = await testApp(database);
  await using server = await serving(app);
  const daemon = await aDaemon(app, server);
  const program = await aProgram(app);
  const id = await aSticker(program, { expires_in_s: 10 });
  app.now += 10_000;
  assert.deepEqual((await daemon.answer()).jobs, []);
  assert.equal(await expirePrintJobs(await app.ctx()), 1);
  const told = await (await program.get(JOBS + id)).json();
  assert.deepEqual([told.state, told.reason], ["expired", "too_old"]);
});

eachDatabase("a label is cancelled at once, or by its daemon, or no more", async (_t, database) => {
  await using app = await testApp(database);
  await using server = await serving(app);
  const daemon = await aDaemon(app, server);
  const program = await aProgram(app);
  const waiting = await aSticker(program);
  const done = await program.post(`${JOBS}${waiting}/cancelacion/`);
  assert.equal(done.status, 200);
  assert.equal((await done.json()).state, "cancelled");
  const again = await problem(await program.post(`${JOBS}${waiting}/cancelacion`));
  assert.deepEqual([again.status, again.code], [409, "print_job_moved"]);

  const taken = await aSticker(program);
  await daemon.answer();
  await daemon.answer({ events: [daemon.event(taken, "custody")], take: 0 });
  const asked = await program.post(`${JOBS}${taken}/cancelacion`);
  assert.equal(asked.status, 202);
  assert.equal((await asked.json()).cancel_requested, true);
  assert.deepEqual((await daemon.answer({ take: 0 })).cancel, [wireId({ id: taken, moves: 0 })]);
  assert.equal((await problem(await program.post(`${JOBS}nada/cancelacion`))).status, 404);
});

eachDatabase("what a program saw settles a label that nobody knows of", async (_t, database) => {
  await using app = await testApp(database);
  await using server = await serving(app);
  const daemon = await aDaemon(app, server);
  const program = await aProgram(app);
  const out = await aSticker(program);
  const early = await problem(await program.post(`${JOBS}${out}/resolucion`, { printed: true }));
  assert.deepEqual([early.status, early.code], [409, "print_job_moved"]);
  await loseSight(daemon, out);
  const wrong = await problem(await program.post(`${JOBS}${out}/resolucion`, { printed: "si" }));
  assert.deepEqual(wrong.fields, { printed: "invalid" });
  const seen = await (await program.post(`${JOBS}${out}/resolucion/`, { printed: true })).json();
  assert.deepEqual([seen.state, seen.reason], ["printed", "staff_confirmed"]);
  assert.equal(seen.history.at(-1).actor, "Depósito");

  const lost = await aSticker(program);
  await loseSight(daemon, lost);
  const gone = await (await program.post(`${JOBS}${lost}/resolucion`, { printed: false })).json();
  assert.equal(gone.state, "cancelled");
  assert.equal(await countJobs(app), 2);
  assert.equal((await problem(await program.post(`${JOBS}x/resolucion`, { printed: true }))).status, 404);
});

eachDatabase("a reprint is a job of its own that names the first, once per key", async (_t, database) => {
  await using app = await testApp(database);
  await using server = await serving(app);
  const daemon = await aDaemon(app, server);
  const program = await aProgram(app);
  const first = await aSticker(program);
  const running = await problem(await program.post(`${JOBS}${first}/reimpresion`, undefined, keyed()));
  assert.deepEqual([running.status, running.code], [409, "print_job_running"]);
  const events = ["custody", "sending", "printed"] as const;
  await daemon.answer();
  await daemon.answer({ events: events.map((state) => daemon.event(first, state)), take: 0 });
  const key = keyed();
  const made = await program.post(`${JOBS}${first}/reimpresion`, undefined, key);
  assert.equal(made.status, 201);
  const second = await made.json();
  assert.equal(second.reprint_of, first);
  assert.equal(made.headers.get("Location"), `/api/trabajos-impresion/${second.id}`);
  const repeated = await program.post(`${JOBS}${first}/reimpresion`, undefined, key);
  assert.deepEqual([repeated.status, (await repeated.json()).id], [201, second.id]);
  assert.equal(await countJobs(app), 2);
  assert.equal((await problem(await program.post(`${JOBS}x/reimpresion`, undefined, keyed()))).status, 404);
});

eachDatabase("the queue is listed by state, page by page", async (_t, database) => {
  await using app = await testApp(database);
  await using server = await serving(app);
  await aDaemon(app, server);
  const program = await aProgram(app);
  const ids: string[] = [];
  for (let count = 0; count < 52; count++) ids.push(await aSticker(program));
  await (await program.post(`${JOBS}${ids[0]}/cancelacion`)).body?.cancel();
  const page = await program.get(`${JOBS}?state=queued`);
  const told: { id: string }[] = await page.json();
  const next = /<http:\/\/localhost:8000(\/[^>]+)>; rel="next"/.exec(page.headers.get("Link") ?? "")?.[1];
  assert.ok(next);
  const rest = await program.get(next);
  assert.doesNotMatch(rest.headers.get("Link") ?? "", /rel="next"/);
  told.push(...await rest.json());
  assert.deepEqual(told.map(({ id }) => id), ids.slice(1).reverse());
  const both = await (await program.get(`${JOBS}?state=cancelled,printed`)).json();
  assert.deepEqual(both.map(({ id }: { id: string }) => id), [ids[0]]);
  const wrong = await problem(await program.get(`${JOBS}?state=lost`));
  assert.deepEqual(wrong.fields, { "state.0": "invalid" });
});

eachDatabase("the page of tokens offers the scope", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  assert.match(await admin.page("/admin/claves"), /Imprimir etiquetas/);
});
