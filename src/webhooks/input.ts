import { z } from "zod";
import { EVENT_TYPES } from "../events/event.ts";
import { line, tick, version } from "../lib/form.ts";
import { type Guard, urlRefusal } from "./address.ts";

/** What an endpoint can choose among; its own test comes to it anyhow. */
export const CHOSEN_TYPES = EVENT_TYPES.filter((type) => type !== "webhook.test");

const LONGEST_URL = 1_000;

/** An address that webhooks may go to, as far as its text tells. */
function endpointUrl(guard: Guard) {
  return line(LONGEST_URL).pipe(z.string().min(1, { error: "required" })).superRefine((text, context) => {
    const refusal = text === "" ? null : urlRefusal(text, guard);
    if (refusal) context.addIssue({ code: "custom", message: refusal });
  }).transform((text) => URL.canParse(text) ? new URL(text).href : text);
}

const types = z.array(z.enum(CHOSEN_TYPES, { error: "invalid" })).transform((chosen) =>
  CHOSEN_TYPES.filter((type) => chosen.includes(type))
);

/** Boxes that are ticked: none, one, or several. */
const tickedTypes = z.union([z.string().transform((one) => [one]), z.array(z.string())], { error: "invalid" })
  .default([]).pipe(types);

export function newEndpointForm(guard: Guard) {
  return z.object({
    /** Becomes the endpoint's id: a form sent twice makes one. */
    form_key: z.uuid({ error: "invalid" }),
    url: endpointUrl(guard),
    description: line(120),
    types: tickedTypes,
  });
}

export function endpointForm(guard: Guard) {
  return z.object({
    url: endpointUrl(guard),
    description: line(120),
    types: tickedTypes,
    active: tick,
    version,
  });
}

/** What a program says of a new endpoint. */
export function endpointBody(guard: Guard) {
  return z.strictObject({
    url: endpointUrl(guard),
    description: line(120).default(""),
    types: types.default([]),
  });
}

/** What a program changes of an endpoint; what it leaves out stays. */
export function endpointPatch(guard: Guard) {
  return z.strictObject({
    url: endpointUrl(guard).optional(),
    description: line(120).optional(),
    types: types.optional(),
    active: z.boolean().optional(),
  });
}

export const SecretForm = z.object({ version });

/** From when to resend: local date and time, as the form has them. */
export const RangeForm = z.object({
  from: z.string({ error: "required" }).regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, { error: "required" }),
});
export const RangeBody = z.strictObject({
  since: z.iso.datetime({ offset: true, error: "invalid" }).transform(Date.parse),
});
