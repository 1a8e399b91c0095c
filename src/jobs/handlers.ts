import { mailPasswordLink } from "../auth/link_commands.ts";
import { mailSignInBlocked } from "../auth/sign_in_notices.ts";
import { watchAudit } from "../audit/check_commands.ts";
import { auditAnchors } from "../backups/anchors.ts";
import { takeDailyBackup } from "../backups/commands.ts";
import { drillTonight } from "../backups/drill.ts";
import type { BackupTools } from "../backups/tools.ts";
import { watchShop } from "../alerts/shop_watch.ts";
import { remindAppointments } from "../agenda/reminders.ts";
import { checkIntent, mindGateways } from "../gateways/check_commands.ts";
import { readEvent, sweepPaymentEvents } from "../gateways/event_commands.ts";
import { forgetAnswers } from "../http/forgotten_answers.ts";
import { sweepIdempotencyKeys } from "../http/idempotency_keys.ts";
import { sweepImports } from "../imports/retention.ts";
import { markUnreadable, runImport } from "../imports/run.ts";
import { sweepDrafts } from "../intakes/drafts.ts";
import { removePapers } from "../mail/attachments.ts";
import type { SendOptions } from "../mail/sending.ts";
import { reckonDeadlines } from "../orders/reckon_commands.ts";
import { purgeDueSecrets } from "../orders/secret_purge.ts";
import { sweepUploads } from "../files/uploads.ts";
import { allotParts } from "../parts/allotment.ts";
import { sweepStockForms } from "../parts/ledger.ts";
import { watchStock } from "../parts/stock_check.ts";
import { mindPickups } from "../pickups/commands.ts";
import { remindPickups } from "../pickups/reminders.ts";
import { watchDatabase } from "../monitoring/damage_commands.ts";
import { expirePrintJobs } from "../printing/job_commands.ts";
import { mindQuotes } from "../quotes/reminders.ts";
import { checkFigures } from "../statistics/check_commands.ts";
import { refreshFigures } from "../statistics/refresh_commands.ts";
import { sendDigests } from "../technicians/digest.tsx";
import { sendDueReports } from "../reports/sending.tsx";
import { readWhatsappEvent } from "../whatsapp/event_commands.ts";
import { giveUpSending, sendByChannel } from "../whatsapp/channel.ts";
import { sweepDeliveries } from "../webhooks/deliveries.ts";
import type { Sessions } from "../auth/session.ts";
import { beginRun, endRun } from "../tasks/runs.ts";
import { sweepLinks, sweepOldLogs, sweepRuns } from "../tasks/retention.ts";
import type { TaskKind, TaskPayload, TaskResult } from "../tasks/task.ts";
import type { Ctx } from "../context.ts";
import type { Handler, Handlers } from "./handler.ts";
import { sweepJobs } from "./queue.ts";
import { sweepCodes, sweepPrintCommands } from "./retention.ts";

export interface JobTools {
  sessions: Sessions;
  /** Null without a mail server. */
  mail: SendOptions | null;
  /** Folder of the server's log files; none when left out. */
  logs?: string;
  /** What backups are made with; none are where it is left out. */
  backups?: BackupTools;
}

/** What each kind of job does: one line that calls a slice. */
export function jobHandlers({ sessions, mail, logs, backups }: JobTools): Handlers {
  return {
    send_message: {
      run: (ctx, { messageId }) => sendByChannel(ctx, messageId, mail),
      gaveUp: (trx, ctx, { payload }) => giveUpSending(trx, ctx, payload.messageId),
    },
    mail_password_link: { run: mailPasswordLink },
    mail_sign_in_blocked: { run: mailSignInBlocked },
    ...timedHandlers({
      reckon_deadlines: async (ctx) => (await reckonDeadlines(ctx)).changed,
      purge_secrets: purgeDueSecrets,
      mind_quotes: mindQuotes,
      mind_pickups: (ctx, { branchId }) => mindPickups(ctx, { branchId }),
      remind_pickups: (ctx) => remindPickups(ctx),
      remind_appointments: remindAppointments,
      send_digests: sendDigests,
      expire_print_jobs: expirePrintJobs,
      sweep_sessions: () => sessions.sweep(),
      sweep_uploads: sweepUploads,
      sweep_jobs: sweepJobs,
      sweep_codes: sweepCodes,
      sweep_drafts: sweepDrafts,
      sweep_idempotency_keys: sweepIdempotencyKeys,
      sweep_print_commands: sweepPrintCommands,
      sweep_stock_forms: sweepStockForms,
      sweep_webhooks: sweepDeliveries,
      check_stock: watchStock,
      refresh_figures: refreshFigures,
      check_figures: checkFigures,
      watch_shop: (ctx) => watchShop(ctx),
      mind_gateways: mindGateways,
      sweep_payment_events: sweepPaymentEvents,
      sweep_imports: sweepImports,
      send_reports: sendDueReports,
      sweep_links: sweepLinks,
      sweep_logs: (ctx) => sweepOldLogs(ctx, logs),
      sweep_runs: sweepRuns,
      back_up: (ctx) => backups ? takeDailyBackup(ctx, backups) : Promise.resolve(0),
      drill_backup: (ctx) => backups ? drillTonight(ctx, backups) : Promise.resolve(0),
      check_database: (ctx) => backups ? watchDatabase(ctx, backups.databaseUrl) : Promise.resolve(0),
      check_audit: async (ctx) =>
        (await watchAudit(ctx, backups ? await auditAnchors(backups, ctx.secretKey) : [])).events,
    }),
    read_payment_event: { run: (ctx, { eventId }) => readEvent(ctx, eventId) },
    check_payment_intent: { run: (ctx, { intentId }) => checkIntent(ctx, intentId) },
    read_whatsapp_event: { run: (ctx, { eventId }) => readWhatsappEvent(ctx, eventId) },
    import_rows: {
      run: (ctx, { importId }, { signal }) => runImport(ctx, importId, signal),
      gaveUp: (trx, ctx, { payload }) => markUnreadable(trx, ctx, payload.importId),
    },
    forget_answers: { run: (ctx, { clientId }) => forgetAnswers(ctx, clientId) },
    remove_papers: { run: (ctx, { hashes }) => removePapers(ctx, hashes) },
    allot_parts: { run: (ctx, place) => allotParts(ctx, place) },
  };
}

/** What a timed task does; it answers how much that was. */
type TaskWork = (ctx: Ctx, payload: TaskPayload) => Promise<TaskResult>;

function timedHandlers(works: Record<TaskKind, TaskWork>): Record<TaskKind, Handler<TaskKind>> {
  const entries = Object.entries(works).map(([kind, work]) => [kind, timedHandler(work)]);
  return Object.fromEntries(entries) as Record<TaskKind, Handler<TaskKind>>;
}

/** The work with its entry in the log of runs. */
function timedHandler(work: TaskWork): Handler<TaskKind> {
  return {
    async run(ctx, payload, { number }) {
      if (payload.runId) await beginRun(ctx, payload.runId, number);
      return await work(ctx, payload);
    },
    async finished(trx, ctx, { payload: { runId }, result }) {
      if (runId) await endRun(trx, ctx, { runId, outcome: { result: result as TaskResult } });
    },
    async gaveUp(trx, ctx, { payload: { runId }, error }) {
      if (runId) await endRun(trx, ctx, { runId, outcome: { error } });
    },
  };
}
