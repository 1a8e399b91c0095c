import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { queuePaymentReceipt } from "../mail/outbox.ts";
import type { OrderRow } from "../orders/row.ts";
import { enterOnline } from "../payments/entries.ts";
import { goOnOncePaid } from "../quotes/approval_commands.ts";
import { METHOD_OF, type Provider, PROVIDER_NAME, type Purpose } from "./gateway.ts";

export interface OnlineMoney {
  held: { provider: Provider; external_id: string; amount_minor: number };
  order: OrderRow;
  /** Who of the shop answers for the entry. */
  by: string;
}

/** Enters what a gateway brought: ledger, receipt, history, the client's mail, and the order goes on if it waited for this. */
export async function enterPaid(
  trx: Db,
  ctx: Ctx,
  { held, order, by, intent, notify }: OnlineMoney & {
    intent: { purpose: Purpose } | null;
    /** False keeps it from the client this once. */
    notify?: boolean;
  },
): Promise<string> {
  const id = ctx.random.id(ctx.now);
  await enterOnline(trx, named(ctx, held.provider), {
    entry: {
      order,
      id,
      kind: intent?.purpose === "deposit" ? "deposit" : "payment",
      method: METHOD_OF[held.provider],
      amountMinor: held.amount_minor,
      note: noteOf(held),
    },
    gateway: held.provider,
    recordedBy: by,
  });
  await goOnOncePaid(trx, await asClient(trx, ctx, order), { order, notify });
  await queuePaymentReceipt(trx, ctx, { order, paymentIds: [id], paidMinor: held.amount_minor, notify });
  return id;
}

/** Enters what a provider gave back of it. `amountMinor` above zero. */
export async function enterReturned(
  trx: Db,
  ctx: Ctx,
  { held, order, by, amountMinor }: OnlineMoney & { amountMinor: number },
): Promise<string> {
  const id = ctx.random.id(ctx.now);
  await enterOnline(trx, named(ctx, held.provider), {
    entry: {
      order,
      id,
      kind: "refund",
      method: METHOD_OF[held.provider],
      amountMinor: -amountMinor,
      note: noteOf(held),
    },
    gateway: held.provider,
    recordedBy: by,
  });
  return id;
}

function noteOf({ provider, external_id }: OnlineMoney["held"]): string {
  return `${PROVIDER_NAME[provider]} ${external_id}`;
}

/** The history names the gateway. */
function named(ctx: Ctx, provider: Provider): Ctx {
  return ctx.actor.kind === "system"
    ? { ...ctx, actor: { ...ctx.actor, name: PROVIDER_NAME[provider] } }
    : ctx;
}

async function asClient(trx: Db, ctx: Ctx, order: OrderRow): Promise<Ctx> {
  if (ctx.actor.kind === "user") return ctx;
  const { id, name } = await trx.selectFrom("client").select(["id", "name"]).where("id", "=", order.client_id)
    .executeTakeFirstOrThrow();
  return { ...ctx, actor: { kind: "client", id, name } };
}
