import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { TrieRouter } from "hono/router/trie-router";
import { branchRoutes } from "./admin/branch_routes.tsx";
import { accountRoutes } from "./account/routes.tsx";
import { agendaRoutes } from "./agenda/routes.tsx";
import { adminRoutes, termsRoutes } from "./admin/routes.tsx";
import { settingsRoutes } from "./admin/settings_routes.tsx";
import { themeRoutes } from "./admin/theme_routes.ts";
import { apiDoor } from "./api/door.ts";
import { auditRoutes } from "./audit/routes.tsx";
import { linkRoutes } from "./auth/link_routes.tsx";
import type { Permission } from "./auth/permissions.ts";
import { authRoutes } from "./auth/routes.tsx";
import { backupRoutes } from "./backups/routes.tsx";
import { cashRoutes } from "./cash/routes.tsx";
import { tillRoutes } from "./cash/till_routes.tsx";
import { checkRoutes } from "./checklists/routes.tsx";
import { checklistRoutes } from "./checklists/template_routes.tsx";
import { clientPrivacyRoutes } from "./clients/privacy_routes.tsx";
import { clientRoutes } from "./clients/routes.tsx";
import { deviceRoutes } from "./devices/routes.tsx";
import { callbackRoutes } from "./gateways/callback_routes.ts";
import { clientPayRoutes } from "./gateways/client_routes.tsx";
import { paymentLinkRoutes } from "./gateways/link_routes.tsx";
import { onlinePaymentRoutes } from "./gateways/routes.tsx";
import { gatewayRoutes } from "./gateways/settings_routes.tsx";
import { dossierRoutes } from "./dossier/routes.tsx";
import { signingKeyRoutes } from "./dossier/key_routes.tsx";
import { dumpRoutes } from "./dump/routes.tsx";
import { exportRoutes } from "./exports/routes.ts";
import { assetRoutes, type Assets, loadAssets } from "./http/assets.ts";
import { compressPages } from "./http/compress.ts";
import { confirmed } from "./http/confirmed.tsx";
import { withPatience } from "./db/patience.ts";
import type { Env } from "./http/env.ts";
import { onError, onNotFound } from "./http/errors.tsx";
import { boardRoutes, counterRoutes } from "./orders/board_routes.tsx";
import { orderRoutes } from "./orders/routes.tsx";
import { photoRoutes } from "./files/routes.ts";
import { may, staffOnly } from "./http/guard.ts";
import { shedding } from "./http/load.ts";
import { namedErrors } from "./http/named_errors.ts";
import { readOnly } from "./http/read_only.ts";
import { requestLog } from "./http/request.ts";
import { headers, knownHost, knownMethods, ownForms } from "./http/security.ts";
import { session } from "./http/session.ts";
import { importRoutes } from "./imports/routes.tsx";
import { healthRoutes } from "./monitoring/health_routes.ts";
import { metricsRoutes } from "./monitoring/metrics_routes.ts";
import { policyRoutes } from "./monitoring/policy_routes.ts";
import { serverStatusRoutes } from "./monitoring/status_routes.tsx";
import { intakeRescue } from "./intakes/rescue.ts";
import { intakeRoutes } from "./intakes/routes.tsx";
import { AppError } from "./lib/app_error.ts";
import { logRoutes } from "./logs/routes.tsx";
import { loanerRoutes, orderLoanRoutes } from "./loaners/routes.tsx";
import { mailChoiceRoutes } from "./mail/choice_routes.tsx";
import { messageRoutes } from "./mail/routes.tsx";
import { mailTemplateRoutes } from "./mail/template_routes.tsx";
import { clientPaymentRoutes } from "./payments/client_routes.tsx";
import { orderPaymentRoutes } from "./payments/routes.tsx";
import { daemonApi } from "./printing/api.ts";
import { jobLabelPdfRoutes, orderLabelPdfRoutes } from "./printing/label_pdf_routes.ts";
import { labelRoutes } from "./printing/label_routes.tsx";
import { layoutRoutes } from "./printing/layout_routes.tsx";
import { looseLabelRoutes } from "./printing/loose_label_routes.tsx";
import { printerRoutes } from "./printing/printer_routes.tsx";
import { printingRoutes } from "./printing/routes.tsx";
import { statusRoutes } from "./printing/status_routes.tsx";
import { orderPartRoutes } from "./parts/order_part_routes.tsx";
import { purchaseRoutes } from "./parts/purchase_routes.tsx";
import { cannedRoutes } from "./notes/canned_routes.tsx";
import { mentionRoutes } from "./notes/mention_routes.ts";
import { partRoutes } from "./parts/routes.tsx";
import { paths } from "./paths.ts";
import { clientQuoteRoutes } from "./quotes/client_routes.tsx";
import { quoteRoutes } from "./quotes/routes.tsx";
import { templateRoutes } from "./quotes/template_routes.tsx";
import { verifyRoutes } from "./quotes/verify_routes.tsx";
import { searchRoutes } from "./search/routes.tsx";
import { reportEndRoutes } from "./reports/end_routes.tsx";
import { reportRoutes } from "./reports/routes.tsx";
import type { Services } from "./services.ts";
import { statisticsRoutes } from "./statistics/routes.tsx";
import { branchPreintakeRoutes, clientPreintakeRoutes } from "./preintakes/link_routes.tsx";
import { preintakeRoutes } from "./preintakes/routes.tsx";
import { pickupRoutes } from "./pickups/routes.ts";
import { setupRoutes } from "./setup/routes.tsx";
import { slipRoutes } from "./slips/routes.tsx";
import { timerRoutes } from "./timers/routes.tsx";
import { tokenRoutes } from "./tokens/routes.tsx";
import { untoldRoutes } from "./untold/routes.tsx";
import { webhookRoutes } from "./webhooks/routes.tsx";
import { whatsappCallbackRoutes } from "./whatsapp/callback_routes.ts";
import { whatsappRoutes } from "./whatsapp/settings_routes.tsx";
import { userRoutes } from "./users/routes.tsx";
import { taskRoutes } from "./tasks/routes.tsx";
import { digestEndRoutes } from "./technicians/digest_end_routes.tsx";
import { technicianRoutes } from "./technicians/routes.tsx";
import { guarded } from "./tracking/door.ts";
import { orderSharingRoutes, trackingPageRoutes } from "./tracking/message_routes.tsx";
import { orderTrackingRoutes, trackingHeaders, trackingRoutes } from "./tracking/routes.tsx";

