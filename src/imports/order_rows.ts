import type { Db } from "../db/open.ts";
import { registerDevice } from "../devices/commands.ts";
import type { DeviceInput } from "../devices/input.ts";
import { staffOf } from "../intakes/staff.ts";
import { termsInForce } from "../intakes/terms.ts";
import type { FieldErrors } from "../lib/app_error.ts";
import { fold } from "../lib/fold.ts";
import { countImported } from "../orders/counts.ts";
import { recordEvent } from "../orders/history.ts";
import { takeNumber } from "../orders/numbering.ts";
import { refreshOrderSearch } from "../orders/search_text.ts";
import { overdueAt, slaRules } from "../orders/sla.ts";
import { STATUS_GROUP } from "../orders/status.ts";
import { ownerOf } from "./client_rows.ts";
import { instantWritten } from "./dates.ts";
import { deviceOf } from "./device_rows.ts";
import type { Cells } from "./import.ts";
import { type JudgeRow, type RowWorld, sameAs } from "./row.ts";
import { type ImportedStatus, outcomeOf, priorityOf, statusOf } from "./words.ts";

const LONGEST_FAULT = 2_000;
const MOST_ACCESSORIES = 20;

/**
 * An order of another system under a number of our own, with its client and its device; it keeps its former number, its dates and
 * where it stands. Once it is here it is never changed by a file.
 */
export const judgeOrder: JudgeRow = async (trx, world, { cells, digest, known }) => {
  if (known) {
    return known.digest === digest
      ? sameAs(known.subjectId)
      : { problems: { key: { code: "import_order_known" } } };
  }
  const { device, problems: deviceProblems } = deviceOf(cells);
  const { facts, problems } = await factsOf(trx, world, cells);
  const owner = await ownerOf(trx, world, cells);
  const wrong = { ...problems, ...deviceProblems, ...("problems" in owner ? owner.problems : {}) };
  if (!device || "problems" in owner || Object.keys(wrong).length > 0) return { problems: wrong };
  return {
    outcome: "made",
    write: async () => await insertOrder(trx, world, { facts, device, clientId: await owner.make() }),
  };
};

type Facts = Awaited<ReturnType<typeof factsOf>>["facts"];

async function factsOf(trx: Db, world: RowWorld, cells: Cells) {
  const { ctx, branch, dateOrder } = world;
  const problems: FieldErrors = {};
  const instant = (field: "received_at" | "promised_at" | "ready_at" | "closed_at") => {
    const written = cells[field] ?? "";
    if (written === "") return null;
    const at = instantWritten(written, { order: dateOrder, timeZone: branch.timeZone });
    if (at === null) problems[field] = { code: "import_date" };
    else if (at > ctx.now && field !== "promised_at") problems[field] = { code: "date_future" };
    return at;
  };
  const [receivedAt, promisedAt] = [instant("received_at"), instant("promised_at")];
  const [readyAt, closedAt] = [instant("ready_at"), instant("closed_at")];
  if (receivedAt === null) problems.received_at ??= { code: "required" };
  const fault = (cells.fault ?? "").normalize("NFC");
  if (fault === "") problems.fault = { code: "required" };
  if (fault.length > LONGEST_FAULT) problems.fault = { code: "too_long", params: { limit: LONGEST_FAULT } };
  const written = cells.status ?? "";
  const usual: ImportedStatus = closedAt === null ? "received" : "delivered";
  const status = written === "" ? usual : statusOf(written, ctx.shop.settings.status_labels);
  if (status === null) problems.status = { code: "import_status" };
  const outcome = cells.outcome ? outcomeOf(cells.outcome) : null;
  if (cells.outcome && outcome === null) problems.outcome = { code: "import_outcome" };
  const priority = cells.priority ? priorityOf(cells.priority) : "normal";
  if (priority === null) problems.priority = { code: "import_priority" };
  const technicianId = cells.technician ? await technicianOf(trx, cells.technician) : null;
  if (cells.technician && technicianId === null) problems.technician = { code: "import_technician" };
  return {
    problems,
    facts: {
      reference: (cells.key ?? "").slice(0, 60),
      status: status ?? usual,
      receivedAt: receivedAt ?? ctx.now,
      promisedAt,
      readyAt,
      closedAt,
      fault,
      condition: (cells.condition ?? "").slice(0, LONGEST_FAULT),
      accessories: (cells.accessories ?? "").split(/[,;|\n]/).map((one) => one.trim().slice(0, 100))
        .filter((one) => one !== "").slice(0, MOST_ACCESSORIES),
      outcome,
      priority: priority ?? "normal" as const,
      technicianId,
    },
  };
}

