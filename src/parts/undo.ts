import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { OrderRow } from "../orders/row.ts";
import { changeLine, letGo, readLines, reserveMissing, told, type ToldPart } from "./order_lines.ts";
import { tellParts } from "./plan.ts";

/** What an order did with a part before it moved, in thousandths. */
export interface PartBefore {
  part_id: string;
  wanted: number;
  reserved: number;
  explanation: string;
}

/** What `restoreParts` needs, read before the move. */
export async function partsBefore(trx: Db, orderId: string): Promise<PartBefore[]> {
  const lines = await readLines(trx, orderId);
  return lines.map(({ part_id, wanted, reserved, explanation }) => ({
    part_id,
    wanted,
    reserved,
    explanation,
  }));
}

/**
 * Undoes what a move did to an order's parts: what it put aside is let go, what it let go is put aside again as far as others
 * have left any. The caller holds the order.
 */
export async function restoreParts(
  trx: Db,
  ctx: Ctx,
  { order, before }: { order: OrderRow; before: readonly PartBefore[] },
): Promise<void> {
  const released: ToldPart[] = [];
  const reserved: ToldPart[] = [];
  for (const line of await readLines(trx, order.id)) {
    const was = before.find(({ part_id }) => part_id === line.part_id);
    if (!was) continue;
    const surplus = line.reserved - was.reserved;
    const held = await letGo(trx, ctx, line, surplus);
    const back = await changeLine(trx, ctx, held, { wanted: was.wanted, explanation: was.explanation });
    if (surplus > 0) released.push(told(back, surplus));
    if (surplus >= 0) continue;
    const after = await reserveMissing(trx, ctx, back);
    reserved.push(told(after, after.reserved - line.reserved));
  }
  if (released.length > 0) await tellParts(trx, ctx, { order, kind: "parts_released", parts: released });
  if (reserved.length > 0) await tellParts(trx, ctx, { order, kind: "parts_reserved", parts: reserved });
}