const MEGABYTE = 1_048_576;
const formLimit = bodyLimit({ maxSize: MEGABYTE, onError: tooLarge });
const photoLimit = bodyLimit({ maxSize: 13 * MEGABYTE, onError: tooLarge });
/** Of forms that take several photos along, as they are sent without scripts. */
const photosLimit = bodyLimit({ maxSize: 64 * MEGABYTE, onError: tooLarge });
/** An intake whose session has ended is still rescued, with a few photos. */
const rescueLimit = bodyLimit({ maxSize: 16 * MEGABYTE, onError: tooLarge });
const PHOTO_FORMS =
  /^\/(ingresos|fotos|ordenes\/[^/]+\/(fotos|revisiones\/[^/]+)|admin\/(ajustes\/logo|importar))$/;

const apiImportLimit = bodyLimit({ maxSize: 33 * MEGABYTE, onError: tooLarge });
const API_IMPORTS = /^\/api\/importaciones\/?$/;
const API_PHOTOS = /^\/api\/ordenes\/[^/]+\/fotos\/?$/;

/** Whoever waits for an answer is told within a second that another program has the database locked. */
const LOCK_PATIENCE_MS = 750;

/** The whole application on one screen: what every request passes, who may enter where, and every slice. */
export async function createApp(services: Services, assets?: Assets): Promise<Hono<Env>> {
  // The one that Hono comes to with these routes, without trying another on all of them first.
  const app = new Hono<Env>({ strict: false, router: new TrieRouter() });

  app.onError(onError);
  app.notFound(onNotFound);
  app.use((c, next) => {
    c.set("services", services);
    return withPatience(LOCK_PATIENCE_MS, next);
  });
  app.use(
    requestLog,
    headers(services.baseUrl.startsWith("https:")),
    knownHost(services.baseUrl),
    knownMethods,
    shedding,
  );
  app.use("/seguimiento/*", trackingHeaders);
  app.use("/pre-ingreso/*", trackingHeaders);
  app.use("/correos/*", trackingHeaders);
  app.use((c, next) => {
    if (c.req.method === "GET" || c.req.method === "HEAD") return next();
    if (API_PHOTOS.test(c.req.path)) return photoLimit(c, next);
    if (API_IMPORTS.test(c.req.path)) return apiImportLimit(c, next);
    if (c.req.path === paths.whatsappCallback()) return next();
    return PHOTO_FORMS.test(c.req.path) ? next() : formLimit(c, next);
  });
  app.route("/static", assetRoutes(assets ?? await loadAssets()));
  app.route("/salud", healthRoutes);
  app.route("/metrics", metricsRoutes);
  app.route(paths.policyReports(), policyRoutes);
  app.route("/tema", themeRoutes);
  const looksOnly = services.config.READ_ONLY === "on";
  if (looksOnly) { for (const door of ["/api/*", "/cobros/*", "/whatsapp/*"]) app.use(door, readOnly); }
  app.route("/api/daemon", daemonApi);
  app.all("/api/*", apiDoor(services));
  app.route("/cobros", callbackRoutes);
  app.route("/whatsapp", whatsappCallbackRoutes);

  app.use(session, compressPages, namedErrors);
  if (looksOnly) app.use(readOnly);
  app.use((c, next) => {
    if (c.req.method !== "POST" || !PHOTO_FORMS.test(c.req.path)) return next();
    if (c.var.signedIn) return (c.req.path === paths.uploads() ? photoLimit : photosLimit)(c, next);
    return (c.req.path === paths.intakes() ? rescueLimit : formLimit)(c, next);
  });
  app.use(`${paths.signIn()}/clave/*`, guarded);
  app.route(paths.signIn(), linkRoutes);
  app.route("/", authRoutes);
  app.route("/instalacion", setupRoutes);
  app.use("/seguimiento/*", guarded);
  app.route("/seguimiento", trackingRoutes);
  app.route("/seguimiento", clientQuoteRoutes);
  app.route("/seguimiento", trackingPageRoutes);
  app.use("/correos/*", guarded);
  app.route("/correos", mailChoiceRoutes);
  app.route("/correos/trabajo", digestEndRoutes);
  app.use("/pre-ingreso/*", guarded);
  app.route("/pre-ingreso", preintakeRoutes);
  app.route("/seguimiento", clientPayRoutes);
  app.use("/informes/*", trackingHeaders, guarded);
  app.route("/informes/baja", reportEndRoutes);
  app.post("/ingresos", intakeRescue);
  app.post("/ingresos/borrador", intakeRescue);

  // Whatever is mounted below is for the staff alone.
  app.use(staffOnly, ownForms);
  app.route("/cuenta", accountRoutes);
  app.route("/", counterRoutes);
  app.route("/tablero", boardRoutes);
  app.route("/menciones", mentionRoutes);
  app.route("/tecnicos", technicianRoutes);
  app.route("/buscar", searchRoutes);
  app.route("/ordenes", orderRoutes);
  app.route("/ordenes", quoteRoutes);
  app.route("/ordenes", orderPaymentRoutes);
  app.route("/ordenes", paymentLinkRoutes);
  app.route("/ordenes", labelRoutes);
  app.route("/ordenes", orderLabelPdfRoutes);
  app.route("/ordenes", orderPartRoutes);
  app.route("/ordenes", orderTrackingRoutes);
  app.route("/ordenes", checkRoutes);
  app.route("/ordenes", timerRoutes);
  app.route("/ordenes", pickupRoutes);
  app.route("/por-avisar", untoldRoutes);
  app.route("/ordenes", orderLoanRoutes);
  app.route("/ordenes", dossierRoutes);
  app.route("/ordenes", orderSharingRoutes);
  app.route("/prestamos", loanerRoutes);
  app.route("/agenda", agendaRoutes);
  app.route("/ingresos", intakeRoutes);
  app.route("/talonarios", slipRoutes);
  app.route("/exportar", exportRoutes);
  app.route("/fotos", photoRoutes);
  app.route("/clientes", clientPaymentRoutes);
  app.route("/clientes", clientPreintakeRoutes);
  app.route("/clientes", clientPrivacyRoutes);
  app.route("/clientes", clientRoutes);
  app.route("/caja", cashRoutes);
  app.route("/cobros", onlinePaymentRoutes);
  app.route("/equipos", deviceRoutes);
  app.route("/repuestos", purchaseRoutes);
  app.route("/repuestos", partRoutes);
  app.route("/estadisticas", statisticsRoutes);
  app.route("/impresion", statusRoutes);
  app.route("/admin", administration());
  app.route("/admin", printerRoutes);
  app.route("/admin", printingRoutes);
  app.route("/admin", jobLabelPdfRoutes);
  app.route("/admin", layoutRoutes);
  app.route("/etiquetas", looseLabelRoutes);
  app.route("/admin", messageRoutes);
  return app;
}

