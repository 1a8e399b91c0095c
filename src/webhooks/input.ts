import { z } from "zod";
import { EVENT_TYPES } from "../events/event.ts";
import { line, requiredLine, tick, version } from "../lib/form.ts";
import { type Guard, urlRefusal } from "./address.ts";

/** What an endpoint can choose among; its own test comes to it anyhow. */
export const CHOSEN_TYPES = EVENT_TYPES.filter((type) => type !== "webhook.test");

const LONGEST_URL = 1_000;

/** An address that webhooks may go to, as far as its text tells. */
export function endpointUrl(guard: Guard) {
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

/** What a program says of an endpoint; where it may go its handler asks by the rule of the forms. */
export const EndpointBody = z.object({
  url: requiredLine(LONGEST_URL).meta({ examples: ["https://contable.example/reparo"] }),
  description: line(120).default(""),
  types: types.default([]).meta({ description: "Kinds of events; none for all" }),
});

export const SecretForm = z.object({ version });
/** One press of the button, one test. */
export const TestForm = z.object({ form_key: z.uuid({ error: "invalid" }) });

/** When the form was shown, UTC milliseconds: a second click does no more than the first. */
const seen = z.coerce.number({ error: "required" }).int().min(0);

export const ResendForm = z.object({ seen });

/** From when to resend: local date and time, as the form has them. */
export const RangeForm = z.object({
  seen,
  from: z.string({ error: "required" }).regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, { error: "required" }),
});
