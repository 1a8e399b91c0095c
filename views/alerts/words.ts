import type { Alert } from "../../src/alerts/alert.ts";
import type { Locale } from "../../src/lib/locale.ts";
import { formatQuantity } from "../../src/lib/quantity.ts";
import { paths } from "../../src/paths.ts";
import { clock, type ClockReader, printerReason } from "../printing/words.ts";
import { backupReason } from "../backups/reason.ts";
import { taskName } from "../tasks/text.ts";
import { alertText } from "./text.ts";

/** What is wrong, in one sentence: "Etiquetas mostrador: sin papel, desde las 10:42". */
export function alertSentence(alert: Alert, reader: ClockReader): string {
  const text = alertText[reader.locale];
  const since = clock(reader, alert.facts.since ?? alert.openedAt);
  if (alert.kind === "stock_differs") {
    const words = (quantity = 0) => formatQuantity(quantity, reader.locale);
    const { onHand, moved, pieces } = alert.facts;
    return pieces === undefined
      ? text.stockDiffers(alert.subject.name, words(onHand), words(moved))
      : text.piecesDiffer(alert.subject.name, words(onHand), words(pieces));
  }
  if (alert.subject.kind === "task") {
    const name = taskName(alert.subject.id, reader.locale);
    return alert.kind === "task_late"
      ? text.taskLate(name, since)
      : text.taskFailing(name, alert.facts.reason ?? "");
  }
  if (alert.kind === "figures_differ") return text.figuresDiffer(alert.subject.name, alert.facts.days ?? 0);
  if (alert.kind === "disk_low") return text.diskLow(bytesOf(alert, reader.locale), alert.facts.percent ?? 0);
  if (alert.kind === "files_full") {
    return text.filesFull(bytesOf(alert, reader.locale), alert.facts.percent ?? 0);
  }
  if (alert.kind === "logins_failing") {
    return text.loginsFailing(alert.subject.name, alert.facts.count ?? 0, since);
  }
  if (alert.kind === "whatsapp_refused") return text.whatsappRefused(alert.facts.reason ?? "", since);
  if (alert.kind === "jobs_dead") return text.jobsDead(alert.facts.count ?? 0);
  if (alert.kind === "webhook_stopped") return text.webhookStopped(alert.subject.name);
  if (alert.kind === "deliveries_dead") {
    return text.deliveriesDead(alert.subject.name, alert.facts.count ?? 0);
  }
  if (alert.subject.kind === "backup") return backupWords(alert, reader.locale, since);
  if (alert.kind === "audit_broken") return text.auditBroken;
  if (alert.kind === "database_damaged") return text.databaseDamaged(alert.facts.reason ?? "");
  if (alert.kind === "agent_silent") return text.agentSilent(alert.subject.name, since);
  return text.printerFault(alert.subject.name, printerReason(reader, alert.facts.reason ?? ""), since);
}

function backupWords({ kind, facts }: Alert, locale: Locale, since: string): string {
  const text = alertText[locale];
  const reason = backupReason(locale, facts.reason ?? "");
  if (kind === "backup_old") return text.backupOld(since);
  if (kind === "drill_old") return text.drillOld(since);
  return kind === "backup_failed" ? text.backupFailed(reason) : text.drillFailed(reason);
}

/** The same once it is over. */
export function alertOver({ kind, subject }: Alert, locale: Locale): string {
  const text = alertText[locale];
  if (subject.kind === "task") return text.taskWell(taskName(subject.id, locale));
  if (kind === "figures_differ") return text.figuresAgree(subject.name);
  if (kind === "disk_low") return text.diskFree;
  if (kind === "files_full") return text.filesFree;
  if (kind === "logins_failing") return text.loginsOver(subject.name);
  if (kind === "jobs_dead") return text.jobsWell;
  if (kind === "whatsapp_refused") return text.whatsappWell;
  if (kind === "webhook_stopped") return text.webhookWell(subject.name);
  if (kind === "deliveries_dead") return text.deliveriesWell(subject.name);
  if (subject.kind === "backup") return text.backupsWell;
  if (kind === "audit_broken") return text.auditWell;
  if (kind === "database_damaged") return text.databaseWell;
  return kind === "stock_differs" ? text.stockAgrees(subject.name) : text.over(subject.name);
}

/** `3,2 GB`. */
function bytesOf({ facts }: Alert, locale: Locale): string {
  const gigabytes = (facts.free ?? 0) / 1e9;
  return `${gigabytes.toLocaleString(locale, { maximumFractionDigits: gigabytes < 1 ? 3 : 1 })} GB`;
}

/** Where one sees more, and what the link says in a mail. */
export function alertPage(
  { kind, subject, closedAt }: Alert,
  locale: Locale,
): { path: string; label: string } {
  const text = alertText[locale];
  if (subject.kind === "task") return { path: paths.task(subject.id), label: text.openTask };
  if (kind === "figures_differ") return { path: paths.statistics(), label: text.openStatistics };
  if (kind === "disk_low" || kind === "files_full") return { path: paths.admin(), label: text.openAdmin };
  if (kind === "logins_failing") return { path: paths.audit(), label: text.openAudit };
  if (subject.kind === "backup" || subject.kind === "database") {
    return { path: paths.backups(), label: text.openBackups };
  }
  if (subject.kind === "webhook") {
    // Once it is over the endpoint may be gone.
    const path = closedAt !== null
      ? paths.webhooks()
      : kind === "webhook_stopped"
      ? paths.webhook(subject.id)
      : paths.webhookDeliveries(subject.id, "?estado=dead");
    return { path, label: text.openWebhook };
  }
  if (kind === "audit_broken") return { path: paths.audit(), label: text.openAudit };
  if (kind === "jobs_dead") return { path: paths.deadJobs(), label: text.openJobs };
  if (kind === "whatsapp_refused") return { path: paths.whatsapp(), label: text.openWhatsapp };
  return kind === "stock_differs"
    ? { path: paths.part(subject.id), label: text.openPart }
    : { path: paths.printing(), label: text.open };
}
