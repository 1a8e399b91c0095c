import assert from "node:assert/strict";
import type { Ctx } from "../../src/context.ts";
import { signingKey } from "../../src/dossier/signing_key.ts";
import { takeFile } from "../../src/imports/commands.ts";
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
import { anAppointment } from "../agenda/agenda_stage.ts";
import { anOpenTill } from "../cash/till_stage.ts";
import { aReview } from "../gateways/gateway_stage.ts";
import { aLoaner } from "../loaners/loaner_stage.ts";
import { anAgent, COUNTER_PRINTER } from "../printing/daemon_stage.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { squareLogo, wearLogo } from "../support/logos.ts";
import { anOrder } from "../support/order_builders.ts";
import { aPart } from "../support/part_builders.ts";

/** No row has it: whoever gets past the guards finds nothing and changes nothing. */
export const NOWHERE = "0190a0b0-0000-7000-8000-000000000000";

export interface Stage {
  app: TestApp;
  /** Something real for each `:name`, by the first part of the path, or a whole address for a path. */
  real: Record<string, string>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A shop that has one of each thing that routes name. */
export async function aStage(): Promise<Stage> {
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
      "constancias :id": (await signingKey(ctx)).id,
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
export function filled(path: string, { real }: Stage, options: { real: boolean }): string {
  const [, first = "", second = ""] = path.split("/");
  const slice = first === "admin" ? second : first;
  const whole = real[path];
  if (options.real && whole) return whole;
  return path.replaceAll(
    /:\w+(\{.*\})?/g,
    (name) => options.real ? real[`${slice} ${name}`] ?? NOWHERE : NOWHERE,
  );
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
