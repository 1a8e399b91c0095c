import type { Insertable } from "kysely";
import type { Ctx } from "../../src/context.ts";
import type { Db } from "../../src/db/open.ts";
import type { Layout } from "../../src/printing/layout.ts";
import type { Schema } from "../../src/db/schema.ts";
import { trackingHash, trackingToken } from "../../src/tracking/token.ts";

/** What a full order has of each. */
export const FULL = { events: 60, lines: 10, photos: 20 };

const DAY = 86_400_000;

interface Filled {
  id: string;
  number: string;
  branch_id: string;
  client_id: string;
  device_id: string;
  currency: string;
}

/**
 * An order under repair that everything has happened to, as rows: 60 facts, an approved offer of 10 lines, 20 photos, payments, parts,
 * checks, time, a loaner, labels, mails, a client's message, and an earlier order whose warranty it claims.
 */
export async function fillOrder(ctx: Ctx, orderId: string): Promise<void> {
  await ctx.db.transaction().execute(async (trx) => {
    const order = await trx.selectFrom("order")
      .select(["id", "number", "branch_id", "client_id", "device_id", "currency"]).where("id", "=", orderId)
      .executeTakeFirstOrThrow();
    const by = ctx.actor.id ?? "";
    const row = (at = ctx.now) => ({ id: ctx.random.id(at), order_id: order.id });
    await story(trx, ctx, { order, by, row });
    await offer(trx, ctx, { order, by, row });
    await work(trx, ctx, { order, by, row });
    await visit(trx, ctx, { order, by, row });
    await labels(trx, ctx, { order, by, row });
    await mails(trx, ctx, order);
    await claim(trx, ctx, { order, row });
  });
}

interface Filling {
  order: Filled;
  by: string;
  row: (at?: number) => { id: string; order_id: string };
}

async function story(trx: Db, ctx: Ctx, { order, by, row }: Filling): Promise<void> {
  const { n } = await trx.selectFrom("order_event").select((q) => q.fn.countAll<number>().as("n"))
    .where("order_id", "=", order.id).executeTakeFirstOrThrow();
  const added = FULL.events - Number(n);
  await trx.insertInto("order_event").values(Array.from({ length: added }, (_, index) => {
    const at = ctx.now - (added - index) * 3_600_000;
    const { data, ...what } = happened(index, order);
    return {
      ...row(at),
      from_status: null,
      to_status: null,
      ...what,
      actor_kind: "user" as const,
      actor_id: by,
      actor_name: ctx.actor.name,
      at,
      data_json: JSON.stringify(data),
    };
  })).execute();
  await trx.insertInto("diagnosis").values({
    ...row(),
    text: "Módulo roto, conector sulfatado",
    written_by: by,
    written_at: ctx.now - DAY,
    finding: "repairable",
  }).execute();
  await trx.insertInto("order_accessory").values([
    { ...row(), description: "Cargador original", position: 90 },
    { ...row(), description: "Funda azul", position: 91 },
  ]).execute();
  await trx.insertInto("attachment").values(Array.from({ length: FULL.photos }, (_, index) => ({
    ...row(),
    visibility: index % 2 === 0 ? "internal" as const : "public" as const,
    name: `foto-${index + 1}.jpg`,
    type: "image/jpeg",
    size: 1,
    width: 1,
    height: 1,
    file_hash: "a",
    thumb_hash: "b",
    created_at: ctx.now,
    created_by: by,
  }))).execute();
}

function happened(index: number, { currency }: Filled) {
  if (index % 10 === 9) {
    const data = { kind: "payment", method: "cash", amount_minor: 100_000 + index, currency };
    return { kind: "payment_recorded" as const, data };
  }
  if (index % 10 === 8) {
    const moved = { from_status: "outsourced", to_status: "repairing" } as const;
    return { kind: "status_moved" as const, ...moved, data: { vendor: "TecnoLab", custody: "returned" } };
  }
  const text = `Nota ${index + 1}: se midió la línea de carga`;
  return { kind: "note_added" as const, data: { text, visibility: "internal" } };
}

