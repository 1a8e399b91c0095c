import { z } from "zod";
import { Id, Instant, instant, instantOrNull, Money, money } from "../api/shapes.ts";
import { LOCALES } from "../lib/locale.ts";
import { PAYMENT_METHODS } from "../orders/order.ts";
import type { Issue, PlanView } from "./queries.ts";
import { REPORT_PERIODS, type ReportFigures } from "./report.ts";

const Recipient = z.object({
  user_id: Id.nullable().meta({ description: "Null for a free address" }),
  name: z.string(),
  address: z.string(),
  unsubscribed_at: Instant.nullable(),
});

export const Report = z.object({
  id: Id,
  branch_id: Id.nullable().meta({ description: "Null for the whole shop" }),
  period: z.enum(REPORT_PERIODS),
  hour: z.int().meta({ description: "Of the branch's clock" }),
  weekday: z.int().meta({ description: "Of a weekly one; 1 is Monday" }),
  month_day: z.int().meta({ description: "Of a monthly one" }),
  locale: z.enum(LOCALES),
  active: z.boolean(),
  recipients: z.array(Recipient),
  version: z.int(),
}).meta({ id: "Report", description: "Figures of a day, a week or a month that go out by mail" });

export function reportTold(plan: PlanView): z.input<typeof Report> {
  const { id, branchId, period, hour, weekday, monthDay, locale, active, recipients, version } = plan;
  return {
    id,
    branch_id: branchId === "" ? null : branchId,
    period,
    hour,
    weekday,
    month_day: monthDay,
    locale,
    active,
    recipients: recipients.map(({ userId, name, address, unsubscribedAt }) => ({
      user_id: userId,
      name,
      address,
      unsubscribed_at: instantOrNull(unsubscribedAt),
    })),
    version,
  };
}

/** The report in the form in which it comes in. */
export function reportAsIn(plan: PlanView) {
  const { branch_id, period, hour, weekday, month_day, locale, active } = reportTold(plan);
  return {
    branch_id,
    period,
    hour,
    weekday,
    month_day,
    locale,
    users: plan.recipients.flatMap(({ userId }) => userId ?? []),
    addresses: plan.recipients.filter(({ userId }) => userId === null).map(({ address }) => address),
    active,
  };
}

const Days = z.object({ from: z.iso.date(), to: z.iso.date() });
const Flow = z.object({ received: z.int(), ready: z.int(), delivered: z.int(), cancelled: z.int() });

export const ReportFigure = z.object({
  days: Days,
  days_before: Days.meta({ description: "The period before, of the same kind" }),
  flow: Flow.meta({ description: "Orders by what happened to them" }),
  flow_before: Flow,
  money: z.array(z.object({
    net: Money.meta({ description: "Payments less refunds" }),
    net_before: Money,
    by_method: z.array(z.object({ method: z.enum(PAYMENT_METHODS), amount: Money })),
    closings: z.int(),
    difference: Money.meta({ description: "What was counted less what should have been there" }),
  })).meta({ description: "One of each currency" }),
  backlog: z.object({
    open: z.int(),
    overdue: z.int(),
    awaiting_approval: z.int(),
    ready: z.int(),
  }).meta({ description: "How the orders stand now" }),
  low_stock: z.object({
    count: z.int(),
    parts: z.array(z.object({
      name: z.string(),
      available_thousandths: z.int(),
      minimum_thousandths: z.int(),
    })),
  }),
}).meta({ id: "ReportFigures" });

export function figuresTold(figures: ReportFigures): z.input<typeof ReportFigure> {
  const { days, before, flow, flowBefore, backlog, low } = figures;
  return {
    days,
    days_before: before,
    flow,
    flow_before: flowBefore,
    money: figures.money.map(({ currency, net, netBefore, byMethod, closings, difference }) => ({
      net: money(net, currency),
      net_before: money(netBefore, currency),
      by_method: byMethod.map(({ method, minor }) => ({ method, amount: money(minor, currency) })),
      closings,
      difference: money(difference, currency),
    })),
    backlog: {
      open: backlog.open,
      overdue: backlog.overdue,
      awaiting_approval: backlog.awaitingApproval,
      ready: backlog.ready,
    },
    low_stock: {
      count: low.count,
      parts: low.parts.map(({ name, available, minimum }) => ({
        name,
        available_thousandths: available,
        minimum_thousandths: minimum,
      })),
    },
  };
}

export const ReportIssue = z.object({
  id: Id,
  days: Days,
  sent_at: Instant,
  due_at: Instant.nullable().meta({ description: "Its turn; null for one that somebody sent" }),
  recipients: z.int(),
  sent_by: z.string().nullable().meta({ description: "Null for the clock" }),
}).meta({ id: "ReportIssue" });

export function issueTold(issue: Issue): z.input<typeof ReportIssue> {
  const { id, from, to, createdAt, dueAt, recipients, byName } = issue;
  return {
    id,
    days: { from, to },
    sent_at: instant(createdAt),
    due_at: instantOrNull(dueAt),
    recipients,
    sent_by: byName === "" ? null : byName,
  };
}
