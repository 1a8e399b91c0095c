import { z } from "zod";
import { cursorParam } from "../lib/form.ts";
import type { SlipState } from "./slip.ts";

/** What the page of slips shows: the batches, or the single slips of a kind; `old` are those open for too long. */
export const SLIP_VIEWS = ["batches", "open", "old", "used", "void"] as const;
export type SlipView = (typeof SLIP_VIEWS)[number];

/** How an address says them. */
const VIEW_PARAM = {
  batches: "",
  open: "sin-usar",
  old: "demorados",
  used: "usados",
  void: "anulados",
} as const satisfies Record<SlipView, string>;

export const VIEW_STATE = { open: "open", old: "open", used: "used", void: "void" } as const satisfies Record<
  Exclude<SlipView, "batches">,
  SlipState
>;

export interface SlipFilter {
  view: SlipView;
  /** Keyset: `seq` of the last row of the page before. */
  before: number | null;
}

const query = z.object({ ver: z.string().default(""), antes: cursorParam });

/** What does not fit counts as absent, so a broken link still shows a list. */
export function slipFilter(params: Record<string, string>): SlipFilter {
  const { ver, antes } = query.parse(params);
  return { view: SLIP_VIEWS.find((view) => VIEW_PARAM[view] === ver) ?? "batches", before: antes ?? null };
}

/** The query of an address that shows this, "" for the newest batches. */
export function slipQuery({ view, before }: SlipFilter): string {
  const params = new URLSearchParams();
  if (view !== "batches") params.set("ver", VIEW_PARAM[view]);
  if (before !== null) params.set("antes", String(before));
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
