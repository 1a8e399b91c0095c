import { z } from "zod";
import {
  type LetterKind,
  MESSAGE_STATES,
  type MessageKind,
  type MessageState,
  NOTICE_KINDS,
  type NoticeKind,
  TEMPLATE_KINDS,
} from "./message.ts";

export interface MessageFilter {
  state: MessageState | null;
  kind: MessageKind | NoticeKind | LetterKind | null;
  /** The whole address, "" for all. */
  to: string;
  /** Number of an order that they are about, all when left out. */
  order?: string;
  /** Keyset: id of the last row of the page before. */
  before: string | null;
}

const query = z.object({
  estado: z.enum(MESSAGE_STATES).nullable().catch(null).default(null),
  tipo: z.enum([...TEMPLATE_KINDS, ...NOTICE_KINDS]).nullable().catch(null).default(null),
  para: z.string().max(254).catch("").default("").transform((text) => text.trim().toLowerCase()),
  antes: z.string().max(40).nullable().catch(null).default(null),
});

/** What does not fit counts as absent, so a broken link still shows a list. */
export function messageFilter(params: Record<string, string>): MessageFilter {
  const { estado, tipo, para, antes } = query.parse(params);
  return { state: estado, kind: tipo, to: para, before: antes };
}

/** The query of an address that shows this from its newest on, "" for everything. */
export function messageQuery({ state, kind, to }: Omit<MessageFilter, "before" | "order">): string {
  const params = new URLSearchParams({
    ...(state && { estado: state }),
    ...(kind && { tipo: kind }),
    ...(to && { para: to }),
  });
  return params.size > 0 ? `?${params}` : "";
}