/** Somebody of the shop by name or e-mail. */
async function technicianOf(trx: Db, written: string): Promise<string | null> {
  const people = await trx.selectFrom("user").select(["id", "name", "email"]).where("active", "=", 1)
    .where("role", "in", ["technician", "admin"]).execute();
  const wanted = fold(written);
  return people.find(({ name, email }) => fold(name) === wanted || fold(email) === wanted)?.id ?? null;
}

interface Writing {
  facts: Facts;
  device: DeviceInput;
  clientId: string;
}

async function insertOrder(trx: Db, world: RowWorld, { facts, device, clientId }: Writing): Promise<string> {
  const { ctx, branch } = world;
  const staff = staffOf(ctx);
  const { status, receivedAt } = facts;
  const closed = STATUS_GROUP[status] === "closed";
  const { id: deviceId } = await registerDevice(trx, ctx, { clientId, device });
  const taken = await takeNumber(trx, branch);
  const intakeId = await insertIntake(trx, world, clientId);
  const id = ctx.random.id(ctx.now);
  const closedAt = closed ? facts.closedAt ?? facts.readyAt ?? receivedAt : null;
  const readyAt = status === "ready" || status === "delivered" ? facts.readyAt ?? closedAt ?? ctx.now : null;
  const standing = {
    status,
    // What is open came to stand here now: terms and notices count from the day on which this shop took it over.
    status_since: closedAt ?? ctx.now,
    sla_ms: 0,
    priority: facts.priority,
    promised_at: facts.promisedAt,
  };
  await trx.insertInto("order").values({
    id,
    ...standing,
    ...taken,
    overdue_at: overdueAt(standing, slaRules(ctx.shop, branch.id)),
    reference: facts.reference,
    branch_id: branch.id,
    intake_id: intakeId,
    client_id: clientId,
    device_id: deviceId,
    technician_id: facts.technicianId,
    held_from: null,
    hold_review_at: null,
    outcome: readyAt === null ? null : facts.outcome ?? "repaired",
    fault: facts.fault,
    condition: facts.condition,
    preauthorised_minor: null,
    currency: branch.currency,
    vendor: "",
    vendor_expected_at: null,
    repaired_by: null,
    rework_count: 0,
    warranty_of_order_id: null,
    received_at: receivedAt,
    ready_at: readyAt,
    closed_at: closedAt,
    search_fold: "",
    created_at: ctx.now,
    created_by: staff.id,
    updated_at: ctx.now,
    version: 1,
  }).execute();
  for (const [position, description] of facts.accessories.entries()) {
    const accessory = { id: ctx.random.id(ctx.now), order_id: id, description, position };
    await trx.insertInto("order_accessory").values(accessory).execute();
  }
  await recordEvent(trx, ctx, {
    orderId: id,
    kind: "imported",
    to: status,
    data: {
      reference: facts.reference,
      technician_id: facts.technicianId,
      received_at: receivedAt,
      ready_at: readyAt,
      closed_at: closedAt,
    },
  });
  await countImported(trx, ctx, { branchId: branch.id, status, receivedAt, readyAt, closedAt });
  await refreshOrderSearch(trx, { orderId: id });
  return id;
}

/** Nothing was handed out and nothing signed here. */
async function insertIntake(trx: Db, { ctx, branch }: RowWorld, clientId: string): Promise<string> {
  const [terms] = await termsInForce(trx, ctx.shop.organization?.locale ?? "es");
  if (!terms) throw new Error("the shop has no terms");
  const id = ctx.random.id(ctx.now);
  await trx.insertInto("intake").values({
    id,
    branch_id: branch.id,
    client_id: clientId,
    terms_version_id: terms.id,
    signature_id: null,
    unsigned_reason: "",
    receipt_json: "",
    form_key: ctx.random.id(ctx.now),
    created_at: ctx.now,
    created_by: staffOf(ctx).id,
  }).execute();
  return id;
}
