import assert from "node:assert/strict";
import type { Ctx } from "../../src/context.ts";
import { createApp } from "../../src/app.ts";
import { takeFile } from "../../src/imports/commands.ts";
import { draftKey } from "../../src/intakes/draft_key.ts";
import { deliver } from "../../src/orders/delivery.ts";
import { deliveryInput } from "../../src/orders/input.ts";
import { mailDocuments } from "../../src/orders/mailing.ts";
import { startPurchase } from "../../src/parts/purchase_commands.ts";
import { addCanned } from "../../src/notes/canned_commands.ts";
import { reportAddresses } from "../reports/report_stage.ts";
import { paths } from "../../src/paths.ts";
import { requestLabel } from "../../src/printing/commands.ts";
import { greetDaemon } from "../../src/printing/hello.ts";
import { templateInput } from "../../src/quotes/input.ts";
import { saveTemplate } from "../../src/quotes/template_commands.ts";
import { renewPreintakeLink } from "../../src/preintakes/link_commands.ts";
import { createEndpoint, sendTest } from "../../src/webhooks/commands.ts";
import { reserveSlips } from "../../src/slips/commands.ts";
import type { Role } from "../../src/users/role.ts";
import { anAppointment } from "../agenda/agenda_stage.ts";
import { anOpenTill } from "../cash/till_stage.ts";
import { aReview } from "../gateways/gateway_stage.ts";
import { aLoaner } from "../loaners/loaner_stage.ts";
import { anAgent, COUNTER_PRINTER } from "../printing/daemon_stage.ts";
import {
  type Browser,
  type Fields,
  SECRET_KEY,
  signedIn,
  type TestApp,
  testApp,
  userActor,
  visitor,
} from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { squareLogo, wearLogo } from "../support/logos.ts";
import { anOrder } from "../support/order_builders.ts";
import { aPart } from "../support/part_builders.ts";
import { MATRIX } from "./routes_matrix.ts";

interface Rule {
  method: string;
  path: string;
  who: string;
}

const RULES: Rule[] = MATRIX.trim().split("\n").filter((line) => line !== "").map((line) => {
  const [, method = "", path = "", who = ""] = /^(\w+)\s+(\S+) (\S+)$/.exec(line) ?? [];
  return { method, path, who };
});
const LETTERS: Record<Role, string> = { admin: "A", technician: "T", receptionist: "R" };
const ROLES: Role[] = ["admin", "technician", "receptionist"];
/** No row has it: whoever gets past the guards finds nothing and changes nothing. */
const NOWHERE = "0190a0b0-0000-7000-8000-000000000000";

