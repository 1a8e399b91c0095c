import { z } from "zod";
import { offerText } from "../../views/quotes/sheet.ts";
import type { Ctx } from "../context.ts";
import { isTimeZone } from "../lib/dates.ts";
import { LOCALES } from "../lib/locale.ts";
import { sealerOf, sealHolds } from "../lib/seal.ts";
import { sha256 } from "../lib/token.ts";
import { type Offer, offerSums } from "./offer.ts";
import {
  DECISION_CHANNELS,
  type DecisionChannel,
  LINE_KINDS,
  type LineOption,
  OPTION_KEYS,
  type QuoteDecision,
} from "./quote.ts";
import { lineSum } from "./totals.ts";

const figure = z.number().int();
const option = z.enum(["", ...OPTION_KEYS]);

/**
 * What proves a decision: who decided what, how and when, on exactly which words and figures. Kept as the text that was hashed
 * and sealed; amounts are minor units, quantities thousandths, rates thousandths of a percent, instants RFC 3339 in UTC.
 */
export const Evidence = z.object({
  evidence: z.literal("reparo quote decision"),
  version: z.literal(1),
  decision: z.object({
    id: z.string(),
    made: z.enum(["approved", "rejected"]),
    option,
    channel: z.enum(DECISION_CHANNELS),
    who: z.string(),
    note: z.string(),
    at: z.iso.datetime(),
    ip: z.string(),
    user_agent: z.string(),
    /** Name of the one of the shop who wrote it down, null when the client did it. */
    recorded_by: z.string().nullable(),
    /** SHA-256 of the PNG that was drawn; null for a name alone. */
    signature: z.object({ name: z.string(), sha256: z.string() }).nullable(),
  }),
  reading: z.object({ locale: z.enum(LOCALES), timeZone: z.string().refine(isTimeZone) }),
  order: z.object({
    number: z.string(),
    device: z.object({ brand: z.string(), model: z.string() }),
    client: z.string(),
  }),
  quote: z.object({
    id: z.string(),
    revision: figure,
    currency: z.string().regex(/^[A-Z]{3}$/),
    tax_included: z.boolean(),
    valid_until: z.iso.datetime().nullable(),
    options: z.array(z.object({ key: z.enum(OPTION_KEYS), name: z.string() })),
    lines: z.array(z.object({
      kind: z.enum(LINE_KINDS),
      option,
      description: z.string(),
      quantity: figure,
      unit_minor: figure,
      tax_rate: figure,
      net_minor: figure,
      tax_minor: figure,
      total_minor: figure,
    })),
    totals: z.array(z.object({
      option,
      net_minor: figure,
      tax_minor: figure,
      total_minor: figure,
      deposit_minor: figure,
    })),
  }),
  terms: z.object({ version: figure, sha256: z.string() }).nullable(),
  /** Everything that was shown, and the statement that was agreed to. */
  text: z.string(),
});
export type Evidence = z.output<typeof Evidence>;

/** Names of the files inside a certificate. */
export const EVIDENCE_FILE = "evidence.json";
export const SEAL_FILE = "evidence-seal.json";
export const SIGNATURE_FILE = "signature.png";

export interface SealedEvidence {
  evidence_json: string;
  evidence_hash: string;
  seal: string;
  seal_key: string;
}

export interface DecisionFacts {
  id: string;
  decision: QuoteDecision;
  option: LineOption;
  channel: DecisionChannel;
  who: string;
  note: string;
  userAgent: string;
  signature: { name: string; fileHash: string } | null;
}

/** Puts the evidence of a decision together and seals it. */
export function sealedEvidence(
  ctx: Pick<Ctx, "now" | "ip" | "actor" | "secretKey">,
  offer: Offer,
  facts: DecisionFacts,
): SealedEvidence {
  const evidence: Evidence = {
    evidence: "reparo quote decision",
    version: 1,
    decision: {
      id: facts.id,
      made: facts.decision,
      option: facts.option,
      channel: facts.channel,
      who: facts.who,
      note: facts.note,
      at: new Date(ctx.now).toISOString(),
      ip: ctx.ip,
      user_agent: facts.userAgent,
      recorded_by: ctx.actor.kind === "client" ? null : ctx.actor.name,
      signature: facts.signature && { name: facts.signature.name, sha256: facts.signature.fileHash },
    },
    reading: offer.reading,
    order: {
      number: offer.order.number,
      device: { brand: offer.device.brand, model: offer.device.model },
      client: offer.client.name,
    },
    quote: {
      id: offer.id,
      revision: offer.revision,
      currency: offer.currency,
      tax_included: offer.taxIncluded,
      valid_until: offer.validUntil === null ? null : new Date(offer.validUntil).toISOString(),
      options: offer.options,
      lines: offer.lines.map((line) => {
        const sum = lineSum(line, offer.taxIncluded);
        return {
          kind: line.kind,
          option: line.option,
          description: line.description,
          quantity: line.quantity,
          unit_minor: line.unitMinor,
          tax_rate: line.taxRate,
          net_minor: sum.netMinor,
          tax_minor: sum.taxMinor,
          total_minor: sum.totalMinor,
        };
      }),
      totals: offerSums(offer).map((sum) => ({
        option: sum.option,
        net_minor: sum.netMinor,
        tax_minor: sum.taxMinor,
        total_minor: sum.totalMinor,
        deposit_minor: sum.depositMinor,
      })),
    },
    terms: offer.terms && { version: offer.terms.version, sha256: sha256(offer.terms.text) },
    text: offerText(offer, { decision: facts.decision, option: facts.option }),
  };
  const json = JSON.stringify(evidence);
  const sealer = sealerOf(ctx.secretKey);
  return {
    evidence_json: json,
    evidence_hash: sha256(json),
    seal: sealer.seal(evidenceBytes(json)),
    seal_key: sealer.publicKey,
  };
}

/** Whether text and seal of an evidence belong together. */
export function evidenceHolds({ evidence_json, evidence_hash, seal, seal_key }: SealedEvidence): boolean {
  return sha256(evidence_json) === evidence_hash &&
    sealHolds(evidenceBytes(evidence_json), { publicKey: seal_key, seal });
}

/** What the seal of an evidence is over; it can be taken for the seal of nothing else. */
function evidenceBytes(json: string): Uint8Array {
  return new TextEncoder().encode(`reparo quote evidence v1\n${json}`);
}
