import type { Schema } from "../db/schema.ts";
import type { OrderStatus } from "../orders/status.ts";
import type { Dice } from "./dice.ts";
import type { Rows } from "./rows.ts";

/** The history of one order while it is made up. */
export class History {
  /** Events so far. */
  length = 0;

  constructor(
    private readonly rows: Rows,
    private readonly die: Dice,
    private readonly orderId: string,
  ) {}

  add(
    at: number,
    by: { id: string | null; name: string; kind?: "client" | "system" },
    { kind, from, to, data }: {
      kind: Schema["order_event"]["kind"];
      from?: OrderStatus;
      to?: OrderStatus;
      data: Record<string, unknown>;
    },
  ): void {
    this.length++;
    this.rows.order_event.push({
      id: this.die.id(at),
      order_id: this.orderId,
      kind,
      from_status: from ?? null,
      to_status: to ?? null,
      actor_kind: by.kind ?? "user",
      actor_id: by.id,
      actor_name: by.name,
      at,
      data_json: JSON.stringify(data),
    });
  }
}