Deno.test("the written matrix has every route of the app, and no other", async () => {
  await using stage = await aStage();
  const hono = await createApp(stage.app.services);
  const routes = new Set(
    hono.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`),
  );
  const written = RULES.map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual([...routes].sort(), [...written].sort());
});

Deno.test("nobody gets in but where everybody may", async () => {
  await using stage = await aStage();
  const nobody = visitor(stage.app);
  for (const rule of RULES) {
    const { status, location } = await call(nobody, rule, { stage });
    const told = `${rule.method} ${rule.path} ${status}`;
    if (rule.who === "*") assert.ok(status < 500 && !location.startsWith("/ingresar?"), told);
    else if (rule.who === "setup") assert.equal(status, 404, told);
    else if (rule.who === "token" || rule.who === "signed") assert.equal(status, 401, told);
    else assert.ok(status === 303 && location.startsWith("/ingresar"), told);
  }
});

for (const role of ROLES) {
  Deno.test(`the ${role} gets where the matrix says and nowhere else`, async () => {
    await using stage = await aStage();
    const wrong: string[] = [];
    for (const rule of RULES) {
      if (["*", "setup", "token", "signed"].includes(rule.who) || rule.path === "/salir") continue;
      const browser = await signedIn(stage.app, role);
      const { status, location } = await call(browser, rule, { stage, fields: fieldsFor(rule, stage, role) });
      const refused = rule.method === "GET" ? status === 404 : status === 403;
      // Where all of the staff may look, nothing real needs to be there: 404 is then the thing's own answer.
      const entered = (!refused || (rule.who === "ATR" && status === 404)) && status < 500 &&
        !location.startsWith("/ingresar");
      const expected = rule.who.includes(LETTERS[role]);
      if (expected ? !entered : !refused) wrong.push(`${rule.method} ${rule.path} ${status}`);
    }
    assert.deepEqual(wrong, []);
  });
}

Deno.test("what changes something refuses a form without its token, and one from elsewhere", async () => {
  await using stage = await aStage();
  const admin = await signedIn(stage.app, "admin");
  const unsafe = RULES.filter(({ method, who }) =>
    method !== "GET" && !["token", "signed", "setup"].includes(who)
  )
    // Mailboxes post to the link of an optional mail by themselves (RFC 8058): it is its own key.
    .filter(({ path }) => !path.startsWith("/api/") && !path.startsWith("/correos/"))
    // So is the signed link that takes a recipient off a report.
    .filter(({ path }) => path !== "/informes/baja/:recipient/:token");
  assert.ok(unsafe.length > 40);
  for (const { path } of unsafe) {
    const to = filled(path, stage, { real: false });
    const bare = await admin.post(to, { _csrf: "" });
    assert.equal(bare.status, 403, `${path} without a token`);
    const foreign = await admin.post(to, {}, { Origin: "https://evil.example" });
    assert.equal(foreign.status, 403, `${path} from elsewhere`);
  }
  assert.equal((await admin.get("/contrasena")).status, 200, "still signed in");
});

interface Stage {
  app: TestApp;
  /** Something real for each `:name`, by the first part of the path, or a whole address for a path. */
  real: Record<string, string>;
  [Symbol.asyncDispose](): Promise<void>;
}

async function aStage(): Promise<Stage> {
  const database = await freshDatabase();
  const app = await testApp(database);
  const order = await anOrder(app, { status: "ready", client: { email: "marta@example.com" } });
  const abandoned = await anOrder(app, { status: "abandoned" });
  const ctx = await app.ctx(userActor(app, "admin"));
  const message = ctx.random.id(ctx.now);
  await mailDocuments(ctx, order.number, {
    documents: ["intake_receipt"],
    address: "marta@example.com",
    note: "",
    form_key: message,
  });
  const label = await aLabel(app, order.number);
  const printer = await database.db.selectFrom("printer").select("id").executeTakeFirstOrThrow();
  const form_key = crypto.randomUUID();
  const slips = await reserveSlips(ctx, { form_key, count: 2, printer_id: null });
  const payment = await aPayment(app);
  await renewPreintakeLink(ctx, { branchId: app.branchId }, { key: crypto.randomUUID() });
  return {
    app,
    real: {
      "ordenes :number": order.number,
      "tablero :number": order.number,
      "tareas :task": "mind_quotes",
      "/estadisticas/:file{[a-z]+\\.csv}": "/estadisticas/resumen.csv",
      "/ordenes/:number/comprobante.pdf": `/ordenes/${await aDelivery(app)}/comprobante.pdf`,
      "/ordenes/:number/expediente.pdf": `/ordenes/${abandoned.number}/expediente.pdf`,
      "/ordenes/:number/pagos/:payment/recibo.pdf": `${payment}/recibo.pdf`,
      "/ordenes/:number/pagos/:payment": payment,
      "caja :id": await anOpenTill(await app.ctx(userActor(app, "receptionist")), { tillId: app.branchId }),
      "cajas :id": app.branchId,
      "cobros :id": await aReview(app),
      "clientes :id": order.clientId,
      "equipos :id": order.deviceId,
      ...await webhookRoutes(await app.ctx()),
      ...await reportAddresses(await app.ctx()),
      "agenda :id": await anAppointment(await app.ctx(userActor(app, "admin"))),
      "prestamos :id": await aLoaner(await app.ctx(userActor(app, "admin"))),
      "tecnicos :id": app.users.technician.id,
      "repuestos :id": (await aPart(app)).id,
      "/repuestos/compras/:id": `/repuestos/compras/${await aPurchase(app)}`,
      "usuarios :id": app.users.technician.id,
      "presupuestos :id": await aQuoteTemplate(app),
      "sucursales :id": app.branchId,
      "/admin/listas/:category/:phase": "/admin/listas/phone/ingreso",
      "respuestas :id": await anAnswer(app),
      "/admin/plantillas/:kind/:locale": "/admin/plantillas/order_ready/es",
      "/admin/whatsapp/plantillas/:kind/:locale": "/admin/whatsapp/plantillas/order_ready/es",
      "/admin/plantillas/:kind/:locale/correo": "/admin/plantillas/order_ready/es/correo",
      "/admin/plantillas/:kind/:locale/vista": "/admin/plantillas/order_ready/es/vista",
      "/admin/registros/archivos/:file/:day": await aLogOf(app),
      "mensajes :id": message,
      "importar :id": await anImport(app),
      "/admin/mensajes/:id/adjuntos/:position{\\d{1,3}}": `/admin/mensajes/${message}/adjuntos/0`,
      "/tema/logo/:file{[0-9a-f]{64}\\.png}": paths.logo((await wearLogo(app, await squareLogo())).page),
      "trabajos :id": label,
      "talonarios :id": slips.id,
      "impresoras :id": printer.id,
      "etiquetas :template": "device",
      "ajustes :part": "mostrador",
      "tema :file{[0-9a-f]{6}\\.css}": "8a2be2.css",
    },
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** The address of a day of the log. */
async function aLogOf({ services }: TestApp): Promise<string> {
  const dir = `${services.config.DATA_DIR}/logs`;
  await Deno.mkdir(dir, { recursive: true });
  await Deno.writeTextFile(`${dir}/app-2026-11-22.log`, "");
  return paths.logFile("app", "2026-11-22");
}

async function aPurchase(app: TestApp): Promise<string> {
  const ctx = await app.ctx(userActor(app, "admin"));
  return (await startPurchase(ctx, { supplier: "Norte", note: "", form_key: crypto.randomUUID() })).id;
}

async function anAnswer(app: TestApp): Promise<string> {
  const form_key = crypto.randomUUID();
  const ctx = await app.ctx(userActor(app, "admin"));
  await addCanned(ctx, { title: "No atiende", text: "Llamamos.", form_key });
  return form_key;
}

/** The number of an order that went home. */
async function aDelivery(app: TestApp): Promise<string> {
  const { number } = await anOrder(app, { status: "ready", outcome: "repaired" });
  const input = deliveryInput("ARS").parse({
    taken_by: "María Núñez",
    unsigned_reason: "Apurada",
    form_key: crypto.randomUUID(),
  });
  await deliver(await app.ctx(userActor(app, "receptionist")), number, input);
  return number;
}

async function anImport(app: TestApp): Promise<string> {
  const file = new File(["Nombre\nMarta"], "clientes.csv");
  return (await takeFile(await app.ctx(userActor(app, "admin")), {
    kind: "clients",
    file,
    form_key: crypto.randomUUID(),
  })).id;
}

async function aQuoteTemplate(app: TestApp): Promise<string> {
  const id = crypto.randomUUID();
  const typing = { currency: "ARS", locale: "es", taxRates: [0], taxIncluded: true } as const;
  const lines = [{ description: "Cambio de módulo", price: "45000" }];
  const input = templateInput(typing).parse({ version: 0, form_key: id, name: "Módulo", active: "1", lines });
  await saveTemplate(await app.ctx(userActor(app, "admin")), null, input);
  return id;
}

/** The address of a payment. */
async function aPayment(app: TestApp): Promise<string> {
  const order = await anOrder(app, { payments: [100_00] });
  const { id } = await app.services.database.db.selectFrom("payment").select("id")
    .where("order_id", "=", order.id).executeTakeFirstOrThrow();
  return `/ordenes/${order.number}/pagos/${id}`;
}

/** A label under way, on a printer that never took it. */
async function aLabel(app: TestApp, number: string): Promise<string> {
  const { agentId } = await anAgent(app);
  const ctx = await app.ctx(userActor(app, "admin"));
  await greetDaemon(ctx, agentId, {
    protocol: 1,
    version: "0.0.0",
    os: "test",
    instance: NOWHERE,
    bootId: NOWHERE,
    printers: [COUNTER_PRINTER],
  });
  const [id] = await requestLabel(ctx, number, { idemKey: "routes" });
  assert.ok(id);
  return id;
}

/** A link to a thing of the stage, or (for what changes something) to nothing. */
function filled(path: string, { real }: Stage, options: { real: boolean }): string {
  const [, first = "", second = ""] = path.split("/");
  const slice = first === "admin" ? second : first;
  const whole = real[path];
  if (options.real && whole) return whole;
  return path.replaceAll(
    /:\w+(\{.*\})?/g,
    (name) => options.real ? real[`${slice} ${name}`] ?? NOWHERE : NOWHERE,
  );
}

/** What a route wants to see before it looks at anything else. */
function fieldsFor({ method, path }: Rule, { app }: Stage, role: Role): Fields {
  if (path === "/ordenes/:number/asignacion" && role === "technician") return { take: "1" };
  if (method === "POST" && path === "/ingresos/borrador") {
    const draft = { userId: app.users[role].id, draftId: NOWHERE };
    return { draft_key: draftKey(SECRET_KEY, draft, app.now) };
  }
  return {};
}

interface Call {
  stage: Stage;
  fields?: Fields;
}

async function call(browser: Browser, rule: Rule, { stage, fields = {} }: Call) {
  const real = rule.method === "GET" || /[{]|ajustes/.test(rule.path);
  const to = filled(rule.path, stage, { real });
  const response = rule.method === "GET" ? await browser.get(to) : await browser.post(to, fields);
  await response.body?.cancel();
  return { status: response.status, location: response.headers.get("Location") ?? "" };
}

/** An endpoint with a delivery, by the routes that name them. */
async function webhookRoutes(ctx: Ctx): Promise<Record<string, string>> {
  const url = "https://contabilidad.invalid/";
  const { id } = await createEndpoint(ctx, { url, description: "", types: [] });
  await sendTest(ctx, id, ctx.random.id(ctx.now));
  const delivery = await ctx.db.selectFrom("webhook_delivery").select("id").executeTakeFirstOrThrow();
  const deliveries = `/admin/webhooks/${id}/entregas`;
  return {
    "webhooks :id": id,
    "/admin/webhooks/:id/entregas/:delivery": `${deliveries}/${delivery.id}`,
    "/admin/webhooks/:id/entregas/:delivery/reenvio": `${deliveries}/${delivery.id}/reenvio`,
  };
}
