import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { queueDocuments } from "../mail/outbox.ts";
import { readTold } from "../mail/told.ts";
import type { OrderRow } from "../orders/row.ts";
import { paymentDocument } from "../orders/payment_document.ts";
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
  { held, order, by, intent }: OnlineMoney & { intent: { purpose: Purpose } | null },
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
  await goOnOncePaid(trx, await asClient(trx, ctx, order), order);
  await mailReceipt(trx, ctx, { order, paymentId: id });
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

/** The receipt goes to the client's address where there is one. */
async function mailReceipt(
  trx: Db,
  ctx: Ctx,
  { order, paymentId }: { order: OrderRow; paymentId: string },
): Promise<void> {
  const { address, client } = await readTold(trx, order.id);
  if (address === null) return;
  const payment = { number: order.number, paymentId };
  const { title } = await paymentDocument(trx, ctx, payment);
  await queueDocuments(trx, ctx, {
    id: ctx.random.id(ctx.now),
    orderId: order.id,
    to: { name: client, address },
    note: "",
    papers: [{ kind: "payment_receipt", title, paper: { kind: "payment_receipt", ...payment } }],
  });
}
