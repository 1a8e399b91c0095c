import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import { takePhoto } from "../files/uploads.ts";
import { AppError, type FieldErrors } from "../lib/app_error.ts";
import type { Typed } from "../lib/form.ts";
import { type IntakeReading, typedDevices } from "./input.ts";
import { MOST_DEVICES, MOST_PHOTOS } from "./intake.ts";
import { staffOf } from "./staff.ts";

/** How the form of the one who asks is to be read: by the country, currency and time zone of the branch. */
export function readingOf(ctx: Ctx): IntakeReading {
  const branch = branchOf(ctx.shop, staffOf(ctx).branchId);
  return {
    country: ctx.shop.settings.country,
    currency: branch.currency,
    timeZone: branch.timeZone,
    now: ctx.now,
    signatureRequired: ctx.shop.settings.signature_required,
  };
}

export type FormButton = { kind: "find" } | { kind: "add" } | { kind: "remove"; index: number };

/** The button that asks for the form again with more or less in it, where scripts do not do that. */
export function pressedButton(form: FormData): FormButton | null {
  if (form.has("find")) return { kind: "find" };
  if (form.get("add") === "devices") return { kind: "add" };
  const removed = /^devices\.(\d{1,2})$/.exec(String(form.get("remove") ?? ""))?.[1];
  return removed === undefined ? null : { kind: "remove", index: Number(removed) };
}

export function withButton(typed: Typed, button: FormButton): Typed {
  const devices = typedDevices(typed);
  if (button.kind === "add") {
    return { ...typed, devices: [...devices, { category: "phone" }].slice(0, MOST_DEVICES) };
  }
  if (button.kind === "find") return typed;
  const left = devices.filter((_, index) => index !== button.index);
  return { ...typed, devices: left.length > 0 ? left : devices };
}

/**
 * Keeps the files of a form that was sent without scripts and puts their ids where the scripts would have; what cannot be kept
 * is told beside its device.
 */
export async function takeFiles(
  ctx: Ctx,
  { typed, form }: { typed: Typed; form: FormData },
): Promise<{ typed: Typed; errors: FieldErrors }> {
  const devices = typedDevices(typed);
  const errors: FieldErrors = {};
  const filled: Typed[] = [];
  for (const [index, device] of devices.entries()) {
    const path = `devices.${index}.photo_files`;
    const files = form.getAll(path).filter((one): one is File => one instanceof File && one.size > 0);
    const ids = [device["photos"] ?? []].flat().filter((id) => typeof id === "string");
    for (const file of files.slice(0, MOST_PHOTOS)) {
      try {
        ids.push((await takePhoto(ctx, file)).id);
      } catch (error) {
        if (!(error instanceof AppError) || !error.detail.fields?.["file"]) throw error;
        errors[path] = error.detail.fields["file"];
      }
    }
    filled.push(ids.length > 0 ? { ...device, photos: ids } : device);
  }
  return { typed: { ...typed, devices: filled }, errors };
}
