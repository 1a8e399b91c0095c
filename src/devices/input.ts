import { z } from "zod";
import { line, requiredLine, version } from "../lib/form.ts";
import { DEVICE_CATEGORIES, isImei, wantsImei } from "./device.ts";

const facts = z.object({
  category: z.enum(DEVICE_CATEGORIES, { error: "required" }),
  brand: requiredLine(60),
  model: line(80).default(""),
  /** Serial number or IMEI as typed, "" when unknown. */
  serial: line(60).default(""),
});

/** A device as a form holds it. */
export const deviceInput = facts.superRefine(checkImei);
export type DeviceInput = z.output<typeof deviceInput>;

/** With the version that the form was made from. */
export const deviceEdit = facts.extend({ version }).superRefine(checkImei);
export type DeviceEdit = z.output<typeof deviceEdit>;

export const ownerChange = z.object({ client_id: z.uuid({ error: "required" }), version });
export type OwnerChange = z.output<typeof ownerChange>;

function checkImei(device: z.output<typeof facts>, issues: z.RefinementCtx): void {
  if (!wantsImei(device) || isImei(device.serial)) return;
  issues.addIssue({ code: "custom", path: ["serial"], message: "imei" });
}
