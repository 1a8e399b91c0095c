import { type Kysely, sql } from "kysely";
import { blob, int, strict } from "../../src/db/columns.ts";
import type { Flavour } from "../../src/db/flavour.ts";

/** A small schema of its own, so that these tests do not change with the shop's. */
export interface Ledger {
  account: { id: number; name: string };
  entry: { id: number; account_id: number; label: string | null; amount: number; data: Uint8Array | null };
}

export async function createLedger(
  { db, flavour }: { db: unknown; flavour: Flavour },
): Promise<Kysely<Ledger>> {
  const ledger = db as Kysely<Ledger>;
  await strict(
    flavour,
    ledger.schema.createTable("account")
      .addColumn("id", int(flavour), (column) => column.primaryKey().notNull())
      .addColumn("name", "text", (column) => column.notNull().unique()),
  ).execute();
  await strict(
    flavour,
    ledger.schema.createTable("entry")
      .addColumn("id", int(flavour), (column) => column.primaryKey().notNull())
      .addColumn("account_id", int(flavour), (column) => column.notNull().references("account.id"))
      .addColumn("label", "text")
      .addColumn("amount", int(flavour), (column) => column.notNull())
      .addColumn("data", blob(flavour))
      .addCheckConstraint("entry_amount_check", sql`amount >= 0`),
  ).execute();
  await ledger.insertInto("account").values({ id: 1, name: "till" }).execute();
  return ledger;
}

export function anEntry(id: number, more: Partial<Ledger["entry"]> = {}): Ledger["entry"] {
  return { id, account_id: 1, label: null, amount: 0, data: null, ...more };
}
