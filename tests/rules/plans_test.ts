import assert from "node:assert/strict";
import type { CompiledQuery } from "kysely";
import { namedFiles } from "../../src/files/queries.ts";
import { takeFile } from "../../src/imports/commands.ts";
import { jobHandlers } from "../../src/jobs/handlers.ts";
import { readWhole } from "../../src/db/explain.ts";
import { TIMED_TASKS } from "../../src/tasks/task.ts";
import { JOB_LANES, nextRunAt, rescueLost, someLeaseIsOver } from "../../src/jobs/queue.ts";
import { ORDER_STATUSES } from "../../src/orders/status.ts";
import { createToken } from "../../src/tokens/commands.ts";
import { API_SCOPES } from "../../src/tokens/scope.ts";
import { PRINT_JOB_STATES } from "../../src/printing/print_job.ts";
import { announceThroughLink } from "../../src/preintakes/commands.ts";
import { parsePreintake } from "../../src/preintakes/input.ts";
import { renewPreintakeLink } from "../../src/preintakes/link_commands.ts";
import { followLink, preintakeLinkOf } from "../../src/preintakes/link_queries.ts";
import { nextDue, someDeliveryLost, workingEndpoints } from "../../src/webhooks/deliveries.ts";
import { createEndpoint, eventsAfter, sendTest } from "../../src/webhooks/commands.ts";
import { trackingUrl } from "../../src/tracking/queries.ts";
import { aGateway, anIntent, aReview, workOff } from "../gateways/gateway_stage.ts";
import { mercadoPagoServer, MP_SECRET, MP_TOKEN, mpNotice } from "../support/gateways/mercado_pago.ts";
import { signedIn, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { fillOrder } from "../support/full_order.ts";
import { anOrder } from "../support/order_builders.ts";
import { aPart } from "../support/part_builders.ts";
import { explain } from "../support/plan.ts";
import { aReport } from "../reports/report_stage.ts";
import { aDraft } from "../support/quote_builders.ts";
import { anOpenTill } from "../cash/till_stage.ts";
import { apiAddresses, type Samples } from "./api_addresses.ts";

/** The shop's own furniture, and drafts that live for days: few rows however long it trades, read whole where all are wanted. */
const FEW = [
  "agent",
  "api_token",
  "branch",
  "checklist_template",
  "import_run",
  "intake_draft",
  "order_count",
  "organization",
  "payment_gateway",
  "printer",
  "quote_template",
  "report_issue",
  "report_plan",
  "setting",
  "task_clock",
  "task_plan",
  "till",
  "user",
  "webhook_endpoint",
  "whatsapp_account",
  "whatsapp_choice",
  "whatsapp_template",
];
/** Walks the row's own key from one end on, as many rows as it shows. */
const FROM_ONE_END = /^select [^]* from "(\w+)"[^]* order by ("\1"\.)?"seq"( desc| asc)? limit \S+$/;

const asked: CompiledQuery[] = [];

eachDatabase("nothing that a page or a timed task asks reads a table whole", async (_, database) => {
  await using provider = mercadoPagoServer();
  await using app = await testApp(database, {
    PAYMENT_PROVIDERS: "mercado_pago",
    MERCADO_PAGO_URL: provider.url,
  });
  await aGateway(app, "mercado_pago", { token: MP_TOKEN, secret: MP_SECRET });
  const seen = new Map<string, { query: CompiledQuery; by: string }>();
  const keep = (by: string) => {
    for (const query of asked.splice(0)) {
      if (query.query.kind === "SelectQueryNode" && !seen.has(query.sql)) seen.set(query.sql, { query, by });
    }
  };
  const { pages, benchPages, apiPages } = await addresses(app);
  const [admin, technician] = [await signedIn(app, "admin"), await signedIn(app, "technician")];
  const { token } = await createToken(await app.ctx(), { name: "Prueba", scopes: API_SCOPES });
  const program = {
    get: (page: string) => app.request(page, { headers: { Authorization: `Bearer ${token}` } }),
  };
  const document = await (await app.request("/api/openapi.json")).json();
  const lists = await apiAddresses(document, { ask: program.get, samples: await apiSamples(app) });
  assert.ok(lists.length > 60, `${lists.length} addresses of lists`);
  const visits = [
    ...lists.map((page) => [program, page] as const),
    ...pages.map((page) => [admin, page] as const),
    ...benchPages.map((page) => [technician, page] as const),
    ...apiPages.map((page) => [program, page] as const),
  ];
  for (const [reader, page] of visits) {
    asked.length = 0;
    const answer = await reader.get(page);
    await answer.arrayBuffer();
    assert.ok([200, 303].includes(answer.status), `${page}: ${answer.status}`);
    keep(page);
  }
  provider.pay([...provider.preferences.values()][0]?.external_reference ?? "");
  const [path, init] = mpNotice({ id: 1, paymentId: [...provider.payments.keys()][0] ?? "", at: app.now });
  assert.equal((await app.request(path, init)).status, 200);
  assert.deepEqual(await workOff(app), []);
  keep("a payment callback");
  await doTimedTasks(app, keep);
  assert.ok(seen.size > 200, `${seen.size} statements`);
  const whole: string[] = [];
  for (const { query, by } of seen.values()) {
    const walked = FROM_ONE_END.exec(query.sql)?.[1];
    const tables = readWhole(await explain(database, query), database.flavour)
      .filter((table) => !FEW.includes(table) && table !== walked);
    if (tables.length > 0) whole.push(`${tables} by ${by}: ${query.sql}`);
  }
  assert.deepEqual(whole, []);
}, { open: { onQuery: (query) => void asked.push(query) } });

/** One of each thing that a list of the API is asked about. */
async function apiSamples(app: TestApp): Promise<Samples> {
  const { db } = app.services.database;
  const order = await db.selectFrom("order").select(["number", "client_id", "device_id"])
    .where("status", "=", "repairing").executeTakeFirstOrThrow();
  const part = await db.selectFrom("part").select("id").limit(1).executeTakeFirstOrThrow();
  const session = await anOpenTill(await app.ctx(userActor(app, "receptionist")), { tillId: app.branchId });
  return {
    q: "ma",
    technician_id: app.users.technician.id,
    branch_id: app.branchId,
    client_id: order.client_id,
    order_number: order.number,
    untouched_days: "7",
    category: "Pantallas",
    currency: "ARS",
    to: "marta@example.com",
    // Of print jobs; the deliveries of webhooks have theirs in the document.
    state: [...PRINT_JOB_STATES, "queued,printed"],
    type: ["order.received", "order.received,quote.sent"],
    after: await anId(app, "event"),
    "/api/ordenes/": order.number,
    "/api/clientes/": order.client_id,
    "/api/equipos/": order.device_id,
    "/api/repuestos/": part.id,
    kind: "user_edited",
    actor_id: app.users.technician.id,
    "/api/tareas/": "mind_quotes",
    "/api/informes/": await anId(app, "report_plan"),
    "/api/usuarios/": await anId(app, "user"),
    "/api/sucursales/": await anId(app, "branch"),
    "/api/webhooks/": await anId(app, "webhook_endpoint"),
    user_id: app.users.receptionist.id,
    "/api/turnos-de-caja/": session,
    "/api/importaciones/": await anId(app, "import_run"),
  };
}

async function doTimedTasks(app: TestApp, keep: (by: string) => void): Promise<void> {
  const ctx = await app.ctx();
  const handlers = jobHandlers({ sessions: app.services.sessions, mail: null });
  const attempt = { number: 1, signal: new AbortController().signal };
  await namedFiles(ctx, ["0".repeat(64)], ctx.now);
  keep("sweep_uploads");
  for (const { kind } of TIMED_TASKS) {
    await handlers[kind].run(ctx, {}, attempt);
    keep(kind);
  }
  for (const lane of JOB_LANES) await nextRunAt(ctx.db, lane);
  await someLeaseIsOver(ctx.db, ctx.now);
  await ctx.db.transaction().execute((trx) => rescueLost(trx, ctx.now));
  keep("the queue");
  const [endpoint] = await workingEndpoints(ctx.db);
  await nextDue(ctx.db, endpoint?.id ?? "").execute();
  await someDeliveryLost(ctx.db, ctx.now).execute();
  await eventsAfter(ctx.db, { after: { at: ctx.now, id: "" }, types: ["order.received"] }).execute();
  keep("the webhooks");
}

interface Addresses {
  pages: string[];
  /** As a technician sees them. */
  benchPages: string[];
  apiPages: string[];
}

/** Every page that lists or finds something, by each of its filters, in a shop where there is one of each thing. */
async function addresses(app: TestApp): Promise<Addresses> {
  const desk = await app.ctx(userActor(app, "receptionist"));
  const technicianId = app.users.technician.id;
  const order = await anOrder(app, { status: "repairing", technicianId });
  await fillOrder(desk, order.id);
  const ready = await anOrder(app, { status: "ready", outcome: "repaired", charges: [100_00] });
  const announced = await anOrder(app, { status: "draft" });
  const offered = await anOrder(app, { status: "diagnosing", technicianId, diagnosis: "Módulo roto" });
  const draft = await aDraft(app, offered.number);
  const part = await aPart(app, { stock: 2 });
  const at = { number: order.number, branch: app.branchId, technician: technicianId, before: part.id };
  const ofOrder = `/ordenes/${at.number}`;
  const pages = [
    ...of("/", "tablero", "tablero?tecnico=none", `tablero?tecnico=${at.technician}`, "tablero?muro=1"),
    ...of("/ordenes", ...ordersShown(at), `/lote?accion=estado&pasar_a=on_hold&orden=${at.number}`),
    ...of(ofOrder, "?historial=todo", "?mover=outsourced", "/editar", "/pagos", "/devoluciones", "/correo"),
    ...of(`${ofOrder}/etiquetas/historial`),
    ...of(ofOrder, "/prestamos", "/revisiones/ingreso", "/revisiones/salida"),
    `/ordenes/${ready.number}/entrega`,
    `/ordenes/${ready.number}/historial`,
    `/ordenes/${offered.number}/presupuestos/${draft}`,
    `/tablero/${at.number}/estado`,
    ...searches(at.number, part.sku),
    ...of(
      "/por-avisar",
      `?desde=${app.now}.${order.id}`,
      "?ver=later",
      "?ver=left",
      "?motivo=no_email",
    ),
    ...of(
      "/ingresos/nuevo",
      `?cliente=${order.clientId}`,
      `?cliente=${order.clientId}&equipo=${order.deviceId}`,
    ),
    ...of("/ingresos/nuevo", `?garantia=${at.number.replace(/^S/, "V")}`, `?orden=${announced.number}`),
    `/ingresos/${await anId(app, "intake")}`,
    ...of("/talonarios", "?ver=sin-usar", "?ver=demorados", "?ver=usados", "?ver=anulados", "?antes=9"),
    "/impresion",
    ...of("/cuenta", "/dos-pasos"),
    ...of(
      "/clientes",
      "?q=maria",
      "?q=1140010001",
      "?orden=nombre",
      "?desde=9",
      "?antes=9",
      "?orden=nombre&desde=1",
    ),
    ...of(`/clientes/${order.clientId}`, "?desde=9", "/editar", "/pago", "/borrado"),
    ...of("/clientes/deudores", "?moneda=ARS"),
    ...of(
      "/agenda",
      "?vista=semana",
      `?tecnico=${at.technician}`,
      "/nuevo",
      `/nuevo?cliente=${order.clientId}`,
    ),
    ...of(
      "/prestamos",
      "?estado=disponibles",
      "?estado=prestados",
      "?estado=vencidos",
      `/${await anId(app, "loaner")}`,
    ),
    ...of("/cobros", "?pasarela=mercado_pago", "?antes=9", `/revision/${await aReview(app)}`),
    ...of(`/ordenes/${ready.number}/cobro`),
    ...of("/caja", "/sesiones", `/sesiones?sucursal=${at.branch}`, `/sesiones?persona=${at.technician}`),
    ...of("/caja/informe", `?sucursal=${at.branch}`, "?desde=2026-11-01&hasta=2026-11-20"),
    ...of(`/equipos/${order.deviceId}`, "?desde=9", "/editar", "/titular?q=maria"),
    ...of("/repuestos", "?q=pantalla", "?categoria=Pantallas", "?ver=bajos", "?ver=inactivos", "?desde=1"),
    ...of(`/repuestos/${part.id}`, `?antes=${at.before}`),
    ...of("/repuestos", "/reponer", "/nuevo?nombre=x", "/compras", "/compras?desde=9"),
    ...of("/tecnicos", `/${at.technician}`),
    ...exportedLists(at),
    ...of("/estadisticas", `?sucursal=${at.branch}&categoria=phone`, "?periodo=365_days"),
    ...await adminPages(app, at),
    ...await preintakePages(app, order.clientId),
    ...await trackingPages(app, ready),
  ];
  const apiPages = ["ordenes", ofOrder.slice(1), "clientes", "tecnicos", "estadisticas", "impresoras"];
  const expanded = [
    "ordenes?expand=client,device,technician,quotes,charges,payments",
    "pagos?expand=order",
    "equipos?expand=owner",
  ];
  const feeds = [
    ...of("eventos", "/tipos", "?type=order.received,quote.sent&limit=5", "?since=2026-11-20T00:00:00Z"),
    `eventos?after=${await anId(app, "event")}`,
  ];
  const hooks = [
    "webhooks",
    ...of(
      `webhooks/${await anId(app, "webhook_endpoint")}`,
      "",
      "/entregas?limit=5",
      "/entregas?state=dead",
      `/entregas/${await anId(app, "webhook_delivery")}`,
    ),
  ];
  const below = of(`clientes/${order.clientId}`, "/contactos", "/equipos?limit=5", "/ordenes?limit=5");
  below.push("prestamos?show=lent", `${ofOrder.slice(1)}/prestamos`);
  return {
    pages,
    benchPages: [...of("/", "tablero?mias=1", "ordenes?mias=1"), ofOrder],
    apiPages: [
      ...apiPages,
      "trabajos-impresion",
      "trabajos-impresion?state=printed",
      ...feeds,
      ...hooks,
      ...below,
      ...expanded,
    ].map(
      (at) => `/api/${at}`,
    ),
  };
}

function ordersShown({ branch, technician }: { branch: string; technician: string }): string[] {
  const filters = [
    ...ORDER_STATUSES.map((status) => `estado=${status}`),
    "grupo=open",
    `grupo=closed&sucursal=${branch}`,
    `grupo=waiting&tecnico=${technician}`,
    "tecnico=none",
    "tecnico=none&grupo=open",
    `sucursal=${branch}`,
    `vencidas=1&sucursal=${branch}`,
    `vencidas=1&tecnico=${technician}&antes=1.9`,
    `quietas=plazo&sucursal=${branch}`,
    `quietas=7&sucursal=${branch}&antes=1.9`,
    "q=pantalla&grupo=open",
    "desde=2026-11-01&hasta=2026-11-20",
    "orden=promised&estado=repairing&antes=1.9",
    "orden=oldest&antes=1.9",
    "antes=9",
  ];
  return filters.map((filter) => `?${filter}`);
}

/** Lists as files: read to their end, by the same filters as the pages. */
function exportedLists(at: { number: string; branch: string; technician: string }): string[] {
  return [
    ...ordersShown(at).filter((query) => !query.includes("antes=")).map((query) => `ordenes.csv${query}`),
    ...of("clientes.csv", "?q=maria", "?orden=nombre"),
    ...of("equipos.csv", "?q=samsung"),
    ...of("repuestos.csv", "?categoria=Pantallas", "?ver=bajos"),
    ...of("pagos.csv", `?sucursal=${at.branch}&desde=2026-11-01&hasta=2026-11-20`),
    ...of("cajas.csv", `?sucursal=${at.branch}`, `?persona=${at.technician}`),
    ...of("auditoria.csv", "?tipo=signed_in", `?persona=${at.technician}`),
    ...of("talones.csv", "?ver=sin-usar", "?ver=demorados", "?ver=usados"),
    ...of("mensajes.csv", "?estado=queued", "?estado=failed"),
    ...of("etiquetas.csv", "?ver=waiting", "?ver=done"),
    ...["compras.csv", "deudores.csv", "agenda.csv?vista=semana", "prestamos.csv", "por-avisar.csv"],
  ].map((file) => `/exportar/${file}`);
}

function searches(number: string, sku: string): string[] {
  const texts = ["maria nunez", "11 4001 0001", "maria@example.com", "SN0001", "5", number, sku];
  const found = ["ordenes", "clientes", "equipos", "repuestos"].map((kind) => `ma&tipo=${kind}&desde=9`);
  return [...texts.map((text) => encodeURIComponent(text)), ...found].map((query) => `/buscar?q=${query}`);
}

async function adminPages(
  app: TestApp,
  at: { branch: string; technician: string; before: string },
): Promise<string[]> {
  const ctx = await app.ctx();
  const report = await aReport(ctx);
  const { id: webhook } = await createEndpoint(ctx, {
    url: "https://contabilidad.invalid/",
    description: "",
    types: [],
  });
  await sendTest(ctx, webhook, ctx.random.id(ctx.now));
  return [
    ...of(
      `/admin/webhooks/${webhook}`,
      "/editar",
      "/entregas",
      "/entregas?estado=waiting",
      "/entregas?estado=dead&antes=9",
      `/entregas/${await anId(app, "webhook_delivery")}`,
    ),
    ...of("/admin/webhooks", "/nuevo"),
    ...of("/admin/informes", "/nuevo", `/${report}`, `/${report}/vista`),
    ...of("/admin/tareas", "/pendientes", `/pendientes?antes=${at.before}`, "/mind_pickups"),
    ...of("/admin/tareas/mind_quotes", "?ver=fallidas", `?ver=fallidas&antes=${at.before}`),
    ...of(
      "/admin",
      "/usuarios",
      `/usuarios/${at.technician}`,
      `/usuarios/${at.technician}/permisos`,
      "/sucursales",
      `/sucursales/${at.branch}`,
    ),
    ...of(
      "/admin",
      "/cajas",
      "/cobros",
      "/whatsapp",
      "/whatsapp/plantillas/order_ready/es",
      "/respuestas",
      "/mensajes/direcciones",
      "/mensajes/direcciones?desde=a",
      "/plantillas",
      "/plantillas/quote_sent/es",
      "/listas",
      "/terminos",
      "/presupuestos",
      "/claves",
      "/agentes",
    ),
    ...of(
      "/admin/impresoras",
      `/${await anId(app, "printer")}`,
      `/${await anId(app, "printer")}?antes=9`,
      "/destinos",
    ),
    ...of(
      "/admin/trabajos",
      "?ver=attention",
      "?ver=waiting",
      "?ver=done",
      "?antes=9",
      `/${await anId(app, "print_job")}`,
    ),
    ...of(
      "/admin/mensajes",
      "?estado=queued",
      "?estado=failed",
      "?tipo=order_ready",
      "?para=maria@example.com",
      "?tipo=order_ready&para=maria@example.com&estado=sent",
      `?antes=${at.before}`,
      `/${await anId(app, "message")}`,
    ),
    ...of("/admin/importar", `/${await anImport(app)}/columnas`),
    ...of("/admin/estado", ""),
    ...of("/admin/registros", "", "?nivel=error", "/archivos"),
    ...of("/admin/auditoria", "?tipo=signed_in", `?persona=${at.technician}`, `?antes=${at.before}`),
    ...of("/admin/auditoria", `?persona=${at.technician}&tipo=signed_in`),
  ];
}

/** A page, and what can be added to its address. */
function of(page: string, ...more: string[]): string[] {
  return ["", ...more].map((part) => page + part);
}

async function anImport(app: TestApp): Promise<string> {
  const file = new File(["Nombre\nMarta"], "clientes.csv");
  return (await takeFile(await app.ctx(userActor(app, "admin")), {
    kind: "clients",
    file,
    form_key: crypto.randomUUID(),
  })).id;
}

/** Of some row of a table. */
async function anId(
  app: TestApp,
  table:
    | "intake"
    | "import_run"
    | "report_plan"
    | "user"
    | "branch"
    | "loaner"
    | "printer"
    | "print_job"
    | "message"
    | "webhook_endpoint"
    | "webhook_delivery"
    | "event",
): Promise<string> {
  const { db } = app.services.database;
  return (await db.selectFrom(table).select("id").limit(1).executeTakeFirstOrThrow()).id;
}

/** Where devices are announced, and what was. */
async function preintakePages(app: TestApp, clientId: string): Promise<string[]> {
  const desk = await app.ctx(userActor(app, "receptionist"));
  await renewPreintakeLink(desk, { clientId }, { key: crypto.randomUUID() });
  const url = (await preintakeLinkOf(desk.db, desk, { clientId }))?.url ?? "";
  const ctx = await app.ctx();
  const link = await followLink(ctx, url.split("/").at(-1) ?? "");
  assert.ok(link);
  const typed = {
    form_key: crypto.randomUUID(),
    devices: [{ category: "phone", brand: "Samsung", fault: "No carga" }],
    contact_ok: "1",
  };
  const reading = { locale: "es", country: "AR", currency: "ARS", timeZone: "UTC", now: ctx.now } as const;
  const form = parsePreintake(typed, { ...reading, clientId });
  assert.ok(form.ok);
  const announced = await announceThroughLink(ctx, link, form.data);
  return [url, announced.url].map((address) => new URL(address).pathname);
}

/** What the client sees of an order. */
async function trackingPages(app: TestApp, order: { id: string; number: string }): Promise<string[]> {
  const intent = await anIntent(app, order.number, "mercado_pago");
  const ctx = await app.ctx();
  const link = new URL(await trackingUrl(ctx.db, ctx, order.id) ?? "").pathname;
  return [link, `${link}/presupuesto`, `${link}/cobro/${intent}`, `${link}/cobro/${intent}?vuelta=1`];
}
