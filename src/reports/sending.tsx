import { ReportMail, type ReportMailFacts, reportPlain } from "../../views/mail/report_mail.tsx";
import { reportText } from "../../views/reports/text.ts";
import { daysWords, reportSections } from "../../views/reports/words.ts";
import type { Branch } from "../admin/shop.ts";
import { headText } from "../audit/chain.ts";
import { recordAudit } from "../audit/record.ts";
import { auditHead } from "../audit/verify_queries.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { reportPaper } from "../documents/report_paper.ts";
import { receiptShop } from "../intakes/snapshot.ts";
import { AppError } from "../lib/app_error.ts";
import { dayOf } from "../lib/dates.ts";
import { addAttachments } from "../mail/attachments.ts";
import { queueNotice } from "../mail/outbox.ts";
import { paths } from "../paths.ts";
import { refreshFigures } from "../statistics/refresh_commands.ts";
import { latestOccurrence } from "../tasks/cron.ts";
import { eachOf } from "../tasks/each.ts";
import type { Tally } from "../tasks/task.ts";
import { readReport } from "./figures_queries.ts";
import { listPlans, reachableUsers, readPlan } from "./queries.ts";
import { type Recipient, reportDays, type ReportFigures, reportPattern, type ReportPlan } from "./report.ts";
import { unsubscribeToken } from "./unsubscribing.ts";

/**
 * Sends the reports whose hour has come. The occurrence that was sent last stands in the plan and moves on in the transaction that writes the
 * mails: each goes out once, however often and wherever this runs, and of those that were missed only the latest.
 */
export async function sendDueReports(ctx: Ctx): Promise<Tally> {
  const tally = { done: 0, failed: 0, error: "" };
  const plans = (await listPlans(ctx)).filter(({ active }) => active);
  const due = plans.flatMap((plan) => {
    const { timeZone } = placeOf(ctx, plan);
    const dueAt = latestOccurrence(reportPattern(plan), { timeZone, now: ctx.now });
    return dueAt !== null && dueAt > plan.dueAt ? [{ planId: plan.id, dueAt }] : [];
  });
  await eachOf(due, tally, ({ planId, dueAt }) => issue(ctx, planId, { id: ctx.random.id(ctx.now), dueAt }));
  return tally;
}

/** Sends a report at once, under the id of the form; answers to how many. @throws AppError forbidden, not_found */
export async function sendNow(
  ctx: Ctx,
  planId: string,
  { form_key: id }: { form_key: string },
): Promise<number> {
  requirePermission(ctx.actor, "reports.manage");
  return await issue(ctx, planId, { id, dueAt: null });
}

async function issue(
  ctx: Ctx,
  planId: string,
  { id, dueAt }: { id: string; dueAt: number | null },
): Promise<number> {
  const plan = await readPlan(ctx.db, planId);
  await refreshFigures(ctx);
  const report = await drawReport(ctx, plan, dueAt ?? ctx.now);
  const { hash } = await ctx.files.put(report.pdf, { forRow: true });
  const count = await ctx.db.transaction().execute(async (trx) => {
    if (dueAt !== null && !await claim(trx, planId, dueAt)) return 0;
    const { recipients } = await readPlan(trx, planId);
    const working = new Set((await reachableUsers({ db: trx })).map(({ id }) => id));
    const people = recipients.filter(({ unsubscribedAt, userId }) =>
      unsubscribedAt === null && (userId === null || working.has(userId))
    );
    const { days } = report.figures;
    const made = await trx.insertInto("report_issue").values({
      id,
      plan_id: planId,
      due_at: dueAt,
      from_day: days.from,
      to_day: days.to,
      recipients: people.length,
      file_hash: hash,
      created_at: ctx.now,
      by_name: dueAt === null ? ctx.actor.name : "",
    }).onConflict((clash) => clash.doNothing()).returning("id").executeTakeFirst();
    if (!made) return people.length;
    for (const person of people) await mailTo(trx, ctx, { plan, person, report, hash });
    if (dueAt === null) {
      await recordAudit(trx, ctx, { kind: "report_sent", subject: { kind: "report_plan", id: planId } });
    }
    return people.length;
  });
  ctx.live.changed("jobs");
  return count;
}

