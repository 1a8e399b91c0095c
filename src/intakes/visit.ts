import type { Branch } from "../admin/shop.ts";
import { addClient } from "../clients/commands.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import type { IntakeInput } from "./input.ts";
import type { ReceivedClient } from "./snapshot.ts";
import type { Staff } from "./staff.ts";

/** One form at the counter and the orders that came of it. */
export interface MadeVisit {
  id: string;
  /** `claimedId`: of the order whose warranty it claims. */
  orders: { id: string; number: string; claimedId: string | null }[];
}

/**
 * Of submits of one form that run at the same time on several connections one wins; the others fail on what it left (its client
 * is a duplicate, its photos are taken, its form key is not free) and answer with its result.
 */
export async function once(
  ctx: Ctx,
  { formKey }: IntakeInput,
  make: (trx: Db) => Promise<MadeVisit>,
): Promise<MadeVisit> {
  const earlier = await visitOfForm(ctx.db, formKey);
  if (earlier) return earlier;
  try {
    return await ctx.db.transaction().execute(async (trx) =>
      await visitOfForm(trx, formKey) ?? await make(trx)
    );
  } catch (error) {
    const meanwhile = await visitOfForm(ctx.db, formKey);
    if (!meanwhile) throw error;
    return meanwhile;
  }
}

/** Wakes whatever shows the visit's orders. */
export function tellVisit(ctx: Ctx, { branchId }: Pick<Staff, "branchId">, { orders }: MadeVisit): void {
  ctx.live.changed(
    ...orders.map((order) => `order:${order.id}` as const),
    ...orders.flatMap(({ claimedId }) => claimedId ? [`order:${claimedId}` as const] : []),
    `board:${branchId}`,
    `printers:${branchId}`,
    "jobs",
  );
}

/** The client that the form names, made when it is a new one. */
export async function clientOfVisit(trx: Db, ctx: Ctx, { client }: IntakeInput): Promise<ReceivedClient> {
  const id = "id" in client ? client.id : (await addClient(trx, ctx, client.input)).id;
  const row = await trx.selectFrom("client").select(["id", "name", "document", "locale"]).where("id", "=", id)
    .executeTakeFirstOrThrow();
  const contacts = await trx.selectFrom("contact").select(["kind", "value", "display"])
    .where("client_id", "=", id).orderBy("position").execute();
  return { ...row, contacts };
}

type Papers = Pick<
  Schema["intake"],
  "terms_version_id" | "signature_id" | "unsigned_reason" | "receipt_json"
>;

export interface NewVisit {
  id: string;
  formKey: string;
  /** Who made it, or the link through which a client did. */
  staff: Pick<Staff, "id">;
  branch: Branch;
  client: ReceivedClient;
  /** `receipt_json` is "" where nothing was handed out. */
  papers: Papers;
}

export async function insertVisit(trx: Db, ctx: Ctx, visit: NewVisit): Promise<void> {
  await trx.insertInto("intake").values({
    id: visit.id,
    branch_id: visit.branch.id,
    client_id: visit.client.id,
    ...visit.papers,
    form_key: visit.formKey,
    created_at: ctx.now,
    created_by: visit.staff.id,
  }).execute();
  await trx.deleteFrom("intake_draft").where("id", "=", visit.formKey).execute();
}

async function visitOfForm(db: Db, formKey: string): Promise<MadeVisit | null> {
  const visit = await db.selectFrom("intake").select("id").where("form_key", "=", formKey).executeTakeFirst();
  if (!visit) return null;
  const orders = await db.selectFrom("order").select(["id", "number", "warranty_of_order_id as claimedId"])
    .where("intake_id", "=", visit.id).orderBy("seq").execute();
  return { id: visit.id, orders };
}
