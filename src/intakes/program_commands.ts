import { type Branch, branchOf } from "../admin/shop.ts";
import { minorOf } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { deviceWithId } from "../devices/queries.ts";
import { AppError, type FieldErrors, invalid } from "../lib/app_error.ts";
import { announcedOrder } from "./announced_queries.ts";
import { announceDevices } from "./announcing.ts";
import { receiveIntake } from "./commands.ts";
import { type IntakeDevice, type IntakeInput, repeatedDevices } from "./input.ts";
import type { DeviceWish, DraftReception, NewIntake, NewOrder } from "./order_input.ts";
import { staffOf } from "./staff.ts";
import { termsInForce } from "./terms.ts";
import type { MadeVisit } from "./visit.ts";

/**
 * Takes in one device for a program, or announces it, by the rules of the counter; answers the order's number. The same `key`
 * answers the same. @throws AppError invalid by the fields of `NewOrder`, forbidden
 */
export async function takeIn(ctx: Ctx, wish: NewOrder, key: string): Promise<string> {
  const [order] = (await alone(takeInVisit(ctx, { ...wish, devices: [wish] }, key))).orders;
  if (!order) throw new RangeError("an intake without an order");
  return order.number;
}

/** The same for all that somebody brings at once. @throws AppError invalid by the fields of `NewIntake`, forbidden */
export async function takeInVisit(ctx: Ctx, wish: NewIntake, key: string): Promise<MadeVisit> {
  const here = inBranch(ctx, wish.branch_id);
  const branch = branchOf(ctx.shop, staffOf(here).branchId);
  const input = await intakeOf(here, wish, { branch, key });
  return await asWished(
    wish.status === "draft" ? announceDevices(here, input) : receiveIntake(here, input),
  );
}

/** As the same actor in another branch. */
function inBranch(ctx: Ctx, branchId: string | undefined): Ctx {
  if (branchId === undefined) return ctx;
  const branch = ctx.shop.branches.find(({ id, active }) => id === branchId && active);
  if (!branch) throw invalid({ branch_id: { code: "branch_unknown" } });
  const { actor } = ctx;
  return actor.kind === "token" ? { ...ctx, actor: { ...actor, branchId } } : ctx;
}

interface Given {
  branch: Branch;
  key: string;
}

async function intakeOf(ctx: Ctx, wish: NewIntake, { branch, key }: Given): Promise<IntakeInput> {
  const fields = standing(ctx, wish);
  const devices: Brought[] = [];
  for (const [at, one] of wish.devices.entries()) {
    const device = one.device_id === undefined ? one.device : await deviceWithId(ctx.db, one.device_id);
    const own = Object.entries(deviceStanding(ctx, one, device !== undefined));
    for (const [name, wrong] of own) fields[`devices.${at}.${name}`] = wrong;
    if (!device || own.length > 0) continue;
    devices.push({
      ...one,
      device,
      announced: null,
      deviceId: one.device_id ?? null,
      preauthorisedMinor: preauthorisedIn(branch, one, `devices.${at}.preauthorised`),
      warrantyOf: one.warranty_of || null,
    });
  }
  const repeated = repeatedDevices(wish.devices.map(({ device_id: deviceId = "", device }) => ({
    deviceId,
    serial: device?.serial ?? "",
  })));
  if (Object.keys({ ...repeated, ...fields }).length > 0) throw invalid({ ...repeated, ...fields });
  const client = wish.client
    ? { input: wish.client, duplicateAccepted: wish.is_another_client }
    : { id: wish.client_id ?? "" };
  const slip = wish.slip_number === ""
    ? null
    : { number: wish.slip_number, receivedAt: wish.slip_received_at };
  return await visitOf(ctx, { key, client, devices, slip, wish });
}

/**
 * Receives an announced device for a program in the branch of its order, by the rules of the counter; what the wish leaves out
 * stays as it was announced. @throws AppError not_found, forbidden, invalid by the fields of `DraftReception`, `number` for an
 * order that is no draft any more
 */
export async function receiveDraft(
  ctx: Ctx,
  number: string,
  { wish, key }: { wish: DraftReception; key: string },
): Promise<void> {
  const { order, device, accessories } = await announcedOrder(ctx, number);
  const branch = branchOf(ctx.shop, order.branch_id);
  const told = {
    fault: wish.fault ?? order.fault,
    condition: wish.condition ?? order.condition,
    accessories: wish.accessories ?? accessories,
    priority: wish.priority ?? order.priority,
    promised_at: wish.promised_at === undefined ? order.promised_at : wish.promised_at,
  };
  const fields = { ...unsigned(ctx, wish), ...tooLate(ctx, { promised_at: wish.promised_at ?? null }) };
  if (Object.keys(fields).length > 0) throw invalid(fields);
  const here = inBranch(ctx, branch.id);
  const brought: Brought = {
    ...told,
    another_open_order: wish.another_open_order,
    device,
    announced: { number, version: order.version },
    deviceId: device.id,
    preauthorisedMinor: wish.preauthorised === undefined
      ? order.preauthorised_minor
      : preauthorisedIn(branch, wish, "preauthorised"),
    warrantyOf: order.claims,
  };
  const input = await visitOf(here, {
    key,
    client: { id: order.client_id },
    devices: [brought],
    slip: null,
    wish,
  });
  await alone(asWished(receiveIntake(here, input)));
}