async function claim(trx: Db, planId: string, dueAt: number): Promise<boolean> {
  const row = await trx.updateTable("report_plan").set({ due_at: dueAt }).where("id", "=", planId)
    .where("due_at", "<", dueAt).where("active", "=", 1).returning("id").executeTakeFirst();
  return row !== undefined;
}

interface DrawnReport {
  figures: ReportFigures;
  pdf: Uint8Array<ArrayBuffer>;
  /** The head of the audit log: kept in mailboxes, where nobody who has the database changes it. */
  seal: string;
}

/** The figures of the report that a plan sends at an instant, with its PDF. */
export async function drawReport(ctx: Ctx, plan: ReportPlan, at: number): Promise<DrawnReport> {
  const branch = placeOf(ctx, plan);
  const { period, locale } = plan;
  const { timeZone } = branch;
  const figures = await reportFigures(ctx, plan, at);
  const shop = { ...receiptShop(ctx.shop, branch), branch: scopeOf(ctx, plan) };
  const { renderPaper } = await import("../documents/paper.ts");
  const paper = reportPaper({ locale, timeZone, shop, period, at, figures });
  const head = await auditHead(ctx.db);
  return {
    figures,
    pdf: await renderPaper(paper, { format: "a4", pictures: ctx.files.read }),
    seal: head ? headText(head) : "",
  };
}

/** What a plan tells at an instant. */
export async function reportFigures(ctx: Ctx, plan: ReportPlan, at: number): Promise<ReportFigures> {
  const { branchId, period } = plan;
  const days = reportDays(period, dayOf(at, placeOf(ctx, plan).timeZone));
  return await readReport(ctx, { branchId, period, days });
}

/** What a recipient's mail says. */
export function reportMailFacts(
  ctx: Ctx,
  { plan, person, report: { figures, seal } }: {
    plan: ReportPlan;
    person: Pick<Recipient, "id">;
    report: Pick<DrawnReport, "figures" | "seal">;
  },
): ReportMailFacts {
  const { locale, period } = plan;
  return {
    locale,
    shop: ctx.shop.organization?.name ?? "",
    accent: ctx.shop.settings.accent,
    title: reportText[locale].titles[period],
    scope: scopeOf(ctx, plan),
    days: daysWords(figures.days, locale),
    sections: reportSections(figures, locale),
    url: ctx.baseUrl + paths.statistics(),
    stopUrl: ctx.baseUrl + endPath(ctx, person),
    seal,
  };
}

export function reportSubject({ shop, title, scope, days }: ReportMailFacts): string {
  return `${shop}: ${title}, ${scope}, ${days}`;
}

function endPath({ secretKey }: Ctx, { id }: Pick<Recipient, "id">): string {
  return paths.reportEnd(id, unsubscribeToken(secretKey, id));
}

async function mailTo(
  trx: Db,
  ctx: Ctx,
  { plan, person, report, hash }: { plan: ReportPlan; person: Recipient; report: DrawnReport; hash: string },
): Promise<void> {
  const facts = reportMailFacts(ctx, { plan, person, report });
  const id = ctx.random.id(ctx.now);
  await queueNotice(trx, ctx, {
    id,
    kind: "report",
    to: { name: person.name, address: person.address },
    locale: plan.locale,
    subject: reportSubject(facts),
    html: `<!doctype html>${<ReportMail facts={facts} />}`,
    text: reportPlain(facts),
    unsubscribePath: endPath(ctx, person),
  });
  const name = `${facts.title} ${report.figures.days.to}.pdf`;
  await addAttachments(trx, ctx, {
    messageId: id,
    attachments: [{ name, type: "application/pdf", fileHash: hash }],
  });
}

/** Whose clock a plan goes by: its branch, or for the whole shop the first one with the shop's own zone. */
export function placeOf({ shop }: Ctx, { branchId }: Pick<ReportPlan, "branchId">): Branch {
  const own = shop.branches.find(({ id }) => id === branchId);
  if (own) return own;
  const first = shop.branches.find(({ active }) => active) ?? shop.branches[0];
  if (!first) throw new AppError("conflict");
  return { ...first, timeZone: shop.organization?.timeZone ?? first.timeZone };
}

function scopeOf({ shop }: Ctx, { branchId, locale }: ReportPlan): string {
  return shop.branches.find(({ id }) => id === branchId)?.name ?? reportText[locale].whole;
}
