import type { MessageState } from "../../src/mail/message.ts";
import type { Tone } from "../components/status.tsx";

export const MESSAGE_TONE = {
  queued: "waiting",
  sending: "active",
  unsure: "waiting",
  sent: "ready",
  delivered: "ready",
  read: "ready",
  failed: "problem",
  kept: "waiting",
  withdrawn: "closed",
} as const satisfies Record<MessageState, Tone>;
