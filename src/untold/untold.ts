import type { UntoldReason } from "../mail/message.ts";

/** Those to tell now, those who are told later, and those who are not told at all. */
export const UNTOLD_VIEWS = ["waiting", "later", "left"] as const;
export type UntoldView = (typeof UNTOLD_VIEWS)[number];

export interface UntoldFilter {
  view: UntoldView;
  reason: UntoldReason | null;
}

export const WAITING: UntoldFilter = { view: "waiting", reason: null };

/** The last line of a page: where the next begins. */
export interface UntoldCursor {
  since: number;
  order_id: string;
}

/** As the address of the page has it. */
export function untoldQueryText({ view, reason }: UntoldFilter, from: UntoldCursor | null = null): string {
  const parts = [
    view !== "waiting" && `ver=${view}`,
    reason && `motivo=${reason}`,
    from && `desde=${from.since}.${from.order_id}`,
  ].filter((part) => part !== false && part !== null);
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}