async function offer(trx: Db, ctx: Ctx, { order, by, row }: Filling): Promise<void> {
  const quote = row();
  await trx.insertInto("quote").values({
    ...quote,
    revision: 1,
    status: "approved",
    currency: order.currency,
    tax_included: 1,
    options_json: "[]",
    note: "",
    valid_days: 15,
    deposit_percent: 50,
    diagnosis: "",
    terms_version_id: null,
    sent_key: null,
    sent_at: ctx.now - 3 * DAY,
    sent_by: by,
    valid_until: ctx.now + 12 * DAY,
    remind_at: null,
    viewed_at: ctx.now - 2 * DAY,
    decided_at: ctx.now - DAY,
    approved_option: "",
    deposit_minor: 250_000,
    settled_at: ctx.now - DAY,
    created_at: ctx.now - 3 * DAY,
    created_by: by,
    updated_at: ctx.now - DAY,
    version: 3,
  }).execute();
  const lines = Array.from({ length: FULL.lines }, (_, index) => ({
    id: ctx.random.id(ctx.now),
    quote_id: quote.id,
    position: index + 1,
    option: "" as const,
    kind: "labour" as const,
    description: `Renglón ${index + 1}`,
    quantity: 1_000,
    unit_minor: 50_000,
    tax_rate: 0,
    part_id: null,
  }));
  await trx.insertInto("quote_line").values(lines).execute();
  const signature = ctx.random.id(ctx.now);
  await trx.insertInto("signature").values({
    id: signature,
    purpose: "quote",
    name: "María Núñez",
    file_hash: "a",
    at: ctx.now,
    ip: "",
  }).execute();
  await trx.insertInto("quote_decision").values({
    ...row(),
    quote_id: quote.id,
    decision: "approved",
    option: "",
    channel: "counter",
    who: "María Núñez",
    note: "",
    terms_version_id: null,
    signature_id: signature,
    at: ctx.now - DAY,
    ip: "",
    user_agent: "",
    recorded_by: by,
    evidence_json: "{}",
    evidence_hash: "",
    seal: "",
    seal_key: "",
  }).execute();
  const { currency } = order;
  await trx.insertInto("charge").values(lines.map(({ id, description, unit_minor }) => ({
    ...row(),
    description,
    amount_minor: unit_minor,
    currency,
    created_at: ctx.now - DAY,
    created_by: by,
    quote_line_id: id,
  }))).execute();
  await trx.insertInto("payment").values([250_000, 100_000].map((amount_minor, index) => ({
    ...row(),
    kind: index === 0 ? "deposit" as const : "payment" as const,
    method: "cash" as const,
    amount_minor,
    currency,
    note: "",
    at: ctx.now - DAY + index,
    recorded_by: by,
  }))).execute();
}

async function work(trx: Db, ctx: Ctx, { order, by, row }: Filling): Promise<void> {
  for (const [index, phase] of (["intake", "exit"] as const).entries()) {
    const run = row();
    const started = { started_at: ctx.now - DAY, started_by: by, closed_at: null, version: 1 };
    await trx.insertInto("checklist_run").values({ ...run, phase, ...started }).execute();
    await trx.insertInto("checklist_item").values(Array.from({ length: 8 }, (_, position) => ({
      id: ctx.random.id(ctx.now),
      run_id: run.id,
      position,
      text: `Punto ${index + 1}.${position + 1}`,
      result: position === 7 ? "fail" as const : "ok" as const,
      note: position === 7 ? "Con ruido" : "",
      answered_by: by,
      answered_by_name: ctx.actor.name,
      answered_at: ctx.now - DAY,
    }))).execute();
  }
  for (const [index, used] of [1_000, 0].entries()) {
    const part = { id: ctx.random.id(ctx.now), name: `Repuesto del banco ${index + 1}` };
    await trx.insertInto("part").values({ ...part, ...catalogued(ctx, part, order.currency) }).execute();
    await trx.insertInto("stock_balance").values({
      part_id: part.id,
      branch_id: order.branch_id,
      on_hand: 5_000,
      reserved: 1_000 - used,
      minimum: 0,
      location_id: order.branch_id,
    }).execute();
    await trx.insertInto("order_part").values({
      ...row(),
      part_id: part.id,
      branch_id: order.branch_id,
      planned: 1_000,
      wanted: 1_000,
      reserved: 1_000 - used,
      used,
      returned: 0,
      scrapped: 0,
      charged: 0,
      price_minor: 90_000,
      currency: order.currency,
      explanation: "",
    }).execute();
  }
  const worked = { user_id: by, started_at: ctx.now - DAY, reason: "", recorded_by: by };
  await trx.insertInto("work_time").values([
    { ...row(), ...worked, ms: 3_600_000, at: ctx.now - DAY },
    { ...row(), ...worked, ms: 1_800_000, at: ctx.now - DAY + 1 },
  ]).execute();
  await trx.insertInto("work_timer")
    .values({ user_id: by, order_id: order.id, started_at: ctx.now - 600_000 }).execute();
}

