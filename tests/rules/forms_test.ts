import assert from "node:assert/strict";
import { startCheckout } from "../../src/gateways/checkout_commands.ts";
import { takeFile } from "../../src/imports/commands.ts";
import { addCanned } from "../../src/notes/canned_commands.ts";
import { startPurchase } from "../../src/parts/purchase_commands.ts";
import { paths } from "../../src/paths.ts";
import { reserveSlips } from "../../src/slips/commands.ts";
import { openTrackingLink } from "../../src/tracking/commands.ts";
import { createEndpoint } from "../../src/webhooks/commands.ts";
import { anAppointment } from "../agenda/agenda_stage.ts";
import { aGateway, aReview } from "../gateways/gateway_stage.ts";
import { aLoaner } from "../loaners/loaner_stage.ts";
import { type Browser, signedIn, type TestApp, testApp, userActor, visitor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { fillOrder } from "../support/full_order.ts";
import { mercadoPagoServer, MP_SECRET, MP_TOKEN } from "../support/gateways/mercado_pago.ts";
import { anOrder } from "../support/order_builders.ts";
import { aPart } from "../support/part_builders.ts";
import { aDraft, aSentQuote } from "../support/quote_builders.ts";
import { MATRIX } from "./routes_matrix.ts";

/** What makes a form that is sent twice one act: a key of its own, or the version that it was made from. */
const KEY = /name="([\w.]+\.)?(form_key|version|draft_key)"/;

/** Forms that make nothing: sent again they say the same once more, or find it done. */
const MAKES_NOTHING = [
  "/admin/agentes/:id/revocacion",
  "/admin/agentes/vinculacion", // a code that ends by itself
  "/admin/cobros/:provider/prueba", // asks the provider
  "/admin/constancias",
  "/admin/constancias/llaves/:id", // a key is retired once
  "/admin/respaldos/clave", // the one before it ends, and that is written down
  "/admin/copia", // each copy is written down
  "/admin/estado/avisos/:id", // taken on once
  "/admin/importar/:id/inicio", // begins once
  "/admin/impresoras/:id/calibracion",
  "/admin/impresoras/:id/nombre",
  "/admin/impresoras/:id/papel",
  "/admin/impresoras/:id/pausa",
  "/admin/impresoras/:id/reemplazo",
  "/admin/impresoras/destinos",
  "/admin/mensajes/:id/envio", // on its way once
  "/admin/registros/nivel", // the level that is, for a while from now on
  "/admin/sucursales/:id/feriados",
  "/admin/sucursales/:id/horario",
  "/admin/usuarios/:id/contrasena",
  "/admin/usuarios/:id/desbloqueo",
  "/admin/usuarios/:id/dos-pasos/baja",
  "/admin/usuarios/:id/sesiones",
  "/admin/usuarios/:id/sesiones/:session",
  "/admin/webhooks/:id/baja",
  "/admin/webhooks/:id/entregas/:delivery/reenvio", // says when it was shown: what arrived after that is let be
  "/admin/webhooks/:id/reenvio",
  "/agenda/:id/anulacion",
  "/agenda/:id/llegada",
  "/clientes/:id/datos.json", // each taking is written down
  "/clientes/:id/pre-ingreso/whatsapp", // opens the link in a chat
  "/cobros/revision/:id/aceptacion", // decided once
  "/cobros/revision/:id/descarte",
  "/contrasena",
  "/cuenta/dos-pasos", // begins anew
  "/cuenta/dos-pasos/baja",
  "/cuenta/dos-pasos/codigo",
  "/cuenta/dos-pasos/recuperacion", // shown once, the latest count
  "/cuenta/llaves", // a challenge is answered once
  "/cuenta/llaves/:id/baja",
  "/cuenta/llaves/:id/nombre",
  "/cuenta/llaves/nueva",
  "/cuenta/sesiones",
  "/cuenta/sesiones/:session",
  "/cuenta/vista", // a session is seen as one role
  "/ingresar",
  "/ingresar/codigo",
  "/ingresar/llave",
  "/ordenes/:number/asignacion",
  "/ordenes/:number/cobro/:intent/whatsapp", // opens the link in a chat
  "/ordenes/:number/clave", // each look is written down
  "/ordenes/:number/estado",
  "/ordenes/:number/estado/reversion",
  "/ordenes/:number/expediente-firmado", // each taking is written down
  "/ordenes/:number/fotos",
  "/ordenes/:number/fotos/:photo/visibilidad",
  "/ordenes/:number/mensajes/lectura",
  "/ordenes/:number/plazo",
  "/ordenes/:number/presupuestos/:quote/whatsapp", // each opening is written down
  "/ordenes/:number/seguimiento/baja",
  "/ordenes/:number/seguimiento/whatsapp",
  "/ordenes/:number/tiempo", // one timer for each person
  "/preferencias",
  "/preferencias/correos",
  "/repuestos/compras/:id/cierre",
  "/salir",
  "/tablero/:number/estado",
  "/talonarios/lotes/:id/anulacion",
];

/** Forms that are there only where something was set up: that they are met says that it was. */
const MUST_BE_MET = [
  "/admin/cobros/:provider",
  "/admin/cobros/:provider/prueba",
  "/admin/importar/:id/columnas",
  "/admin/webhooks/:id/entregas/:delivery/reenvio",
  "/cobros/revision/:id/aceptacion",
  "/cobros/revision/:id/descarte",
  "/ordenes/:number/cobro",
  "/ordenes/:number/cobro/:intent/correo",
  "/ordenes/:number/cobro/:intent/whatsapp",
  "/ordenes/:number/seguimiento/whatsapp",
  "/seguimiento/:token/cobro",
];

const ROUTES = MATRIX.trim().split("\n").filter((line) => line !== "").map((line) => {
  const [, method = "", path = ""] = /^(\w+)\s+(\S+) \S+$/.exec(line) ?? [];
  const pattern = path.replaceAll(/:\w+(\{[^}]*\})?/g, "[^/]+").replaceAll("*", ".*");
  return { method, path, pattern: new RegExp(`^${pattern}$`) };
}).sort((a, b) => Number(a.path.includes(":")) - Number(b.path.includes(":")));

