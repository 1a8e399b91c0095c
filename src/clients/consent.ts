import { z } from "zod";

/** By what a client can be told. */
export const CONSENT_CHANNELS = ["email", "whatsapp", "phone"] as const;
export type ConsentChannel = (typeof CONSENT_CHANNELS)[number];

/** How a client wants to be told: `none` is not to be written to at all, "" that they have not said. */
export const PREFERRED_CHANNELS = ["", ...CONSENT_CHANNELS, "none"] as const;
export type PreferredChannel = (typeof PREFERRED_CHANNELS)[number];

/** What a client answered about one channel, when (UTC milliseconds), and who noted it. */
export interface Consent {
  granted: boolean;
  at: number;
  by: string;
}
export type Consents = Partial<Record<ConsentChannel, Consent>>;

/** Whether a client agreed, refused, or was not asked. */
export const CONSENT_ANSWERS = ["unasked", "granted", "refused"] as const;
export type ConsentAnswer = (typeof CONSENT_ANSWERS)[number];
export type ConsentAnswers = Record<ConsentChannel, ConsentAnswer>;
/** What was asked; nothing changes about the others. */
export type GivenAnswers = Partial<Record<ConsentChannel, ConsentAnswer | undefined>>;

const kept = z.object({ granted: z.boolean(), at: z.number(), by: z.string() }).optional();
const Kept = z.object({ email: kept, whatsapp: kept, phone: kept });

/** From a client's row. */
export function consentsOf({ consents_json }: { consents_json: string }): Consents {
  return consents_json === "" ? {} : Kept.parse(JSON.parse(consents_json));
}

export function answerTo(consents: Consents, channel: ConsentChannel): ConsentAnswer {
  const consent = consents[channel];
  if (!consent) return "unasked";
  return consent.granted ? "granted" : "refused";
}

export function answersOf(consents: Consents): ConsentAnswers {
  return {
    email: answerTo(consents, "email"),
    whatsapp: answerTo(consents, "whatsapp"),
    phone: answerTo(consents, "phone"),
  };
}

/** The consents after somebody noted answers: what did not change keeps its date and who noted it. */
export function noted(
  before: Consents,
  answers: GivenAnswers,
  { at, by }: { at: number; by: string },
): Consents {
  const after: Consents = { ...before };
  for (const channel of CONSENT_CHANNELS) {
    const answer = answers[channel];
    if (answer === undefined || answer === answerTo(before, channel)) continue;
    if (answer === "unasked") delete after[channel];
    else after[channel] = { granted: answer === "granted", at, by };
  }
  return after;
}

/** In which order to try channels: the one that they want first, without those that they refused. */
export function channelsInOrder(
  { channel, consents }: { channel: PreferredChannel; consents: Consents },
): ConsentChannel[] {
  const usual: ConsentChannel[] = ["whatsapp", "phone", "email"];
  return usual.filter((one) => answerTo(consents, one) !== "refused")
    .toSorted((a, b) => Number(b === channel) - Number(a === channel));
}
