import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Json } from "../lib/canonical.ts";
import type { OrderRow } from "../orders/row.ts";

/** Every row about an order that a dispute may ask for, each list oldest first. Never what unlocks the device, never what a part costs. */
export async function dossierRows({ db }: Ctx, order: OrderRow): Promise<Record<string, Json>> {
  const { id, intake_id, client_id, device_id } = order;
  const of = { order_id: id };
  const lists: Record<string, readonly object[]> = {
    ...await whoAndWhat(db, { intake_id, client_id, device_id }),
    ...await quoted(db, id),
    ...await told(db, id),
    accessories: await db.selectFrom("order_accessory").selectAll().where("order_id", "=", id).orderBy(
      "position",
    )
      .execute(),
    diagnoses: await rowsOf(db, "diagnosis", of),
    notes: await rowsOf(db, "note", of),
    photos: await db.selectFrom("attachment").select(["id", "name", "type", "size", "visibility"])
      .select(["file_hash as sha256", "created_at", "created_by", "checklist_item_id"])
      .where("order_id", "=", id).orderBy("id").execute(),
    charges: await rowsOf(db, "charge", of),
    payments: await rowsOf(db, "payment", of),
    deliveries: await rowsOf(db, "delivery", of),
    warranties: await rowsOf(db, "warranty", of),
    work_times: await rowsOf(db, "work_time", of),
    loans: await rowsOf(db, "loan", of),
    loan_returns: await db.selectFrom("loan_return").innerJoin("loan", "loan.id", "loan_return.loan_id")
      .selectAll("loan_return").where("loan.order_id", "=", id).orderBy("loan_return.id").execute(),
    checklist_runs: await rowsOf(db, "checklist_run", of),
    checklist_items: await db.selectFrom("checklist_item").innerJoin(
      "checklist_run as run",
      "run.id",
      "run_id",
    )
      .selectAll("checklist_item").where("run.order_id", "=", id).orderBy("run.id").orderBy("position")
      .execute(),
    secrets: await db.selectFrom("secret").select(["id", "kind", "created_at", "created_by", "purged_at"])
      .where("order_id", "=", id).orderBy("id").execute(),
    secret_accesses: await rowsOf(db, "secret_access", of),
    tracking_links: await db.selectFrom("tracking_link").select([
      "id",
      "created_at",
      "expires_at",
      "revoked_at",
    ])
      .where("order_id", "=", id).orderBy("id").execute(),
    parts: await db.selectFrom("order_part").innerJoin("part", "part.id", "order_part.part_id")
      .select(["part.sku", "part.name", "part.unit", "planned", "wanted", "reserved", "used", "returned"])
      .select(["scrapped", "charged", "order_part.price_minor", "order_part.currency", "explanation"])
      .where("order_part.order_id", "=", id).orderBy("order_part.id").execute(),
    stock_moves: await db.selectFrom("stock_move").selectAll().where("order_id", "=", id).orderBy("id")
      .execute(),
    history: await rowsOf(db, "order_event", of),
  };
  return Object.fromEntries(
    Object.entries({ ...lists, order: [order] }).map(([name, rows]) => [name, rows.map(toldRow)]),
  );
}

type OfOrder =
  | "diagnosis"
  | "note"
  | "charge"
  | "payment"
  | "delivery"
  | "warranty"
  | "work_time"
  | "loan"
  | "checklist_run"
  | "secret_access"
  | "order_event";

async function rowsOf(
  db: Db,
  table: OfOrder,
  { order_id }: { order_id: string },
): Promise<readonly object[]> {
  return await db.selectFrom(table).selectAll().where("order_id", "=", order_id).orderBy("id").execute();
}

async function whoAndWhat(
  db: Db,
  { intake_id, client_id, device_id }: Pick<OrderRow, "intake_id" | "client_id" | "device_id">,
) {
  return {
    client: await db.selectFrom("client").select(["id", "kind", "name", "document", "address", "locale"])
      .select(["channel", "consents_json", "no_mail_since", "erased_at", "created_at"])
      .where("id", "=", client_id).execute(),
    contacts: await db.selectFrom("contact").select(["kind", "value", "display"])
      .where("client_id", "=", client_id).orderBy("position").execute(),
    device: await db.selectFrom("device").select(["id", "category", "brand", "model", "serial", "created_at"])
      .where("id", "=", device_id).execute(),
    intake: await db.selectFrom("intake").select([
      "id",
      "terms_version_id",
      "signature_id",
      "unsigned_reason",
    ])
      .select(["receipt_json", "created_at", "created_by"]).where("id", "=", intake_id).execute(),
    terms: await db.selectFrom("terms_version").selectAll()
      .where("id", "in", (q) => q.selectFrom("intake").select("terms_version_id").where("id", "=", intake_id))
      .execute(),
  };
}

