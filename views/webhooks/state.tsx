import type { DeliveryState, Endpoint } from "../../src/webhooks/endpoint.ts";
import { Chip, type Tone } from "../components/status.tsx";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

const TONE = {
  waiting: "waiting",
  leased: "active",
  delivered: "ready",
  dead: "problem",
} as const satisfies Record<DeliveryState, Tone>;

export function DeliveryChip({ viewer, state }: { viewer: Viewer; state: DeliveryState }) {
  return <Chip tone={TONE[state]} label={text[viewer.locale].deliveryStates[state]} small />;
}

export function EndpointChip({ viewer, endpoint }: { viewer: Viewer; endpoint: Endpoint }) {
  const t = text[viewer.locale].states;
  if (endpoint.stopped) return <Chip tone="problem" label={t.stopped} small />;
  if (!endpoint.active) return <Chip tone="closed" icon="minus" label={t.off} small />;
  return endpoint.failingSince === null
    ? <Chip tone="ready" label={t.on} small />
    : <Chip tone="problem" label={t.failing} small />;
}

/** What was answered, or why nothing was; "" before the first try. */
export function answerWords(
  { locale }: Viewer,
  { status, error }: { status: number | null; error: string },
): string {
  if (status !== null) return String(status);
  return error === "" ? "" : text[locale].errors[error] ?? error;
}
