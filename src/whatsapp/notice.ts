import { createHmac } from "node:crypto";
import { z } from "zod";
import { sameText } from "../lib/token.ts";

/** HMAC-SHA256 over the raw body under the app's secret, as `X-Hub-Signature-256: sha256=…`. */
export function isSigned(body: Uint8Array, { header, secret }: { header: string; secret: string }): boolean {
  const expected = createHmac("sha256", secret).update(body).digest("hex");
  return secret !== "" && sameText(header.toLowerCase(), `sha256=${expected}`);
}

const status = z.object({
  id: z.string().min(1).max(300),
  status: z.string(),
  timestamp: z.string(),
  biz_opaque_callback_data: z.string().optional(),
  errors: z.array(z.object({
    code: z.number(),
    title: z.string().default(""),
    message: z.string().default(""),
    error_data: z.object({ details: z.string() }).optional(),
  })).optional(),
});
export type StatusNotice = z.output<typeof status>;

const inbound = z.object({
  id: z.string().min(1).max(300),
  from: z.string().regex(/^\d{6,20}$/),
  timestamp: z.string(),
  type: z.string(),
  text: z.object({ body: z.string() }).optional(),
  button: z.object({ text: z.string() }).optional(),
  image: z.object({ caption: z.string().optional() }).optional(),
  video: z.object({ caption: z.string().optional() }).optional(),
  document: z.object({ caption: z.string().optional() }).optional(),
});
export type InboundNotice = z.output<typeof inbound>;

const value = z.object({
  metadata: z.object({ phone_number_id: z.string() }),
  statuses: z.array(z.unknown()).default([]),
  messages: z.array(z.unknown()).default([]),
});

const envelope = z.object({
  entry: z.array(z.object({
    changes: z.array(z.object({ field: z.string(), value: z.unknown() })),
  })),
});

export interface Told {
  statuses: StatusNotice[];
  messages: InboundNotice[];
}

/** What an event says about one number of ours; what is not known here, or about another number, is left out. */
export function toldOf(body: string, phoneNumberId: string): Told {
  const told: Told = { statuses: [], messages: [] };
  const event = envelope.safeParse(json(body));
  if (!event.success) return told;
  for (const change of event.data.entry.flatMap(({ changes }) => changes)) {
    const about = value.safeParse(change.value);
    if (change.field !== "messages" || !about.success) continue;
    if (about.data.metadata.phone_number_id !== phoneNumberId) continue;
    told.statuses.push(...about.data.statuses.flatMap((one) => status.safeParse(one).data ?? []));
    told.messages.push(...about.data.messages.flatMap((one) => inbound.safeParse(one).data ?? []));
  }
  return told;
}

/** Meta counts in seconds; what is no instant counts as `otherwise`. */
export function instantOf(timestamp: string, otherwise: number): number {
  return /^\d{9,11}$/.test(timestamp) ? Number(timestamp) * 1_000 : otherwise;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
