import { z } from "zod";
import type { Reading } from "../api/operation.ts";
import { Id, InstantIn, Money } from "../api/shapes.ts";
import { clientInput } from "../clients/input.ts";
import { deviceInput } from "../devices/input.ts";
import { line, paragraph, requiredLine, requiredParagraph } from "../lib/form.ts";
import { PRIORITIES } from "../orders/order.ts";
import { MOST_DEVICES } from "./intake.ts";

const notify = z.boolean({ error: "invalid" }).default(true).meta({
  description: "Whether the client is told that it came in; false goes into the history",
});

/** What is said of a visit, whatever was brought. */
function visitWish(country: string) {
  return {
    status: z.enum(["received", "draft"], { error: "invalid" }).default("received").meta({
      description: "`draft` announces a device that is yet to come",
    }),
    branch_id: Id.optional().meta({ description: "The token's own where it is left out" }),
    client_id: Id.optional().meta({ description: "One that is known; else `client`" }),
    client: clientInput(country).optional().meta({ description: "A new one; else `client_id`" }),
    is_another_client: z.boolean({ error: "invalid" }).default(false).meta({
      description: "Add `client` though one with the same phone, e-mail or document is known",
    }),
    signature_name: line(120).default("").meta({ description: "Who accepted the terms in force" }),
    unsigned_reason: line(200).default("").meta({
      description: "Why nobody did, where the shop allows that",
    }),
    slip_number: line(20).default("").transform((number) => number.toUpperCase()).meta({
      description: "Of the slip on which it was taken in by hand: the order takes its number",
    }),
    slip_received_at: InstantIn.nullable().default(null).meta({
      description: "When it really came, where that was before now",
    }),
    notify,
  };
}

const DeviceWish = z.object({
  device_id: Id.optional().meta({ description: "One that is known; else `device`" }),
  device: deviceInput.optional().meta({
    description: "By its serial a known one is found; else it is new",
  }),
  fault: requiredParagraph(1000),
  condition: paragraph(1000).default(""),
  accessories: z.array(requiredLine(80)).max(20, { error: "too_many_accessories" }).default([]),
  priority: z.enum(PRIORITIES, { error: "invalid" }).default("normal"),
  promised_at: InstantIn.nullable().default(null),
  preauthorised: Money.nullable().default(null).meta({
    description: "What the client agrees to beforehand",
  }),
  warranty_of: line(40).default("").meta({ description: "Number of the order whose warranty it claims" }),
  another_open_order: z.boolean({ error: "invalid" }).default(false).meta({
    description: "Open one though the device has an open order",
  }),
});
export type DeviceWish = z.output<typeof DeviceWish>;

/** One device that a program takes in or announces: what the form of an intake asks, without its papers. */
export function newOrderInput({ country }: Reading) {
  return z.object({ ...visitWish(country), ...DeviceWish.shape });
}

/** Several of one visit, with one signature and one receipt. */
export function newIntakeInput({ country }: Reading) {
  return z.object({
    ...visitWish(country),
    devices: z.array(DeviceWish).min(1, { error: "required" }).max(MOST_DEVICES, {
      error: "too_many_devices",
    }),
  });
}
export type NewIntake = z.output<ReturnType<typeof newIntakeInput>>;

/** How an announced device is received: what is left out stays as it was announced. */
export const DraftReception = z.object({
  fault: requiredParagraph(1000).optional(),
  condition: paragraph(1000).optional(),
  accessories: z.array(requiredLine(80)).max(20, { error: "too_many_accessories" }).optional(),
  priority: z.enum(PRIORITIES, { error: "invalid" }).optional(),
  promised_at: InstantIn.nullable().optional(),
  preauthorised: Money.nullable().optional(),
  another_open_order: z.boolean({ error: "invalid" }).default(false).meta({
    description: "Receive it though the device has another open order",
  }),
  signature_name: line(120).default("").meta({ description: "Who accepted the terms in force" }),
  unsigned_reason: line(200).default("").meta({ description: "Why nobody did, where the shop allows that" }),
  notify,
});
export type DraftReception = z.output<typeof DraftReception>;

export type NewOrder = z.output<ReturnType<typeof newOrderInput>>;
