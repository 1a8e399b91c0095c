import { type Branch, branchOf } from "../../src/admin/shop.ts";
import type { Ctx } from "../../src/context.ts";
import type { Db } from "../../src/db/open.ts";
import type { IntakeDevice } from "../../src/intakes/input.ts";
import { intakeReceipt } from "../../src/intakes/snapshot.ts";
import { countMove } from "../../src/orders/counts.ts";
import { recordEvent } from "../../src/orders/history.ts";
import { takeNumber } from "../../src/orders/numbering.ts";
import type { Priority } from "../../src/orders/order.ts";
import { refreshOrderSearch } from "../../src/orders/search_text.ts";
import { overdueAt, slaRules } from "../../src/orders/sla.ts";
import { type OrderOutcome, type OrderStatus, STATUS_GROUP } from "../../src/orders/status.ts";
import { type TestApp, userActor } from "./app.ts";
import { aClient, aDevice, type ClientWish } from "./builders.ts";

export interface OrderWish {
  status?: OrderStatus;
  /** When it came to stand where it stands, UTC milliseconds; now unless told. */
  since?: number;
  receivedAt?: number;
  /** Open milliseconds that the shop had it to itself before `since`. */
  slaMs?: number;
  heldFrom?: OrderStatus;
  /** When a pause is to be looked at, UTC milliseconds. */
  reviewAt?: number;
  /** By when another workshop is to return it. */
  vendorExpectedAt?: number;
  /** The id of the order whose warranty it claims. */
  claimOf?: string;
  technicianId?: string | null;
  repairedBy?: string;
  outcome?: OrderOutcome | null;
  priority?: Priority;
  promisedAt?: number | null;
  preauthorisedMinor?: number | null;
  diagnosis?: string;
  /** A client of the book, or what to note down of a new one. */
  client?: { id: string } | ClientWish;
  fault?: string;
  brand?: string;
  model?: string;
  serial?: string;
  accessories?: string[];
  /** What unlocks it. */
  pin?: string;
  branchId?: string;
  /** Minor units. */
  charges?: number[];
  payments?: number[];
}

export interface BuiltOrder {
  id: string;
  number: string;
  clientId: string;
  deviceId: string;
}

/** An order that came in at the counter and stands in the status asked for (`received` unless told), counted and findable. */
export async function anOrder(app: TestApp, wish: OrderWish = {}): Promise<BuiltOrder> {
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const clientId = wish.client && "id" in wish.client
    ? wish.client.id
    : (await aClient(ctx, wish.client ?? { name: "María Núñez", email: "maria@example.com" })).id;
  const { brand = "Samsung", model = "Galaxy A54", serial } = wish;
  const { id: deviceId } = await aDevice(ctx, {
    clientId,
    category: "phone",
    brand,
    model,
    ...(serial !== undefined && { serial }),
  });
  return await ctx.db.transaction().execute((trx) =>
    insertOrder(trx, ctx, { app, wish, clientId, deviceId })
  );
}

const RECEIVED = { kind: "received", to: "received" } as const;

interface Order {
  app: TestApp;
  wish: OrderWish;
  clientId: string;
  deviceId: string;
}

async function insertOrder(
  trx: Db,
  ctx: Ctx,
  { app, wish, clientId, deviceId }: Order,
): Promise<BuiltOrder> {
  const branch = branchOf(ctx.shop, wish.branchId ?? app.branchId);
  const taken = await takeNumber(trx, branch);
  const intakeId = await insertIntake(trx, ctx, { wish, branch, clientId, number: taken.number });
  const id = ctx.random.id(ctx.now);
  const status = wish.status ?? "received";
  const since = wish.since ?? ctx.now;
  const receivedAt = wish.receivedAt ?? since;
  const standing = {
    status,
    status_since: since,
    sla_ms: wish.slaMs ?? 0,
    priority: wish.priority ?? "normal",
    promised_at: wish.promisedAt ?? null,
  };
  await trx.insertInto("order").values({
    id,
    ...standing,
    overdue_at: overdueAt(standing, slaRules(ctx.shop, branch.id)),
    ...taken,
    branch_id: branch.id,
    intake_id: intakeId,
    client_id: clientId,
    device_id: deviceId,
    technician_id: wish.technicianId ?? null,
    held_from: wish.heldFrom ?? null,
    hold_review_at: wish.reviewAt ?? null,
    outcome: wish.outcome ?? null,
    fault: wish.fault ?? "No enciende",
    condition: "",
    preauthorised_minor: wish.preauthorisedMinor ?? null,
    currency: branch.currency,
    vendor: wish.vendorExpectedAt === undefined ? "" : "Micro Sur",
    vendor_expected_at: wish.vendorExpectedAt ?? null,
    repaired_by: wish.repairedBy ?? null,
    rework_count: 0,
    warranty_of_order_id: wish.claimOf ?? null,
    received_at: receivedAt,
    ready_at: status === "ready" ? since : null,
    closed_at: STATUS_GROUP[status] === "closed" ? since : null,
    search_fold: "",
    created_at: receivedAt,
    created_by: app.users.receptionist.id,
    updated_at: ctx.now,
    version: 1,
  }).execute();
  const arrival = status === "draft" ? { kind: "announced", to: status } as const : RECEIVED;
  await recordEvent(trx, ctx, { orderId: id, from: null, ...arrival });
  await countMove(trx, ctx, { branchId: branch.id, from: null, to: status, receivedAt });
  await insertBelongings(trx, ctx, { orderId: id, wish, currency: branch.currency });
  await refreshOrderSearch(trx, { orderId: id });
  return { id, number: taken.number, clientId, deviceId };
}