function catalogued(ctx: Ctx, part: { id: string; name: string }, currency: string) {
  return {
    sku: part.id.slice(-12).toUpperCase(),
    ean: "",
    name_fold: part.name.toLowerCase(),
    description: "",
    category: "",
    unit: "unit" as const,
    price_minor: 90_000,
    currency,
    serialised: 0,
    active: 1,
    search_fold: part.name.toLowerCase(),
    form_key: null,
    created_at: ctx.now,
    created_by: null,
    updated_at: ctx.now,
    version: 1,
  };
}

async function visit(trx: Db, ctx: Ctx, { order, by, row }: Filling): Promise<void> {
  const secret = row();
  const sealed = await ctx.secrets.seal("1234", `device_secret:${secret.id}`);
  await trx.insertInto("secret").values({
    ...secret,
    kind: "pin",
    sealed,
    created_at: ctx.now,
    created_by: by,
    purge_at: null,
    purged_at: null,
  }).execute();
  await trx.insertInto("client_message").values({
    ...row(),
    text: "¿Ya está listo?",
    at: ctx.now - 60_000,
    ip: "",
    seen_at: null,
    seen_by: null,
  }).execute();
  const loaner = ctx.random.id(ctx.now);
  await trx.insertInto("loaner").values({
    id: loaner,
    branch_id: order.branch_id,
    name: "Moto G de préstamo",
    serial: "MG-1",
    condition: "Impecable",
    active: 1,
    created_at: ctx.now,
    created_by: by,
    updated_at: ctx.now,
    version: 1,
  }).execute();
  await trx.insertInto("loan").values({
    ...row(),
    loaner_id: loaner,
    agreement: "signed",
    deposit: "DNI",
    condition: "Sin rayas",
    due_at: ctx.now + 7 * DAY,
    lent_at: ctx.now - DAY,
    lent_by: by,
    lent_by_name: ctx.actor.name,
  }).execute();
  const link = row();
  await trx.insertInto("tracking_link").values({
    ...link,
    token_hash: trackingHash(trackingToken(ctx.secretKey, link.id)),
    created_at: ctx.now,
    expires_at: ctx.now + 90 * DAY,
    revoked_at: null,
  }).execute();
}

async function labels(trx: Db, ctx: Ctx, { order, by, row }: Filling): Promise<void> {
  const branch_id = order.branch_id;
  const agent_id = ctx.random.id(ctx.now);
  await trx.insertInto("agent").values({
    id: agent_id,
    branch_id,
    name: "PC del mostrador",
    token_hash: agent_id,
    instance: "",
    boot_id: "",
    version: "1",
    os: "linux",
    last_event: 0,
    last_beat: 0,
    last_seen_at: ctx.now,
    created_at: ctx.now,
    revoked_at: null,
  }).execute();
  const printer_id = ctx.random.id(ctx.now);
  await trx.insertInto("printer").values({ id: printer_id, agent_id, branch_id, ...aLabelPrinter(ctx) })
    .execute();
  const routes = (["label_device", "receipt_intake"] as const).map((document) => ({
    id: ctx.random.id(ctx.now),
    branch_id,
    document,
    printer_id,
    copies: 1,
    auto: 1,
  }));
  await trx.insertInto("print_route").values(routes).onConflict((one) => one.doNothing()).execute();
  await trx.insertInto("print_job").values(Array.from({ length: 6 }, (_, index) => ({
    ...row(),
    ...aPrintedLabel(ctx, `Etiqueta ${index + 1}`),
    branch_id,
    printer_id,
    created_by: by,
  }))).execute();
}

