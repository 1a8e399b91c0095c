import { z } from "zod";
import { MESSAGE_STATES, type MessageState } from "./message.ts";

export interface MessageFilter {
  state: MessageState | null;
  /** Keyset: id of the last row of the page before. */
  before: string | null;
}

const query = z.object({
  estado: z.enum(MESSAGE_STATES).nullable().catch(null).default(null),
  antes: z.string().max(40).nullable().catch(null).default(null),
});

/** What does not fit counts as absent, so a broken link still shows a list. */
export function messageFilter(params: Record<string, string>): MessageFilter {
  const { estado, antes } = query.parse(params);
  return { state: estado, before: antes };
}