/** What was offered and answered, with the sealed evidence, and everything that was signed. */
async function quoted(db: Db, orderId: string) {
  const quotes = await db.selectFrom("quote").selectAll().where("order_id", "=", orderId).orderBy("revision")
    .execute();
  const decisions = await db.selectFrom("quote_decision").selectAll().where("order_id", "=", orderId)
    .orderBy("at").execute();
  return {
    quotes,
    quote_lines: await db.selectFrom("quote_line").innerJoin("quote", "quote.id", "quote_id")
      .selectAll("quote_line").where("quote.order_id", "=", orderId).orderBy("revision").orderBy("position")
      .execute(),
    quote_sharings: await db.selectFrom("quote_sharing").innerJoin("quote", "quote.id", "quote_id")
      .select(["quote_sharing.id", "quote_id", "how", "to_address", "at", "shared_by"])
      .where("quote.order_id", "=", orderId).orderBy("quote_sharing.id").execute(),
    quote_decisions: decisions,
    signatures: await db.selectFrom("signature")
      .select(["id", "purpose", "name", "file_hash as sha256", "at", "ip"])
      .where((q) =>
        q.or([
          q(
            "id",
            "in",
            q.selectFrom("quote_decision").select("signature_id").where("order_id", "=", orderId)
              .where("signature_id", "is not", null).$castTo<{ signature_id: string }>(),
          ),
          q(
            "id",
            "in",
            q.selectFrom("delivery").select("signature_id").where("order_id", "=", orderId)
              .where("signature_id", "is not", null).$castTo<{ signature_id: string }>(),
          ),
          q(
            "id",
            "in",
            q.selectFrom("order").innerJoin("intake", "intake.id", "order.intake_id")
              .select("intake.signature_id").where("order.id", "=", orderId)
              .where("intake.signature_id", "is not", null).$castTo<{ signature_id: string }>(),
          ),
        ])
      ).orderBy("at").execute(),
  };
}

/** What was sent to the client and what came from them. */
async function told(db: Db, orderId: string) {
  return {
    messages: await db.selectFrom("message").innerJoin(
      "message_order",
      "message_order.message_id",
      "message.id",
    )
      .select([
        "message.id",
        "kind",
        "channel",
        "to_address",
        "to_name",
        "subject",
        "text",
        "state",
        "attempts",
      ])
      .select([
        "message.message_id",
        "provider_id",
        "last_error",
        "created_at",
        "sent_at",
        "delivered_at",
        "read_at",
      ])
      .where("message_order.order_id", "=", orderId).orderBy("message.id").execute(),
    message_attempts: await db.selectFrom("message_attempt")
      .innerJoin("message_order", "message_order.message_id", "message_attempt.message_id")
      .select(["message_attempt.message_id", "number", "at", "duration_ms", "result", "code", "answer"])
      .where("message_order.order_id", "=", orderId).orderBy("message_attempt.message_id").orderBy("number")
      .execute(),
    client_messages: await db.selectFrom("client_message").selectAll().where("order_id", "=", orderId)
      .orderBy("at").orderBy("id").execute(),
    pickup_notices: await db.selectFrom("pickup_notice").selectAll().where("order_id", "=", orderId)
      .orderBy("id").execute(),
  };
}

/** The audit log's entries about an order and what is tied to it, each with its link of the chain. */
export async function auditOf({ db }: Ctx, subjects: readonly string[]): Promise<Json[]> {
  const rows = await db.selectFrom("audit_event").innerJoin(
    "audit_link",
    "audit_link.event_id",
    "audit_event.id",
  )
    .selectAll("audit_event").select(["audit_link.seq", "audit_link.hash"])
    .where("subject_id", "in", subjects).orderBy("audit_link.seq").execute();
  return rows.map(toldRow);
}

/** The end of the chain, so that whoever has the log later finds these entries in it. */
export async function auditHead({ db }: Ctx): Promise<Json> {
  const head = await db.selectFrom("audit_link").select(["seq", "hash"]).orderBy("seq", "desc").limit(1)
    .executeTakeFirst();
  return head ? { seq: head.seq, hash: head.hash } : null;
}

/** The names behind the ids in `…_by`, `actor_id` and the like, of those who are in the rows. */
export async function peopleIn({ db }: Ctx, rows: Json): Promise<Json[]> {
  const users = await db.selectFrom("user").select(["id", "name", "role"]).orderBy("id").execute();
  const told = JSON.stringify(rows);
  return users.filter(({ id }) => told.includes(id)).map(toldRow);
}

const INSTANT = /(^at|_at|_since|_until)$/;

/** Instants as ISO 8601, what is kept as JSON as that. */
function toldRow(row: object): { [name: string]: Json } {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]): [string, Json] => {
      // Evidence stays the text that was hashed.
      if (name.endsWith("_json") && name !== "evidence_json" && typeof value === "string") {
        return [name.slice(0, -"_json".length), value === "" ? null : JSON.parse(value)];
      }
      if (INSTANT.test(name) && typeof value === "number") return [name, new Date(value).toISOString()];
      if (value === null || ["string", "number", "boolean"].includes(typeof value)) return [name, value];
      throw new TypeError(`${name} is nothing that JSON tells`);
    }),
  );
}
