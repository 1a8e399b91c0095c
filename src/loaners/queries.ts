import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { notFound } from "../lib/app_error.ts";
import type { LoanerList } from "./filter.ts";
import type { Agreement } from "./loaner.ts";

/** A device that the shop lends, with the loan that is out. Instants are UTC milliseconds. */
export interface LoanerRow {
  id: string;
  name: string;
  serial: string;
  condition: string;
  active: boolean;
  version: number;
  out: { id: string; dueAt: number; number: string; client: string } | null;
}

/** The branch's own, by name. */
export async function listLoaners(ctx: Ctx, branchId: string, list: LoanerList): Promise<LoanerRow[]> {
  const rows = await loanerRows(ctx.db).where("loaner.branch_id", "=", branchId)
    .orderBy("loaner.active", "desc").orderBy("loaner.name").orderBy("loaner.id").execute();
  return rows.map(rowOf).filter(IN_LIST[list](ctx.now));
}

const IN_LIST = {
  all: () => () => true,
  free: () => (row) => row.out === null && row.active,
  lent: () => (row) => row.out !== null,
  overdue: (now) => (row) => row.out !== null && row.out.dueAt < now,
} as const satisfies Record<LoanerList, (now: number) => (row: LoanerRow) => boolean>;

/** How many of the branch's loans are overdue. */
export async function overdueLoans(ctx: Ctx, branchId: string): Promise<number> {
  return (await listLoaners(ctx, branchId, "overdue")).length;
}

/** @throws AppError not_found */
export async function getLoaner(ctx: Ctx, id: string): Promise<LoanerRow & { loans: Loan[] }> {
  const row = await loanerRows(ctx.db).where("loaner.id", "=", id).executeTakeFirst();
  if (!row) throw notFound();
  const loans = await loanRows(ctx.db).where("loan.loaner_id", "=", id).orderBy("loan.id", "desc").limit(50)
    .execute();
  return { ...rowOf(row), loans };
}

/** One loan and, once it came back, how. */
export interface Loan {
  id: string;
  loanerId: string;
  loaner: string;
  serial: string;
  number: string;
  client: string;
  agreement: Agreement;
  deposit: string;
  condition: string;
  lentAt: number;
  lentBy: string;
  dueAt: number;
  returnedAt: number | null;
  returnedBy: string | null;
  returnCondition: string | null;
}

/** What was lent with an order, oldest first. */
export async function loansOfOrder(db: Db, orderId: string): Promise<Loan[]> {
  return await orderLoans(db, orderId).execute();
}

/** The query behind them, for the planner's test too. */
export function orderLoans(db: Db, orderId: string) {
  return loanRows(db).where("loan.order_id", "=", orderId).orderBy("loan.id");
}

function loanRows(db: Db) {
  return db.selectFrom("loan").innerJoin("loaner", "loaner.id", "loan.loaner_id")
    .innerJoin("order", "order.id", "loan.order_id").innerJoin("client", "client.id", "order.client_id")
    .leftJoin("loan_return", "loan_return.loan_id", "loan.id")
    .select(["loan.id", "loan.loaner_id as loanerId", "loaner.name as loaner", "loaner.serial"])
    .select(["order.number", "client.name as client", "loan.agreement", "loan.deposit", "loan.condition"])
    .select(["loan.lent_at as lentAt", "loan.lent_by_name as lentBy", "loan.due_at as dueAt"])
    .select(["loan_return.returned_at as returnedAt", "loan_return.returned_by_name as returnedBy"])
    .select("loan_return.condition as returnCondition");
}

/** Each loaner with the one loan of it that has not come back, if any. */
export function loanerRows(db: Db) {
  return db.selectFrom("loaner")
    .leftJoin("loan", (join) =>
      join.on((q) =>
        q(
          "loan.id",
          "=",
          q.selectFrom("loan as one").select("one.id")
            .whereRef("one.loaner_id", "=", "loaner.id")
            .where((o) =>
              o.not(o.exists(
                o.selectFrom("loan_return").select("loan_return.id").whereRef(
                  "loan_return.loan_id",
                  "=",
                  "one.id",
                ),
              ))
            )
            .limit(1),
        )
      ))
    .leftJoin("order", "order.id", "loan.order_id").leftJoin("client", "client.id", "order.client_id")
    .select(["loaner.id", "loaner.name", "loaner.serial", "loaner.condition", "loaner.active"])
    .select(["loaner.version", "loan.id as loan_id", "loan.due_at", "order.number", "client.name as client"]);
}

type Row = Awaited<ReturnType<ReturnType<typeof loanerRows>["execute"]>>[number];

function rowOf({ loan_id, due_at, number, client, active, ...row }: Row): LoanerRow {
  const out = loan_id !== null && due_at !== null
    ? { id: loan_id, dueAt: due_at, number: number ?? "", client: client ?? "" }
    : null;
  return { ...row, active: active === 1, out };
}