function aLabelPrinter(
  ctx: Ctx,
): Omit<Insertable<Schema["printer"]>, "id" | "agent_id" | "branch_id"> {
  return {
    key: "zebra",
    name: "Zebra del mostrador",
    kind: "tcp",
    language: "zpl",
    media: "gap",
    confirms: 1,
    model: "",
    serial: "",
    firmware: "",
    dpi: 203,
    width_um: 50_000,
    height_um: 25_000,
    roll_json: "",
    active: 1,
    paused: 0,
    ok: 1,
    reason: "",
    since: ctx.now,
    warnings_json: "[]",
    waiting: 0,
    inside: 0,
    odometer: null,
    updated_at: ctx.now,
    fallback_id: null,
    darkness: null,
    offset_x_um: 0,
    offset_y_um: 0,
    setup_json: "",
  };
}

const BLANK: Layout = {
  widthMm: 50,
  heightMm: 25,
  dpi: 203,
  media: "gap",
  items: [{ kind: "line", x: 2, y: 12, width: 40, height: 0.5 }],
  warnings: [],
};

function aPrintedLabel(ctx: Ctx, title: string) {
  return {
    template: "device",
    title,
    language: "zpl" as const,
    content: "^XA^XZ",
    svg: "<svg/>",
    layout_json: JSON.stringify(BLANK),
    sha256: "",
    copies: 1,
    priority: 0,
    state: "printed" as const,
    reason: "",
    attempts: 1,
    offers: 1,
    cancel_requested_at: null,
    settled_at: null,
    idem_key: ctx.random.id(ctx.now),
    reprint_of: null,
    lease_until: null,
    evidence_json: "",
    created_at: ctx.now,
    created_by_name: ctx.actor.name,
    expires_at: ctx.now + DAY,
    updated_at: ctx.now,
    finished_at: ctx.now,
    moves: 0,
    move_to: null,
    slip_id: null,
  };
}

async function mails(trx: Db, ctx: Ctx, order: Filled): Promise<void> {
  for (const index of [1, 2, 3]) {
    const id = ctx.random.id(ctx.now);
    await trx.insertInto("message").values({
      id,
      kind: "documents",
      to_address: `copia${index}@example.com`,
      to_name: "María Núñez",
      locale: "es",
      subject: "Papeles",
      html: "",
      text: "",
      client_id: order.client_id,
      state: "sent",
      message_id: `<${id}@example.com>`,
      attempts: 1,
      last_error: "",
      created_at: ctx.now,
      sent_at: ctx.now,
    }).execute();
    await trx.insertInto("message_order").values({ message_id: id, order_id: order.id }).execute();
    await trx.insertInto("message_attachment").values({
      id: ctx.random.id(ctx.now),
      message_id: id,
      position: 0,
      name: `orden-${index}.pdf`,
      type: "application/pdf",
      content_id: "",
      paper_json: "",
      file_hash: "a",
    }).execute();
  }
}

/** An earlier order of the device, delivered with a warranty that this one claims. */
async function claim(trx: Db, ctx: Ctx, { order, row }: Pick<Filling, "order" | "row">): Promise<void> {
  const { seq: _, ...now } = await trx.selectFrom("order").selectAll().where("id", "=", order.id)
    .executeTakeFirstOrThrow();
  const id = ctx.random.id(ctx.now);
  const delivered_at = ctx.now - 20 * DAY;
  await trx.insertInto("order").values({
    ...now,
    id,
    number: order.number.replace(/^S/, "V"),
    series: `${now.series}V`,
    status: "delivered",
    outcome: "repaired",
    search_fold: "",
    received_at: delivered_at - DAY,
    closed_at: delivered_at,
  }).execute();
  await trx.insertInto("warranty").values({
    id: row().id,
    order_id: id,
    device_id: order.device_id,
    starts_at: delivered_at,
    ends_at: delivered_at + 90 * DAY,
    days: 90,
  }).execute();
  await trx.updateTable("order").set({ warranty_of_order_id: id }).where("id", "=", order.id).execute();
}