async function insertIntake(
  trx: Db,
  ctx: Ctx,
  { wish, branch, clientId, number }: { wish: OrderWish; branch: Branch; clientId: string; number: string },
): Promise<string> {
  const terms = await trx.selectFrom("terms_version").select(["id", "locale", "version", "text"]).limit(1)
    .executeTakeFirstOrThrow();
  const client = await trx.selectFrom("client").select(["id", "name", "document", "locale"])
    .where("id", "=", clientId).executeTakeFirstOrThrow();
  const contacts = await trx.selectFrom("contact").select(["kind", "value", "display"])
    .where("client_id", "=", clientId).orderBy("position").execute();
  const { brand = "Samsung", model = "Galaxy A54", serial = "", fault = "No enciende" } = wish;
  const received: IntakeDevice = {
    device: { category: "phone", brand, model, serial },
    announced: null,
    deviceId: null,
    accessories: wish.accessories ?? [],
    condition: "",
    fault,
    photoIds: [],
    priority: wish.priority ?? "normal",
    promisedAt: wish.promisedAt ?? null,
    preauthorisedMinor: wish.preauthorisedMinor ?? null,
    secret: null,
    openOrderAccepted: false,
    warrantyOf: null,
  };
  const receipt = intakeReceipt({
    at: wish.receivedAt ?? ctx.now,
    by: ctx.actor.name,
    shop: ctx.shop,
    branch,
    client: { ...client, contacts },
    orders: [{ number, received }],
    terms,
    signature: null,
    unsignedReason: "Sin firma",
  });
  const id = ctx.random.id(ctx.now);
  await trx.insertInto("intake").values({
    id,
    branch_id: branch.id,
    client_id: clientId,
    terms_version_id: terms.id,
    signature_id: null,
    unsigned_reason: receipt.unsignedReason,
    receipt_json: wish.status === "draft" ? "" : JSON.stringify(receipt),
    form_key: ctx.random.id(ctx.now),
    created_at: ctx.now,
    created_by: ctx.actor.id ?? "",
  }).execute();
  return id;
}

async function insertBelongings(
  trx: Db,
  ctx: Ctx,
  { orderId, wish, currency }: { orderId: string; wish: OrderWish; currency: string },
): Promise<void> {
  const by = ctx.actor.id ?? "";
  const row = () => ({ id: ctx.random.id(ctx.now), order_id: orderId });
  for (const [position, description] of (wish.accessories ?? []).entries()) {
    await trx.insertInto("order_accessory").values({ ...row(), description, position }).execute();
  }
  if (wish.diagnosis) {
    const written = { text: wish.diagnosis, written_by: by, written_at: ctx.now };
    await trx.insertInto("diagnosis").values({ ...row(), ...written }).execute();
  }
  if (wish.pin) {
    const secret = row();
    const sealed = await ctx.secrets.seal(wish.pin, `device_secret:${secret.id}`);
    const made = { created_at: ctx.now, created_by: by, purge_at: null, purged_at: null };
    await trx.insertInto("secret").values({ ...secret, kind: "pin", sealed, ...made }).execute();
  }
  for (const amount_minor of wish.charges ?? []) {
    const made = { currency, created_at: ctx.now, created_by: by };
    await trx.insertInto("charge").values({ ...row(), ...made, amount_minor, description: "Reparación" })
      .execute();
  }
  for (const amount_minor of wish.payments ?? []) {
    const made = {
      kind: "deposit",
      method: "cash",
      currency,
      note: "",
      at: ctx.now,
      recorded_by: by,
    } as const;
    await trx.insertInto("payment").values({ ...row(), ...made, amount_minor }).execute();
  }
}

/** The fields of a delivery's form that hand every accessory of an order back. */
export async function handedBack(app: TestApp, number: string): Promise<Record<string, string>> {
  const rows = await app.services.database.db.selectFrom("order_accessory")
    .innerJoin("order", "order.id", "order_accessory.order_id").select("order_accessory.id")
    .where("order.number", "=", number).orderBy("order_accessory.position").execute();
  return Object.fromEntries(rows.flatMap(({ id }, index) => [
    [`accessories.${index}.id`, id],
    [`accessories.${index}.returned`, "1"],
  ]));
}
