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
  | "charge"
  | "payment"
  | "delivery"
  | "warranty"
  | "tracking_link";

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
    charge: [],
    payment: [],
    delivery: [],
    warranty: [],
    tracking_link: [],
  };
}