/** Enough of one kind of page to meet each of its states. */
const PAGES_OF_A_KIND = 24;
const NO_PAGE = /\.(pdf|svg|json|csv)|static|miniatura|en-vivo|\/fotos\/:id/;

Deno.test("every form that makes something carries a key, so that a double click makes it once", async () => {
  await using database = await freshDatabase();
  await using provider = mercadoPagoServer();
  await using app = await testApp(database, {
    PAYMENT_PROVIDERS: "mercado_pago",
    MERCADO_PAGO_URL: provider.url,
    SMTP_URL: "smtp://localhost:1",
  });
  const starts = await aShop(app);
  const keyless = new Set<string>();
  const seen = new Set<string>();
  const readers = [visitor(app)];
  for (const role of ["admin", "receptionist", "technician"] as const) {
    readers.push(await signedIn(app, role));
  }
  for (const reader of readers) {
    for await (const { to, form } of formsOf(reader, starts)) {
      seen.add(to);
      if (!KEY.test(form)) keyless.add(to);
    }
  }
  assert.ok(seen.size > 85, `${seen.size} forms were met`);
  assert.deepEqual(MUST_BE_MET.filter((to) => !seen.has(to)), []);
  assert.deepEqual([...keyless].filter((to) => !MAKES_NOTHING.includes(to)).sort(), []);
});

interface Form {
  /** Its route, as the matrix names it. */
  to: string;
  form: string;
}

/** The forms of every page that links lead to. */
async function* formsOf(reader: Browser, starts: readonly string[]): AsyncGenerator<Form> {
  const waiting = [...starts];
  const known = new Set<string>();
  const visits = new Map<string, number>();
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    const route = routeOf("GET", at);
    if (known.has(at) || route === undefined || NO_PAGE.test(route)) continue;
    known.add(at);
    const times = (visits.get(route) ?? 0) + 1;
    visits.set(route, times);
    if (times > PAGES_OF_A_KIND) continue;
    const response = await reader.get(at);
    const page = await response.text();
    if (response.status !== 200) continue;
    yield* postForms(page, at);
    for (const [, href = ""] of page.matchAll(/href="(\/[^"#]*)/g)) {
      waiting.push(href.replaceAll("&amp;", "&"));
    }
  }
}

