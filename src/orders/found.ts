import type { Ctx } from "../context.ts";
import { matches } from "../db/search.ts";
import { fold } from "../lib/fold.ts";
import { seesContacts } from "./own_orders.ts";

const AT_ONCE = 200;

interface Found {
  /** As typed by a person; nothing is found by signs alone. */
  text: string;
  /** `seq` of the newest order that may be found. */
  upTo: number | undefined;
  /** As many rows are enough. */
  enough: number;
}

/**
 * What hangs on the orders that have every word of a text, the newest orders first, read a few hundred orders at a time until there
 * is enough: `read` gets their ids and how many rows are still wanted, and keeps that order.
 */
export async function rowsOfFound<Row>(
  ctx: Ctx,
  { text, upTo, enough }: Found,
  read: (orderIds: string[], wanted: number) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  if (fold(text) === "") return rows;
  for (let before = upTo === undefined ? undefined : upTo + 1; rows.length < enough;) {
    const orders = await foundOrders(ctx, { text, before }).limit(AT_ONCE).execute();
    if (orders.length > 0) rows.push(...await read(orders.map(({ id }) => id), enough - rows.length));
    if (orders.length < AT_ONCE) break;
    before = orders.at(-1)?.seq;
  }
  return rows;
}

/** The query behind it, for the planner's test too. */
export function foundOrders(
  { db, flavour, actor }: Ctx,
  { text, before }: { text: string; before?: number },
) {
  return db.selectFrom("order").select(["order.id", "order.seq"])
    .$call((query) =>
      matches(query, { flavour, table: "order", contacts: seesContacts(actor), text, before })
    );
}
