import {
  AliasNode,
  type FromNode,
  IdentifierNode,
  type JoinNode,
  type KyselyPlugin,
  type OperationNode,
  OperationNodeTransformer,
  type QueryId,
  type RawBuilder,
  sql,
  TableNode,
} from "kysely";
import { personMay } from "../auth/permissions.ts";
import type { Actor } from "../context.ts";
import type { Db } from "../db/open.ts";
import { OPEN_STATUSES } from "./status.ts";

/**
 * What hangs on one order by its `order_id`. Left out are appointments, which may be one's own without an order that is, and what the
 * shop's own sums follow from, whoever asks: stock and plans of parts, loans, running timers.
 */
export const ON_ORDERS = [
  "attachment",
  "charge",
  "checklist_run",
  "client_message",
  "delivery",
  "diagnosis",
  "gateway_payment",
  "gateway_review",
  "message_order",
  "note",
  "note_mention",
  "order_accessory",
  "order_balance",
  "order_event",
  "order_part_past",
  "payment",
  "payment_intent",
  "pickup_notice",
  "pickup_reminder",
  "preintake_order",
  "print_job",
  "quote",
  "quote_decision",
  "secret",
  "secret_access",
  "slip",
  "to_tell",
  "tracking_link",
  "warranty",
  "whatsapp_inbound",
  "work_time",
] as const;

export function seesAllOrders(actor: Actor): boolean {
  return actor.kind !== "user" && actor.kind !== "token" || personMay(actor, "orders.all");
}

export function seesContacts(actor: Actor): boolean {
  return actor.kind !== "user" && actor.kind !== "token" || personMay(actor, "contacts.read");
}

/**
 * The database as somebody may see it. Without `orders.all` there are only the orders that are theirs, with what hangs on them, and
 * the open ones of their branch that nobody has, as long as they may take them (or have just taken them in), and the appointments with
 * them, about their orders or booked by them: every query and command reads through it, so that everything else is not found. Without `contacts.read` nobody has a phone or an e-mail.
 */
export function databaseOf(db: Db, actor: Actor): Db {
  if (actor.kind !== "user" && actor.kind !== "token") return db;
  const own = seesAllOrders(actor) ? db : db.withPlugin(new Narrowed(ownTables(actor)));
  if (seesContacts(actor)) return own;
  // Commands see them: clients are told by their addresses, whoever acts.
  return Object.assign(own.withPlugin(new Narrowed(NO_CONTACTS)), { transaction: () => own.transaction() });
}

type Tables = ReadonlyMap<string, RawBuilder<unknown>>;

const NO_CONTACTS: Tables = new Map([["contact", sql`(select * from contact where 1 = 0)`]]);

function ownTables(actor: Extract<Actor, { kind: "user" | "token" }>): Tables {
  const userId = actor.kind === "token" ? actor.userId : actor.id;
  const takes = personMay(actor, "orders.take") || personMay(actor, "intakes.create");
  const free = sql`(technician_id is null and branch_id = ${actor.branchId}
    and status in (${sql.join(OPEN_STATUSES)}))`;
  const own = takes ? sql`(technician_id = ${userId} or ${free})` : sql`technician_id = ${userId}`;
  const order = sql.table("order");
  return new Map([
    ["order", sql`(select * from ${order} where ${own})`],
    [
      "order_count",
      sql`(select branch_id, status, count(*) as orders from ${order} where ${own}
      group by branch_id, status)`,
    ],
    ["intake", sql`(select * from intake where id in (select intake_id from ${order} where ${own}))`],
    [
      "appointment",
      sql`(select * from appointment where technician_id = ${userId} or created_by = ${userId}
      or order_id in (select id from ${order} where ${own}))`,
    ],
    ...ON_ORDERS.map((table) =>
      [
        table,
        sql`(select * from ${sql.table(table)} where order_id is null
          or order_id in (select id from ${order} where ${own}))`,
      ] as const
    ),
  ]);
}

/** Reads a narrower table wherever a query names one of these. */
class Narrowed extends OperationNodeTransformer implements KyselyPlugin {
  constructor(private readonly tables: Tables) {
    super();
  }

  transformQuery: KyselyPlugin["transformQuery"] = ({ node, queryId }) => this.transformNode(node, queryId);

  transformResult: KyselyPlugin["transformResult"] = ({ result }) => Promise.resolve(result);

  protected override transformFrom(node: FromNode, queryId?: QueryId): FromNode {
    const from = super.transformFrom(node, queryId);
    return { ...from, froms: from.froms.map((one) => this.#narrowed(one)) };
  }

  protected override transformJoin(node: JoinNode, queryId?: QueryId): JoinNode {
    const join = super.transformJoin(node, queryId);
    return { ...join, table: this.#narrowed(join.table) };
  }

  #narrowed(node: OperationNode): OperationNode {
    if (AliasNode.is(node) && TableNode.is(node.node)) {
      const seen = this.tables.get(nameOf(node.node));
      return seen ? AliasNode.create(seen.toOperationNode(), node.alias) : node;
    }
    if (!TableNode.is(node)) return node;
    const name = nameOf(node);
    const seen = this.tables.get(name);
    return seen ? AliasNode.create(seen.toOperationNode(), IdentifierNode.create(name)) : node;
  }
}

function nameOf({ table }: TableNode): string {
  return table.identifier.name;
}
