import type { Ctx } from "../context.ts";
import { identityOf } from "../clients/client.ts";
import { possibleDuplicates } from "../clients/queries.ts";
import type { Db } from "../db/open.ts";
import { deviceWithSerial } from "../devices/queries.ts";
import type { FieldErrors } from "../lib/app_error.ts";
import { claimRefusals } from "./claims.ts";
import type { IntakeInput } from "./input.ts";
import { openOrderOf } from "./open_order.ts";
import { pickRefusals } from "./pick_queries.ts";
import { currentTerms, type Terms } from "./terms.ts";

/** What only the database can tell about an intake; field paths are those of the form. */
export async function refusals(trx: Db, ctx: Ctx, input: IntakeInput): Promise<FieldErrors> {
  return {
    ...await clientRefusal(trx, input),
    ...await pickRefusals(
      trx,
      input.devices.map(({ deviceId, device }) => ({ ...device, id: deviceId ?? "" })),
    ),
    ...await openOrderRefusals(trx, input),
    ...await claimRefusals(trx, ctx, input),
    ...await photoRefusals(trx, ctx, input),
  };
}

/** The terms in the client's language, or the shop's; null when what was shown is no longer in force. */
export async function acceptedTerms(
  trx: Db,
  input: IntakeInput,
  locales: readonly (keyof IntakeInput["terms"])[],
): Promise<Terms | null> {
  for (const locale of locales) {
    const terms = await currentTerms(trx, locale);
    if (terms) return input.terms[locale] === terms.id ? terms : null;
  }
  return null;
}

async function clientRefusal(trx: Db, { client }: IntakeInput): Promise<FieldErrors> {
  if ("id" in client) {
    const known = await trx.selectFrom("client").select("id").where("id", "=", client.id)
      .where("erased_at", "is", null).executeTakeFirst();
    return known ? {} : { client_id: { code: "client_unknown" } };
  }
  if (client.duplicateAccepted) return {};
  const [first] = await possibleDuplicates(trx, identityOf(client.input));
  return first ? { duplicate_ok: { code: "client_duplicate", params: { name: first.name } } } : {};
}

async function openOrderRefusals(trx: Db, { devices }: IntakeInput): Promise<FieldErrors> {
  const errors: FieldErrors = {};
  for (const [index, { device, deviceId, openOrderAccepted, announced }] of devices.entries()) {
    if (openOrderAccepted) continue;
    const knownId = deviceId ?? (await deviceWithSerial(trx, device))?.id;
    const open = knownId && await openOrderOf(trx, knownId, { except: announced?.number });
    if (open) {
      errors[`devices.${index}.open_order_ok`] = {
        code: "device_has_order",
        params: { number: open.number },
      };
    }
  }
  return errors;
}

async function photoRefusals(trx: Db, ctx: Ctx, { devices }: IntakeInput): Promise<FieldErrors> {
  const errors: FieldErrors = {};
  const taken = new Set<string>();
  for (const [index, { photoIds }] of devices.entries()) {
    if (photoIds.length === 0) continue;
    const waiting = await trx.selectFrom("attachment").select("id").where("id", "in", photoIds)
      .where("order_id", "is", null).where("created_by", "=", ctx.actor.id ?? "").execute();
    const repeated = photoIds.some((id) => taken.has(id));
    if (waiting.length < photoIds.length || repeated) {
      errors[`devices.${index}.photo_files`] = { code: "photo_gone" };
    }
    for (const id of photoIds) taken.add(id);
  }
  return errors;
}
