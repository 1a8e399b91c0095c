import assert from "node:assert/strict";
import { recordApproval } from "../../src/quotes/approval_commands.ts";
import { saveQuote, startQuote } from "../../src/quotes/draft_commands.ts";
import { approvalInput, quoteInput } from "../../src/quotes/input.ts";
import { sendQuote } from "../../src/quotes/send_commands.ts";
import type { Role } from "../../src/users/role.ts";
import { type TestApp, userActor } from "./app.ts";

export interface QuoteWish {
  by?: Role;
  /** As typed: description, price, and more of the line's fields. */
  lines?: (Record<string, string> & { description: string; price: string })[];
  options?: "1" | "2" | "3";
  deposit_percent?: string;
  valid_days?: string;
  note?: string;
  taxRates?: number[];
  byMail?: boolean;
  from?: string;
  /** Why it costs something on a claim. */
  claimReason?: string;
}

const LINE = { description: "Cambio de módulo", price: "48.500" };

/** A draft of an order's offer with its lines; 48.500 in one line unless told. Answers its id. */
export async function aDraft(app: TestApp, number: string, wish: QuoteWish = {}): Promise<string> {
  const ctx = await app.ctx(userActor(app, wish.by ?? "admin"));
  const key = () => ctx.random.id(ctx.now);
  const id = await startQuote(ctx, number, { form_key: key(), from: wish.from ?? "" });
  const { version, tax_included } = await ctx.db.selectFrom("quote").select(["version", "tax_included"])
    .where("id", "=", id).executeTakeFirstOrThrow();
  const input = quoteInput({
    currency: "ARS",
    locale: "es",
    taxRates: wish.taxRates ?? [0],
    taxIncluded: tax_included === 1,
  }).parse({
    version,
    form_key: key(),
    options: wish.options ?? "1",
    note: wish.note ?? "",
    valid_days: wish.valid_days ?? "15",
    deposit_percent: wish.deposit_percent ?? "0",
    lines: wish.lines ?? [LINE],
  });
  await saveQuote(ctx, number, { quoteId: id, input });
  return id;
}

/** An offer that is in force. Answers its id. */
export async function aSentQuote(app: TestApp, number: string, wish: QuoteWish = {}): Promise<string> {
  const id = await aDraft(app, number, wish);
  await send(app, number, id, wish);
  return id;
}

export async function send(app: TestApp, number: string, id: string, wish: QuoteWish = {}): Promise<void> {
  const ctx = await app.ctx(userActor(app, wish.by ?? "admin"));
  const { version } = await ctx.db.selectFrom("quote").select("version").where("id", "=", id)
    .executeTakeFirstOrThrow();
  const input = {
    version,
    by_mail: wish.byMail ?? false,
    claim_reason: wish.claimReason ?? "",
    form_key: ctx.random.id(ctx.now),
  };
  await sendQuote(ctx, number, { quoteId: id, input });
}

/** Notes an approval by phone, of what is in force unless an amount is agreed on. */
export async function approveByPhone(
  app: TestApp,
  number: string,
  fields: Record<string, string> = {},
): Promise<{ moved: boolean }> {
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const typed = { form_key: ctx.random.id(ctx.now), how: "phone", who: "María Núñez", ...fields };
  return await recordApproval(ctx, number, approvalInput("ARS").parse(typed));
}

/** What the order's charges and the approved offers say, and that both agree. */
export async function assertSumsHold(app: TestApp, orderId: string): Promise<number> {
  const { db } = app.services.database;
  const charges = await db.selectFrom("charge").leftJoin("charge as of", "of.id", "charge.corrects_id")
    .select(["charge.amount_minor", "charge.quote_line_id", "of.quote_line_id as of_line"])
    .where("charge.order_id", "=", orderId).execute();
  const approved = await db.selectFrom("quote").selectAll().where("order_id", "=", orderId)
    .where("status", "=", "approved").execute();
  assert.ok(approved.length <= 1, "at most one offer is approved");
  const ofQuotes = charges.filter(({ quote_line_id, of_line }) => (quote_line_id ?? of_line) !== null)
    .reduce((sum, { amount_minor }) => sum + amount_minor, 0);
  const [quote] = approved;
  const settled = quote && quote.settled_at !== null;
  if (!settled) assert.equal(ofQuotes, 0, "nothing is charged for what was not approved");
  return ofQuotes;
}
