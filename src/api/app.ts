import { Hono } from "hono";
import { cors } from "hono/cors";
import { agendaOperations } from "../agenda/api.ts";
import { checkOperations } from "../checklists/api.ts";
import { timeOperations } from "../timers/api.ts";
import { cashSessionOperations } from "../cash/api.ts";
import { cashFigureOperations } from "../cash/figures_api.ts";
import { tillOperations } from "../cash/till_api.ts";
import { clientOperations } from "../clients/api.ts";
import { clientBelowOperations } from "../clients/below_api.ts";
import { clientChatOperations } from "../clients/chat_api.ts";
import { clientPrivacyOperations } from "../clients/privacy_api.ts";
import { deviceOperations } from "../devices/api.ts";
import { dossierOperations } from "../dossier/api.ts";
import { dumpOperations } from "../dump/api.ts";
import { eventOperations } from "../events/api.ts";
import { paymentLinkOperations } from "../gateways/link_api.ts";
import { paymentReviewOperations } from "../gateways/review_api.ts";
import { branchOperations } from "../admin/branch_api.ts";
import { settingsOperations } from "../admin/settings_api.ts";
import { termsOperations } from "../admin/terms_api.ts";
import { checklistOperations } from "../checklists/template_api.ts";
import { gatewayOperations } from "../gateways/settings_api.ts";
import { cannedOperations } from "../notes/canned_api.ts";
import { alertOperations } from "../alerts/api.ts";
import { auditOperations } from "../audit/api.ts";
import { backupOperations } from "../backups/api.ts";
import { bearer } from "../http/bearer.ts";
import { compressPages } from "../http/compress.ts";
import type { Env } from "../http/env.ts";
import { onError } from "../http/errors.tsx";
import { importOperations } from "../imports/api.ts";
import { intakeOperations } from "../intakes/api.ts";
import { deadJobOperations } from "../jobs/dead_api.ts";
import { AppError, notFound } from "../lib/app_error.ts";
import { mailTemplateOperations } from "../mail/template_api.ts";
import { labelLayoutOperations } from "../printing/layout_api.ts";
import { loanerOperations } from "../loaners/api.ts";
import { messageOperations } from "../mail/api.ts";
import { orderActOperations } from "../orders/act_api.ts";
import { orderOperations } from "../orders/api.ts";
import { bulkOrderOperations } from "../orders/bulk_api.ts";
import { orderDocumentOperations } from "../orders/document_api.ts";
import { orderPastOperations } from "../orders/past_api.ts";
import { accountOperations } from "../payments/account_api.ts";
import { paymentOperations } from "../payments/api.ts";
import { debtorOperations } from "../payments/debtor_api.ts";
import { partOperations } from "../parts/api.ts";
import { purchaseOperations } from "../parts/purchase_api.ts";
import { orderPartOperations } from "../parts/order_part_api.ts";
import { stockOperations } from "../parts/stock_api.ts";
import { pickupOperations } from "../pickups/api.ts";
import { preintakeOperations } from "../preintakes/api.ts";
import { printerOperations } from "../printing/printer_api.ts";
import { printOperations } from "../printing/queue_api.ts";
import { quoteActOperations } from "../quotes/act_api.ts";
import { quoteOperations } from "../quotes/api.ts";
import { quoteJobOperations } from "../quotes/job_api.ts";
import { quoteShareOperations } from "../quotes/share_api.ts";
import type { Services } from "../services.ts";
import { slipOperations } from "../slips/api.ts";
import { reportOperations } from "../reports/api.ts";
import { reportIssueOperations } from "../reports/issue_api.ts";
import { statisticsOperations } from "../statistics/api.ts";
import { taskOperations } from "../tasks/api.ts";
import { technicianOperations } from "../technicians/api.ts";
import { trackingOperations } from "../tracking/link_api.ts";
import { untoldOperations } from "../untold/api.ts";
import { userOperations } from "../users/api.ts";
import { userDoorOperations } from "../users/door_api.ts";
import { webhookOperations } from "../webhooks/api.ts";
import { webhookDeliveryOperations } from "../webhooks/delivery_api.ts";
import { docsRoutes } from "./docs_routes.tsx";
import type { Operation } from "./operation.ts";
import { rateHeaders, rateLimiter } from "./rate_limit.ts";
import { serve } from "./serve.ts";

/** Everything that programs may do, in the order of the document. */
export const OPERATIONS: readonly Operation[] = [
  ...orderOperations,
  ...orderActOperations,
  ...checkOperations,
  ...timeOperations,
  ...orderPartOperations,
  ...bulkOrderOperations,
  ...trackingOperations,
  ...orderDocumentOperations,
  ...orderPastOperations,
  ...dossierOperations,
  ...pickupOperations,
  ...untoldOperations,
  ...preintakeOperations,
  ...intakeOperations,
  ...cannedOperations,
  ...loanerOperations,
  ...clientOperations,
  ...clientBelowOperations,
  ...clientPrivacyOperations,
  ...clientChatOperations,
  ...deviceOperations,
  ...quoteOperations,
  ...quoteActOperations,
  ...quoteShareOperations,
  ...quoteJobOperations,
  ...partOperations,
  ...stockOperations,
  ...purchaseOperations,
  ...paymentOperations,
  ...accountOperations,
  ...paymentLinkOperations,
  ...paymentReviewOperations,
  ...messageOperations,
  ...technicianOperations,
  ...statisticsOperations,
  ...debtorOperations,
  ...tillOperations,
  ...cashSessionOperations,
  ...cashFigureOperations,
  ...agendaOperations,
  ...slipOperations,
  ...printOperations,
  ...printerOperations,
  ...importOperations,
  ...dumpOperations,
  ...userOperations,
  ...userDoorOperations,
  ...settingsOperations,
  ...branchOperations,
  ...termsOperations,
  ...checklistOperations,
  ...gatewayOperations,
  ...mailTemplateOperations,
  ...labelLayoutOperations,
  ...auditOperations,
  ...alertOperations,
  ...taskOperations,
  ...deadJobOperations,
  ...backupOperations,
  ...reportOperations,
  ...reportIssueOperations,
  ...eventOperations,
  ...webhookOperations,
  ...webhookDeliveryOperations,
];

/** What programs ask, each with a token of its own. Its errors are told by the app that it is mounted in. */
export function apiApp(services: Services): Hono<Env> {
  const { API_CORS_ORIGINS: origins, API_RATE_LIMIT } = services.config;
  const app = new Hono<Env>({ strict: false });
  app.onError(onError);
  if (origins.length > 0) app.use(cors({ origin: origins, ...CROSS_ORIGIN }));
  app.use(compressPages).route("/", docsRoutes(OPERATIONS));
  app.use(bearer);
  const count = rateLimiter(API_RATE_LIMIT);
  app.use(async (c, next) => {
    const { actor, now } = c.var.ctx;
    const allowance = count(actor.id ?? "", now);
    for (const [name, value] of Object.entries(rateHeaders(allowance))) c.header(name, value);
    if (allowance.exceeded) {
      throw new AppError("too_many", { reason: "rate_limited", retryAfter: allowance.seconds });
    }
    await next();
  });
  serve(app, OPERATIONS);
  app.all("*", () => {
    throw notFound();
  });
  return app;
}

const CROSS_ORIGIN = {
  allowMethods: ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE"],
  allowHeaders: [
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "X-Request-Id",
  ],
  exposeHeaders: ["ETag", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id"],
  maxAge: 600,
};