function* postForms(page: string, at: string): Generator<Form> {
  for (const [form] of page.matchAll(/<form\b[\s\S]*?<\/form>/g)) {
    const [open = ""] = /^<form\b(?:"[^"]*"|[^>"])*>/.exec(form) ?? [];
    if (!/ method="post"/.test(open)) continue;
    const actions = [...open.matchAll(/ action="([^"]*)"/g), ...form.matchAll(/ formaction="([^"]*)"/g)];
    for (const [, action = ""] of actions) {
      const to = routeOf("POST", action.replaceAll("&amp;", "&"));
      assert.ok(to, `${at} has a form that leads nowhere: ${action}`);
      yield { to, form };
    }
  }
}

function routeOf(method: string, address: string): string | undefined {
  const { pathname } = new URL(address, "http://localhost:8000");
  return ROUTES.find((route) => route.method === method && route.pattern.test(pathname))?.path;
}

/** A shop with one of each thing, orders in each status among them. Answers where to begin reading. */
async function aShop(app: TestApp): Promise<string[]> {
  const technicianId = app.users.technician.id;
  await aGateway(app, "mercado_pago", { token: MP_TOKEN, secret: MP_SECRET });
  const [desk, admin] = [
    await app.ctx(userActor(app, "receptionist")),
    await app.ctx(userActor(app, "admin")),
  ];
  const form_key = () => crypto.randomUUID();
  const url = "https://contabilidad.invalid/";
  const { id: webhook } = await createEndpoint(admin, { url, description: "", types: [] });
  const full = await anOrder(app, { status: "repairing", technicianId });
  await fillOrder(desk, full.id);
  const sent = await anOrder(app, { status: "diagnosing", technicianId, diagnosis: "Módulo roto" });
  await aSentQuote(app, sent.number);
  const offered = await anOrder(app, { status: "diagnosing", technicianId, diagnosis: "Módulo roto" });
  const draft = await aDraft(app, offered.number);
  const home = await anOrder(app, { status: "delivered", outcome: "repaired", charges: [100_00] });
  const owing = await anOrder(app, {
    status: "ready",
    outcome: "repaired",
    charges: [100_00],
    client: { name: "Marta", email: "marta@example.com", phone: "+541140010001" },
  });
  const orders = [full, sent, offered, home, owing];
  for (
    const status of [
      "draft",
      "received",
      "diagnosing",
      "approved",
      "ready",
      "on_hold",
      "quality_check",
    ] as const
  ) orders.push(await anOrder(app, { status, technicianId, charges: [100_00], payments: [50_00] }));
  await aPart(app, { stock: 2, minimum: "5" });
  await anAppointment(admin);
  await aLoaner(admin);
  await addCanned(admin, { title: "No atiende", text: "Llamamos.", form_key: form_key() });
  const slips = await reserveSlips(admin, { form_key: form_key(), count: 2, printer_id: null });
  const purchase = await startPurchase(admin, { supplier: "Norte", note: "", form_key: form_key() });
  const file = new File(["Nombre\nMarta"], "clientes.csv");
  const { id: read } = await takeFile(admin, { kind: "clients", file, form_key: form_key() });
  const asked = { provider: "mercado_pago", form_key: form_key() } as const;
  await startCheckout(desk, { number: owing.number, byStaff: true }, asked);
  const review = await aReview(app);
  const links = await Promise.all([full, sent, home, owing].map(async ({ id }) => {
    const { url } = await admin.db.transaction().execute((trx) => openTrackingLink(trx, admin, id));
    return new URL(url).pathname;
  }));
  return [
    "/",
    ...orders.flatMap(({ number, clientId }) => [paths.order(number), paths.client(clientId)]),
    ...links.flatMap((link) => [link, `${link}/presupuesto`]),
    paths.quote(offered.number, draft),
    paths.purchase(purchase.id),
    paths.slipBatch(slips.id),
    paths.paymentReview(review),
    paths.orderCheckout(owing.number),
    paths.importColumns(read),
    paths.webhook(webhook),
    paths.admin(),
  ];
}
