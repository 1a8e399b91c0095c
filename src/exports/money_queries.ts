import { sql } from "kysely";
import type { Branch } from "../admin/shop.ts";
import { type Period, periodOf } from "../cash/figures_queries.ts";
import type { FiguresFilter, SessionFilter } from "../cash/input.ts";
import { listSessions, type SessionHead } from "../cash/queries.ts";
import type { Ctx } from "../context.ts";
import { unindexed } from "../db/unindexed.ts";
import { dayStart, nextDay } from "../lib/dates.ts";
import type { PaymentMethod } from "../orders/order.ts";
import type { PaymentKind } from "../payments/payment.ts";
import { type Debtor, type DebtorFilter, listDebtors } from "../payments/queries.ts";
import { everyPage, pageOf, READ_ROWS } from "./keyset.ts";

export interface MoneyLine {
  id: string;
  at: number;
  /** A movement is cash in or out for no order. */
  kind: PaymentKind | "movement";
  method: PaymentMethod;
  /** Negative for what went out. */
  minor: number;
  currency: string;
  note: string;
  order: string | null;
  client: string | null;
  by: string;
  till: string | null;
  branch: string;
  timeZone: string;
}

/** What was taken, given back and moved in a period, branch by branch by its own clock: payments first, then movements. */
export async function* moneyPages(ctx: Ctx, filter: FiguresFilter): AsyncGenerator<MoneyLine[]> {
  const period = periodOf(ctx, filter);
  const chosen = ctx.shop.branches.filter(({ id }) => id === filter.sucursal);
  for (const branch of chosen.length > 0 ? chosen : ctx.shop.branches) {
    for (const query of [paymentLines, movementLines]) {
      yield* everyPage(async (after: MoneyCursor | null) => {
        const rows = await query(ctx, { branch, period, after });
        const lines = rows.map((row) => ({ ...row, branch: branch.code, timeZone: branch.timeZone }));
        return pageOf(lines, ({ at, id }) => ({ at, id }));
      });
    }
  }
}

interface MoneyCursor {
  at: number;
  id: string;
}

interface Asked {
  branch: Branch;
  period: Period;
  after: MoneyCursor | null;
}

async function paymentLines(ctx: Ctx, { branch, period, after }: Asked) {
  const { begins, ends } = bounds(branch, period);
  return await ctx.db.selectFrom("payment").innerJoin("order", "order.id", "payment.order_id")
    .innerJoin("client", "client.id", "order.client_id").innerJoin("user", "user.id", "payment.recorded_by")
    .leftJoin("cash_session", "cash_session.id", "payment.cash_session_id")
    .leftJoin("till", "till.id", "cash_session.till_id")
    .select(["payment.id", "payment.at", "payment.kind", "payment.method", "payment.currency"])
    .select(["payment.amount_minor as minor", "payment.note", "order.number as order"])
    .select(["client.name as client", "user.name as by", "till.name as till"])
    .where("payment.at", ">=", after?.at ?? begins).where("payment.at", "<", ends)
    .where(unindexed("order.branch_id"), "=", branch.id)
    .$if(
      after !== null,
      (q) =>
        q.where(
          sql<boolean>`(${sql.ref("payment.at")}, ${sql.ref("payment.id")}) > (${after?.at}, ${after?.id})`,
        ),
    )
    .orderBy("payment.at").orderBy("payment.id").limit(READ_ROWS + 1).execute();
}

async function movementLines(ctx: Ctx, { branch, period, after }: Asked) {
  const { begins, ends } = bounds(branch, period);
  const rows = await ctx.db.selectFrom("cash_movement")
    .innerJoin("cash_session", "cash_session.id", "cash_movement.cash_session_id")
    .innerJoin("till", "till.id", "cash_session.till_id")
    .innerJoin("user", "user.id", "cash_session.user_id")
    .select(["cash_movement.id", "cash_movement.at", "cash_movement.currency"])
    .select(["cash_movement.amount_minor as minor", "cash_movement.reason as note", "user.name as by"])
    .select("till.name as till")
    .where("cash_movement.at", ">=", after?.at ?? begins).where("cash_movement.at", "<", ends)
    .where("cash_session.branch_id", "=", branch.id)
    .$if(
      after !== null,
      (q) =>
        q.where(
          sql<boolean>`(${sql.ref("cash_movement.at")}, ${
            sql.ref("cash_movement.id")
          }) > (${after?.at}, ${after?.id})`,
        ),
    )
    .orderBy("cash_movement.at").orderBy("cash_movement.id").limit(READ_ROWS + 1).execute();
  return rows.map((row) => ({
    ...row,
    kind: "movement" as const,
    method: "cash" as const,
    order: null,
    client: null,
  }));
}

function bounds({ timeZone }: Branch, { from, to }: Period) {
  return { begins: dayStart(from, timeZone), ends: dayStart(nextDay(to), timeZone) };
}

export type SessionLine = SessionHead & { branch: string; timeZone: string };

/** Tills from their opening to their counted closing, newest first: one's own, or all for who may see them. */
export async function* sessionPages(ctx: Ctx, filter: SessionFilter): AsyncGenerator<SessionLine[]> {
  const branches = new Map(ctx.shop.branches.map((branch) => [branch.id, branch]));
  const pages = everyPage((after: number | null) =>
    listSessions(ctx, { ...filter, desde: after ?? undefined }, READ_ROWS)
  );
  for await (const page of pages) {
    yield page.map((session) => ({
      ...session,
      branch: branches.get(session.branchId)?.code ?? "",
      timeZone: branches.get(session.branchId)?.timeZone ?? "UTC",
    }));
  }
}

/** Who owes in one currency, most first. */
export function debtorPages(ctx: Ctx, { currency }: DebtorFilter): AsyncGenerator<Debtor[]> {
  return everyPage((after: DebtorFilter["after"]) => listDebtors(ctx, { currency, after }, READ_ROWS));
}
