import { checkIntent, mindGateways } from "../gateways/check_commands.ts";
import { readEvent, sweepPaymentEvents } from "../gateways/event_commands.ts";
import { sweepIdempotencyKeys } from "../http/idempotency_keys.ts";
import { sweepImports } from "../imports/retention.ts";
import { markUnreadable, runImport } from "../imports/run.ts";
import { sweepDrafts } from "../intakes/drafts.ts";
import { markFailed, sendMessage, type SendOptions } from "../mail/sending.ts";
import { reckonDeadlines } from "../orders/reckon_commands.ts";
import { purgeDueSecrets } from "../orders/secret_purge.ts";
import { sweepUploads } from "../files/uploads.ts";
import { allotParts } from "../parts/allotment.ts";
import { sweepStockForms } from "../parts/ledger.ts";
import { watchStock } from "../parts/stock_check.ts";
import { mindPickups } from "../pickups/commands.ts";
import { expirePrintJobs } from "../printing/job_commands.ts";
import { mindQuotes } from "../quotes/reminders.ts";
import { sweepDeliveries } from "../webhooks/deliveries.ts";
import type { Sessions } from "../auth/session.ts";
import { type Handlers, PermanentFailure } from "./handler.ts";
import { sweepJobs } from "./queue.ts";
import { sweepCodes, sweepPrintCommands } from "./retention.ts";

/** What each kind of job does: one line that calls a slice. `mail` is null without a mail server. */
export function jobHandlers({ sessions, mail }: { sessions: Sessions; mail: SendOptions | null }): Handlers {
  return {
    send_message: {
      run: (ctx, { messageId }) => mail ? sendMessage(ctx, messageId, mail) : noServer(),
      gaveUp: (trx, ctx, { payload }) => markFailed(trx, ctx, payload.messageId),
    },
    reckon_deadlines: { run: (ctx) => reckonDeadlines(ctx) },
    purge_secrets: { run: (ctx) => purgeDueSecrets(ctx) },
    mind_quotes: { run: (ctx) => mindQuotes(ctx) },
    mind_pickups: { run: (ctx) => mindPickups(ctx) },
    expire_print_jobs: { run: (ctx) => expirePrintJobs(ctx) },
    sweep_sessions: { run: () => sessions.sweep() },
    sweep_uploads: { run: (ctx) => sweepUploads(ctx) },
    sweep_jobs: { run: (ctx) => sweepJobs(ctx) },
    sweep_codes: { run: (ctx) => sweepCodes(ctx) },
    sweep_drafts: { run: (ctx) => sweepDrafts(ctx) },
    sweep_idempotency_keys: { run: (ctx) => sweepIdempotencyKeys(ctx) },
    sweep_print_commands: { run: (ctx) => sweepPrintCommands(ctx) },
    sweep_stock_forms: { run: (ctx) => sweepStockForms(ctx) },
    sweep_webhooks: { run: (ctx) => sweepDeliveries(ctx) },
    check_stock: { run: (ctx) => watchStock(ctx) },
    mind_gateways: { run: (ctx) => mindGateways(ctx) },
    sweep_payment_events: { run: (ctx) => sweepPaymentEvents(ctx) },
    read_payment_event: { run: (ctx, { eventId }) => readEvent(ctx, eventId) },
    check_payment_intent: { run: (ctx, { intentId }) => checkIntent(ctx, intentId) },
    sweep_imports: { run: (ctx) => sweepImports(ctx) },
    import_rows: {
      run: (ctx, { importId }, { signal }) => runImport(ctx, importId, signal),
      gaveUp: (trx, ctx, { payload }) => markUnreadable(trx, ctx, payload.importId),
    },
    allot_parts: { run: (ctx, place) => allotParts(ctx, place) },
  };
}

function noServer(): Promise<never> {
  return Promise.reject(new PermanentFailure("There is no mail server"));
}
