import { type Branch, branchOf } from "../admin/shop.ts";
import { minorOf } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { deviceWithId } from "../devices/queries.ts";
import { AppError, type FieldErrors, invalid } from "../lib/app_error.ts";
import { announceDevices } from "./announcing.ts";
import { receiveIntake } from "./commands.ts";
import type { IntakeInput } from "./input.ts";
import type { NewOrder } from "./order_input.ts";
import { staffOf } from "./staff.ts";
import { termsInForce } from "./terms.ts";

/**
 * Takes in one device for a program, or announces it, by the rules of the counter; answers the order's number. The same `key`
 * answers the same. @throws AppError invalid by the fields of `NewOrder`, forbidden
 */
export async function takeIn(ctx: Ctx, wish: NewOrder, key: string): Promise<string> {
  const here = inBranch(ctx, wish.branch_id);
  const branch = branchOf(ctx.shop, staffOf(here).branchId);
  const input = await intakeOf(here, wish, { branch, key });
  const visit = await asWished(
    wish.status === "draft" ? announceDevices(here, input) : receiveIntake(here, input),
  );
  const [order] = visit.orders;
  if (!order) throw new RangeError("an intake without an order");
  return order.number;
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

async function intakeOf(ctx: Ctx, wish: NewOrder, { branch, key }: Given): Promise<IntakeInput> {
  const device = wish.device_id === undefined ? wish.device : await deviceWithId(ctx.db, wish.device_id);
  const fields = standing(ctx, wish, device !== undefined);
  if (Object.keys(fields).length > 0 || !device) throw invalid(fields);
  const { category, brand, model, serial } = device;
  const terms = await termsInForce(ctx.db, ctx.shop.organization?.locale ?? "es");
  return {
    formKey: key,
    client: wish.client
      ? { input: wish.client, duplicateAccepted: wish.is_another_client }
      : { id: wish.client_id ?? "" },
    devices: [{
      device: { category, brand, model, serial },
      announced: null,
      deviceId: wish.device_id ?? null,
      accessories: [...new Set(wish.accessories)],
      condition: wish.condition,
      fault: wish.fault,
      photoIds: [],
      priority: wish.priority,
      promisedAt: wish.promised_at,
      preauthorisedMinor: wish.preauthorised &&
        minorOf(wish.preauthorised, { of: branch.currency, field: "preauthorised" }),
      secret: null,
      openOrderAccepted: wish.another_open_order,
      warrantyOf: wish.warranty_of || null,
    }],
    terms: Object.fromEntries(terms.map(({ locale, id }) => [locale, id])),
    signature: { image: "", name: wish.signature_name },
    unsignedReason: wish.unsigned_reason,
    photosPublic: false,
    silent: !wish.notify,
    slip: null,
  };
}

/** What is wrong with a wish before the database is asked. */
function standing({ shop, now }: Ctx, wish: NewOrder, hasDevice: boolean): FieldErrors {
  const fields: FieldErrors = {};
  if (wish.client && wish.client_id) fields.client = { code: "one_of_two" };
  else if (!wish.client && !wish.client_id) fields.client_id = { code: "required" };
  if (wish.device && wish.device_id) fields.device = { code: "one_of_two" };
  else if (!hasDevice) fields.device_id = { code: wish.device_id ? "device_unknown" : "required" };
  if (wish.promised_at !== null && wish.promised_at <= now) fields.promised_at = { code: "date_past" };
  if (wish.status === "received" && wish.signature_name === "") {
    if (shop.settings.signature_required) fields.signature_name = { code: "signature_missing" };
    else if (wish.unsigned_reason === "") fields.unsigned_reason = { code: "unsigned_reason_missing" };
  }
  return fields;
}

const WISHED: Record<string, string> = {
  duplicate_ok: "is_another_client",
  open_order_ok: "another_open_order",
};

/** A refusal names the fields of the counter's form: here they are called otherwise. */
async function asWished<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof AppError) || !error.detail.fields) throw error;
    const fields = Object.entries(error.detail.fields).map(([path, wrong]) => {
      const name = path.replace(/^devices\.0\./, "");
      return [WISHED[name] ?? name, wrong];
    });
    throw new AppError(error.code, { ...error.detail, fields: Object.fromEntries(fields) });
  }
}
