import type { Insertable } from "kysely";
import type { Schema } from "../db/schema.ts";

type Seeded =
  | "client"
  | "contact"
  | "device"
  | "device_owner"
  | "signature"
  | "intake"
  | "order"
  | "order_event"
  | "order_accessory"
  | "diagnosis"
  | "note"
  | "quote"
  | "quote_line"
  | "quote_decision"
  | "charge"
  | "cash_session"
  | "payment"
  | "cash_movement"
  | "cash_count"
  | "delivery"
  | "warranty"
  | "tracking_link"
  | "to_tell";

/** Rows that wait to be written, by table. Those of one table all have the same columns. */
export type Rows = { [Table in Seeded]: Insertable<Schema[Table]>[] };

/** Parents before children: they are written in this order, so that every reference holds. */
export function noRows(): Rows {
  return {
    client: [],
    contact: [],
    device: [],
    device_owner: [],
    signature: [],
    intake: [],
    order: [],
    order_event: [],
    order_accessory: [],
    diagnosis: [],
    note: [],
    quote: [],
    quote_line: [],
    quote_decision: [],
    charge: [],
    cash_session: [],
    payment: [],
    cash_movement: [],
    cash_count: [],
    delivery: [],
    warranty: [],
    tracking_link: [],
    to_tell: [],
  };
}

/** The rows of one table as one list of their values, row after row: no names of columns go along to another thread. */
export interface Sheet {
  table: Seeded;
  columns: string[];
  rows: number;
  values: unknown[];
}

/** In the order in which they can be written; tables without rows are left out. */
export function sheetsOf(rows: Rows): Sheet[] {
  return (Object.entries(rows) as [Seeded, Record<string, unknown>[]][])
    .filter(([, list]) => list.length > 0)
    .map(([table, list]) => {
      const columns = Object.keys(list[0] ?? {});
      const values: unknown[] = [];
      for (const row of list) {
        for (const column of columns) values.push(row[column]);
      }
      return { table, columns, rows: list.length, values };
    });
}