function tooLarge(): never {
  throw new AppError("too_large");
}

/** The sections of /admin and who finds each. */
const SECTIONS: readonly (readonly [path: string, permission: Permission, ...routes: Hono<Env>[]])[] = [
  ["/ajustes", "settings.manage", settingsRoutes],
  ["/sucursales", "settings.manage", branchRoutes, branchPreintakeRoutes],
  ["/cajas", "cash.manage", tillRoutes],
  ["/cobros", "settings.manage", gatewayRoutes],
  ["/whatsapp", "settings.manage", whatsappRoutes],
  ["/listas", "settings.manage", checklistRoutes],
  ["/respuestas", "settings.manage", cannedRoutes],
  ["/terminos", "settings.manage", termsRoutes],
  ["/presupuestos", "settings.manage", templateRoutes],
  ["/constancias", "settings.manage", verifyRoutes, signingKeyRoutes],
  ["/usuarios", "users.manage", userRoutes],
  ["/claves", "settings.manage", tokenRoutes],
  ["/webhooks", "webhooks.manage", webhookRoutes],
  ["/informes", "reports.manage", reportRoutes],
  ["/tareas", "tasks.manage", taskRoutes],
  ["/respaldos", "backups.manage", backupRoutes],
  ["/copia", "dump.take", dumpRoutes],
  ["/importar", "imports.run", importRoutes],
  ["/plantillas", "templates.manage", mailTemplateRoutes],
  ["/estado", "settings.manage", serverStatusRoutes],
  ["/registros", "logs.read", logRoutes],
  ["/auditoria", "audit.read", auditRoutes],
];

/** Users, what lets a program in, secrets that others give us or get from us, where events go, who has to have two factors, and keys. */
const DANGEROUS = [
  "/usuarios/*",
  "/claves/*",
  "/cobros/:provider",
  "/whatsapp",
  "/webhooks/nuevo",
  "/webhooks/:id/editar",
  "/webhooks/:id/secreto",
  "/webhooks/:id/baja",
  "/ajustes/cuentas",
  "/respaldos/clave",
  "/constancias/llaves/:id",
];

/** Everything below /admin: whoever lacks a section's permission does not find it, and is never asked who they are. */
function administration(): Hono<Env> {
  const admin = new Hono<Env>();
  admin.use("/", may("settings.manage")).route("/", adminRoutes);
  for (const [path, permission] of SECTIONS) admin.use(`${path}/*`, may(permission));
  for (const path of DANGEROUS) admin.use(path, confirmed);
  for (const [path, , ...slices] of SECTIONS) for (const routes of slices) admin.route(path, routes);
  return admin;
}