type Brought =
  & Pick<DeviceWish, "fault" | "condition" | "accessories" | "priority" | "promised_at">
  & Pick<DeviceWish, "another_open_order">
  & Pick<IntakeDevice, "device" | "announced" | "deviceId" | "preauthorisedMinor" | "warrantyOf">;

interface Visit {
  key: string;
  client: IntakeInput["client"];
  devices: readonly Brought[];
  slip: IntakeInput["slip"];
  wish: Pick<NewIntake, "signature_name" | "unsigned_reason" | "notify">;
}

/** A visit as the form of the counter would have it. */
async function visitOf(ctx: Ctx, { key, client, devices, slip, wish }: Visit): Promise<IntakeInput> {
  const terms = await termsInForce(ctx.db, ctx.shop.organization?.locale ?? "es");
  return {
    formKey: key,
    client,
    devices: devices.map(({ device: { category, brand, model, serial }, ...one }) => ({
      device: { category, brand, model, serial },
      announced: one.announced,
      deviceId: one.deviceId,
      accessories: [...new Set(one.accessories)],
      condition: one.condition,
      fault: one.fault,
      photoIds: [],
      priority: one.priority,
      promisedAt: one.promised_at,
      preauthorisedMinor: one.preauthorisedMinor,
      secret: null,
      openOrderAccepted: one.another_open_order,
      warrantyOf: one.warrantyOf,
    })),
    terms: Object.fromEntries(terms.map(({ locale, id }) => [locale, id])),
    signature: { image: "", name: wish.signature_name },
    unsignedReason: wish.unsigned_reason,
    photosPublic: false,
    silent: !wish.notify,
    slip,
  };
}

function preauthorisedIn(
  branch: Branch,
  { preauthorised }: Pick<DraftReception, "preauthorised">,
  field: string,
): number | null {
  return preauthorised ? minorOf(preauthorised, { of: branch.currency, field }) : null;
}

/** What is wrong with a visit before the database is asked. */
function standing(ctx: Ctx, wish: NewIntake): FieldErrors {
  const fields: FieldErrors = {};
  if (wish.client && wish.client_id) fields.client = { code: "one_of_two" };
  else if (!wish.client && !wish.client_id) fields.client_id = { code: "required" };
  return { ...fields, ...wish.status === "received" && unsigned(ctx, wish), ...slipFaults(ctx, wish) };
}

function slipFaults({ now }: Ctx, wish: NewIntake): FieldErrors {
  const { slip_number: number, slip_received_at: at, status } = wish;
  if (number !== "" && status === "draft") return { slip_number: { code: "slip_of_draft" } };
  if (at === null) return {};
  if (number === "") return { slip_number: { code: "required" } };
  return at > now ? { slip_received_at: { code: "date_future" } } : {};
}

function deviceStanding(ctx: Ctx, wish: DeviceWish, hasDevice: boolean): FieldErrors {
  const fields: FieldErrors = {};
  if (wish.device && wish.device_id) fields.device = { code: "one_of_two" };
  else if (!hasDevice) fields.device_id = { code: wish.device_id ? "device_unknown" : "required" };
  return { ...fields, ...tooLate(ctx, wish) };
}

function tooLate({ now }: Ctx, { promised_at }: Pick<DeviceWish, "promised_at">): FieldErrors {
  return promised_at !== null && promised_at <= now ? { promised_at: { code: "date_past" } } : {};
}

/** Who filled in a slip signed on its paper. */
function unsigned(
  { shop }: Ctx,
  wish: Pick<NewIntake, "signature_name" | "unsigned_reason"> & { slip_number?: string },
): FieldErrors {
  if (wish.signature_name !== "") return {};
  if (shop.settings.signature_required && !wish.slip_number) {
    return { signature_name: { code: "signature_missing" } };
  }
  return wish.unsigned_reason === "" ? { unsigned_reason: { code: "unsigned_reason_missing" } } : {};
}

const WISHED: Record<string, string> = {
  duplicate_ok: "is_another_client",
  open_order_ok: "another_open_order",
  order: "number",
  slip_dropped: "slip_number",
  received: "slip_received_at",
};

/** A refusal names the fields of the counter's form: here they are called otherwise. */
function asWished<T>(work: Promise<T>): Promise<T> {
  return withFields(work, (path) => path.replace(/[^.]+$/, (name) => WISHED[name] ?? name));
}

/** The fields of the one device that is all of a visit stand beside those of the visit. */
function alone<T>(work: Promise<T>): Promise<T> {
  return withFields(work, (path) => path.replace(/^devices\.0\./, ""));
}

async function withFields<T>(work: Promise<T>, named: (path: string) => string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof AppError) || !error.detail.fields) throw error;
    const fields = Object.entries(error.detail.fields).map(([path, wrong]) => [named(path), wrong]);
    throw new AppError(error.code, { ...error.detail, fields: Object.fromEntries(fields) });
  }
}
