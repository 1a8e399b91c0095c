import type { Db } from "../../src/db/open.ts";
import { createPart } from "../../src/parts/commands.ts";
import { newPart } from "../../src/parts/input.ts";
import { type OrderPart, orderPart, orderPartRows } from "../../src/parts/order_part_queries.ts";
import { receiveStock } from "../../src/parts/stock_commands.ts";
import { receiptInput } from "../../src/parts/stock_input.ts";
import type { Balance } from "../../src/parts/stock.ts";
import { ONE } from "../../src/lib/quantity.ts";
import type { Role } from "../../src/users/role.ts";
import { type TestApp, userActor } from "./app.ts";

let made = 0;

export interface PartWish {
  sku?: string;
  ean?: string;
  name?: string;
  category?: string;
  unit?: string;
  /** As typed, in pesos. */
  price?: string;
  cost?: string;
  minimum?: string;
  location?: string;
  models?: string;
  serials?: string[];
  /** Whole ones that lie in the shop's branch. */
  stock?: number;
  active?: boolean;
}

/** A part of the catalogue, with as many as wished for in the shop's branch. */
export async function aPart(app: TestApp, wish: PartWish = {}): Promise<{ id: string; sku: string }> {
  made++;
  const ctx = await app.ctx(userActor(app, "admin"));
  const { stock = 0, serials, active = true, ...typed } = wish;
  const sku = wish.sku ?? `PART-${String(made).padStart(4, "0")}`;
  const input = newPart({ locale: "es", currency: "ARS" }).parse({
    name: `Repuesto ${made}`,
    ...typed,
    sku,
    form_key: crypto.randomUUID(),
    ...(serials && { serialised: "1" }),
    ...(active && { active: "1" }),
  });
  const { id } = await createPart(ctx, input);
  if (serials) await arrive(app, id, { serials: serials.join("\n") }, true);
  else if (stock > 0) await arrive(app, id, { quantity: String(stock) });
  return { id, sku };
}

/** More of a part comes in. */
export async function arrive(
  app: TestApp,
  partId: string,
  typed: Record<string, string>,
  serialised = false,
  role: Role = "admin",
): Promise<void> {
  const counting = { locale: "es", currency: "ARS", unit: "unit", serialised } as const;
  const input = receiptInput(counting).parse({ form_key: crypto.randomUUID(), ...typed });
  await receiveStock(await app.ctx(userActor(app, role)), partId, input);
}

/** What an order does with its parts. */
export async function partsOf({ db }: { db: Db }, orderId: string): Promise<OrderPart[]> {
  return (await orderPartRows(db, orderId).execute()).map(orderPart);
}

/** What the shop's branch has of a part, in whole ones. */
export async function stockOf(app: TestApp, partId: string): Promise<Balance> {
  const row = await app.services.database.db.selectFrom("stock_balance").select(["on_hand", "reserved"])
    .where("part_id", "=", partId).where("branch_id", "=", app.branchId).executeTakeFirst();
  return { onHand: (row?.on_hand ?? 0) / ONE, reserved: (row?.reserved ?? 0) / ONE };
}
